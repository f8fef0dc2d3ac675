"""The Django admin of contracts."""

from contracts.admin import billing, einvoices, invoice_runs, pay, readiness, records, runs, signing, texts

__all__ = ["billing", "einvoices", "invoice_runs", "pay", "readiness", "records", "runs", "signing", "texts"]
