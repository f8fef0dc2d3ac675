"""The network in the Django admin."""

from network.admin import accounts, partners

__all__ = ["accounts", "partners"]
