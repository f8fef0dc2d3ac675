"""The Django admin of contracts."""

from contracts.admin import invoice_runs, pay, readiness, records, runs, signing, texts

__all__ = ["invoice_runs", "pay", "readiness", "records", "runs", "signing", "texts"]
