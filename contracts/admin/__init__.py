"""The Django admin of contracts."""

from contracts.admin import pay, readiness, records, texts

__all__ = ["pay", "readiness", "records", "texts"]
