"""The Django admin of contracts."""

from contracts.admin import pay, readiness, records, signing, texts

__all__ = ["pay", "readiness", "records", "signing", "texts"]
