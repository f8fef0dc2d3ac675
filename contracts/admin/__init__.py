"""The Django admin of contracts."""

from contracts.admin import records, texts

__all__ = ["records", "texts"]
