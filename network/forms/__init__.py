"""Forms of the network. `PartnerField` chooses a partner in a form of any app."""

from network.forms.accounts import SignupForm
from network.forms.fields import PartnerField

__all__ = ["PartnerField", "SignupForm"]
