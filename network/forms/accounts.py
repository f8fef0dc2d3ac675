"""Forms for getting in: registering, inviting, accepting, deciding."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from fluxus.forms import HouseForm
from fluxus.text import tidy
from network.domain import registrations
from network.enums import COLLEAGUE_ROLES, CULTUURMAKER_ROLES, PartnerRole, Role
from network.forms.fields import PartnerField
from network.models import Partner, Registration, User

OTHER, NEW = "other", "new"


class NameField(forms.CharField):
    """The name of a person, without invisible characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "Naam", "max_length": 150, **kwargs})
        self.widget.attrs.setdefault("autocomplete", "name")

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class SignupForm(AllauthSignupForm):
    """Registration of a cultuurmaker, who then waits for the projectbureau."""

    name = NameField()
    message = forms.CharField(
        label="Wat wil je bij ons doen?",
        help_text="Bijvoorbeeld: lesgeven, een ruimte huren met je koor, optreden op scholen.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["name", "email", "message", "password1", "password2"]

    def save(self, request: HttpRequest) -> User:
        """The account and the registration, or neither."""
        with transaction.atomic():
            user = super().save(request)
            registrations.register(
                user=user, name=self.cleaned_data["name"], message=self.cleaned_data["message"], at=timezone.now()
            )
        return user


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, in the words of this house."""

    name = forms.CharField(label="Naam", max_length=100, required=False)
    passwordless = forms.BooleanField(
        label="Inloggen met alleen deze passkey",
        help_text="Je hoeft dan geen wachtwoord in te vullen. Je apparaat vraagt om je vinger, gezicht of pincode.",
        required=False,
    )


class EditPasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label="Naam", max_length=100)


class InviteForm(HouseForm):
    """Invite a colleague, or somebody who works for a partner."""

    name = NameField()
    email = forms.EmailField(label="E-mailadres", max_length=254)
    roles = forms.MultipleChoiceField(
        label="Rollen als medewerker",
        choices=[(role.value, role.label) for role in COLLEAGUE_ROLES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    partner = PartnerField(
        label="Of namens een partner", help_text="De persoon krijgt dan Mijn FluXus van deze partner.", required=False
    )

    def __init__(self, *args: Any, may_make_admin: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_make_admin:
            choices = [(role.value, role.label) for role in COLLEAGUE_ROLES if role is not Role.ADMIN]
            self.fields["roles"].choices = choices  # type: ignore[attr-defined]  # a choice field, see above

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("roles") and not cleaned.get("partner") and "partner" not in self.errors:
            self.add_error("roles", "Kies minstens één rol, of een partner namens wie deze persoon werkt.")
        return cleaned


class AcceptForm(HouseForm):
    """Name and password of who was invited."""

    name = NameField()
    password = forms.CharField(
        label="Wachtwoord",
        max_length=200,
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="Wachtwoord nog een keer",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as fault:
                self.add_error("password", fault)
        if password and cleaned.get("password_again") not in {None, password}:
            self.add_error("password_again", "De twee wachtwoorden zijn niet hetzelfde.")
        return cleaned


class ApproveForm(HouseForm):
    """Which partner somebody who registered will speak for: one we know, or a new one."""

    choice = forms.ChoiceField(label="Namens welke partner?", widget=forms.RadioSelect)
    partner = PartnerField(label="Andere partner uit het netwerk", required=False)
    organisation = forms.CharField(
        label="Nieuw: naam van de organisatie",
        help_text="Laat leeg als deze persoon voor zichzelf werkt.",
        max_length=200,
        required=False,
    )
    role = forms.ChoiceField(
        label="Nieuw: rol in het netwerk",
        choices=[(role.value, role.label) for role in CULTUURMAKER_ROLES],
        initial=PartnerRole.TEACHER,
        required=False,
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(partner.pk): partner for partner in registrations.resembling(registration=registration)}
        choices = [(key, f"{partner.name} (staat al in het netwerk)") for key, partner in self.known.items()]
        choices += [(OTHER, "Een andere partner uit het netwerk"), (NEW, "Een nieuwe partner")]
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]  # a choice field, see above
        self.fields["choice"].initial = choices[0][0] if self.known else NEW

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice") == OTHER and not cleaned.get("partner") and "partner" not in self.errors:
            self.add_error("partner", "Kies een partner uit het netwerk.")
        return cleaned

    @property
    def chosen(self) -> Partner | None:
        """The partner that exists already; None asks for a new one."""
        choice = self.cleaned_data["choice"]
        return self.cleaned_data["partner"] if choice == OTHER else self.known.get(choice)


class RefuseForm(HouseForm):
    """Why somebody is not let in."""

    reason = forms.CharField(
        label="Reden",
        help_text="Deze tekst staat letterlijk in de mail.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MyDetailsForm(HouseForm):
    """How a partner is reached, as he says himself."""

    email = forms.EmailField(label="E-mailadres", max_length=254)
    phone = forms.CharField(
        label="Telefoon", max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    website = forms.URLField(label="Website", max_length=200, required=False, assume_scheme="https")
