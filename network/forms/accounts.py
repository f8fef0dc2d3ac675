"""Forms of the network."""

from allauth.account.forms import SignupForm as AllauthSignupForm


class SignupForm(AllauthSignupForm):
    """Registration of a cultuurmaker."""
