"""The network in the Django admin."""

from network.admin import accounts, contact, details, duplicates, imports, lists, partners, places

__all__ = ["accounts", "contact", "details", "duplicates", "imports", "lists", "partners", "places"]
