"""Forms of the desk."""

from typing import Any

from django import forms
from django.db.models import Prefetch

from bookings.domain.incidents import LONGEST
from bookings.models import Building, Room
from fluxus.forms import HouseForm
from fluxus.text import tidy

FOYER, DOOR = "foyer", "deur"


class RoomOfHouse(forms.ModelChoiceField):
    """A room of one house, or none."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class IncidentForm(HouseForm):
    """What happened, and where."""

    text = forms.CharField(label="Wat is er gebeurd?", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    room = RoomOfHouse(label="Ruimte", queryset=Room.objects.none(), required=False, empty_label="Niet in een ruimte")

    def __init__(self, *args: Any, building: Building, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["room"]
        field.queryset = Room.objects.filter(building=building).order_by("position", "name")


class PlaceSelect(forms.ChoiceField):
    """Where a screen hangs: the foyer of a house, or the door of one of its rooms. Gives the house and the room."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "Waar hangt het?", "choices": places, **kwargs})
        self.error_messages["invalid_choice"] = "Kies een plek uit de lijst."

    def clean(self, value: Any) -> tuple[Building, Room | None]:
        kind, _, key = super().clean(value).partition("-")
        if kind == DOOR:
            room = Room.objects.select_related("building").get(pk=key)
            return room.building, room
        return Building.objects.get(pk=key), None


def places() -> list[tuple[str, Any]]:
    """Per house the foyer and the doors. Two queries."""
    houses = Building.objects.order_by("position", "pk").prefetch_related(
        Prefetch("rooms", Room.objects.filter(is_active=True).order_by("position", "name"), to_attr="doors")
    )
    groups: list[tuple[str, Any]] = [("", "Kies een plek")]
    for house in houses:
        doors = [(f"{DOOR}-{room.pk}", f"Deur {room.name}") for room in house.doors]  # type: ignore[attr-defined]  # prefetched above
        groups.append((house.name, [(f"{FOYER}-{house.pk}", f"Foyer {house.name}"), *doors]))
    return groups


class DisplayForm(HouseForm):
    """A new screen; `building` and `room` after cleaning."""

    place = PlaceSelect()
    name = forms.CharField(
        label="Naam", max_length=80, required=False, help_text="Mag leeg blijven; dan heet het naar zijn plek."
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["building"], cleaned["room"] = cleaned.get("place") or (None, None)
        cleaned["name"] = tidy(cleaned.get("name", ""))
        return cleaned
