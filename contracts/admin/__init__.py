"""The Django admin of contracts."""

from contracts.admin import bank, billing, einvoices, invoice_runs, pay, readiness, records, runs, signing, texts

__all__ = ["bank", "billing", "einvoices", "invoice_runs", "pay", "readiness", "records", "runs", "signing", "texts"]
