"""Forms of contracts."""

from contracts.forms.agreements import AgreementDraftForm
from contracts.forms.filters import FilterForm

__all__ = ["AgreementDraftForm", "FilterForm"]
