"""Forms of contracts."""

from contracts.forms.filters import FilterForm

__all__ = ["FilterForm"]
