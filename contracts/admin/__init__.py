"""The Django admin of contracts."""

from contracts.admin import pay, readiness, records, runs, signing, texts

__all__ = ["pay", "readiness", "records", "runs", "signing", "texts"]
