"""How many of each supplement goes with a booking."""

from typing import Any

from django import forms
from django.utils.text import slugify

from bookings.domain import supplements
from bookings.models import Booking, Supplement
from fluxus.forms import HouseForm
from fluxus.money import euros
from fluxus.periods import today


class SupplementsForm(HouseForm):
    """A number for each supplement that the house offers; `supplements` (name → number) after cleaning."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {field_name(each): each for each in supplements.offered(since=today())}
        self.fields |= {name: field_for(each) for name, each in self.offered.items()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["supplements"] = {each.name: cleaned.get(name) or 0 for name, each in self.offered.items()}
        return cleaned

    @property
    def supplement_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.offered]

    @property
    def has_supplements(self) -> bool:
        """Whether one was filled in, so that the fields are not folded away."""
        return any(bound.value() or bound.errors for bound in self.supplement_fields)


class ChangeSupplementsForm(SupplementsForm):
    """Those of a booking as they are now."""

    @classmethod
    def of(cls, booking: Booking) -> "ChangeSupplementsForm":
        own = booking.supplements.select_related("supplement")
        return cls(initial={field_name(each.supplement): each.quantity for each in own})


def field_name(supplement: Supplement) -> str:
    return f"toeslag-{slugify(supplement.name)}"


def field_for(supplement: Supplement) -> forms.IntegerField:
    price = f"{euros(supplement.amount_cents)} {supplement.get_unit_display()}, zonder btw"
    return forms.IntegerField(
        label=supplement.name, min_value=0, max_value=supplements.MOST, required=False, help_text=price
    )
