"""Deciding on requests, options and swaps."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils import timezone

from bookings.forms.bookings import OverridableForm, UntilField
from bookings.forms.places import BuildingSelect
from bookings.models import Booking
from fluxus.forms import HouseForm
from network.forms import PartnerField

REASON_HELP = "De huurder leest deze reden in de mail."
MOST_AT_ONCE = 500


class Action(TextChoices):
    """What one can do with requests and options; the label is the button."""

    APPROVE = "approve", "Goedkeuren"
    OPTION = "option", "Optie maken"
    REJECT = "reject", "Afwijzen"


class Order(TextChoices):
    SOONEST = "", "Eerst wat het eerst begint"
    NEWEST = "nieuw", "Nieuwste eerst"


class Kind(TextChoices):
    ALL = "", "Alles"
    REQUESTS = "aanvragen", "Aanvragen"
    OPTIONS = "opties", "Opties"


class RequestFilterForm(HouseForm):
    """What narrows the list; addresses are Dutch, so the fields are too. Nonsense is no filter."""

    wat = forms.ChoiceField(label="Wat", choices=Kind.choices, required=False)
    huis = BuildingSelect(label="Cultuurhuis", required=False)
    huurder = PartnerField(label="Huurder", required=False)
    volgorde = forms.ChoiceField(label="Volgorde", choices=Order.choices, required=False)


class RejectForm(HouseForm):
    reason = forms.CharField(label="Waarom wijs je af?", max_length=200, help_text=REASON_HELP)


class RefuseForm(HouseForm):
    """The answer to a wish to swap."""

    answer = forms.CharField(label="Waarom kan het niet?", max_length=200, help_text=REASON_HELP)


class UntilForm(HouseForm):
    """Till when a room is kept for somebody."""

    until = UntilField(label="Optie tot")

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until <= timezone.now():
            raise forms.ValidationError("Kies een moment dat nog komt.", code="past")
        return until


class ChosenForm(HouseForm):
    """Which bookings, and what to do with them. Keys that nobody can have are left out."""

    action = forms.ChoiceField(choices=Action.choices)
    booking = forms.ModelMultipleChoiceField(
        queryset=Booking.objects.select_related("room__building", "partner", "series").order_by("local_start", "pk"),
        error_messages={"required": "Kies eerst een of meer aanvragen."},
    )

    def clean_booking(self) -> Any:
        chosen = list(self.cleaned_data["booking"])
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Kies er hoogstens {MOST_AT_ONCE} tegelijk.", code="too_many")
        return chosen


class ApproveForm(OverridableForm):
    """Nothing to fill in, unless a rule of the house stands in the way of one booking."""


def decision_form(action: str, *args: Any, by: Any, **kwargs: Any) -> HouseForm:
    """The form that goes with an action."""
    if action == Action.REJECT:
        return RejectForm(*args, **kwargs)
    return UntilForm(*args, **kwargs) if action == Action.OPTION else ApproveForm(*args, by=by, **kwargs)
