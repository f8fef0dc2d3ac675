"""Choosing a house or a room."""

from typing import Any

from django import forms

from bookings.models import Building, Room
from fluxus.text import tidy


class RoomSelect(forms.ModelChoiceField):
    """Rooms per building, in the order of the houses."""

    def __init__(self, **kwargs: Any) -> None:
        rooms = Room.objects.bookable().select_related("building").order_by("building__position", "position", "name")
        super().__init__(**{"queryset": rooms, "label": "Ruimte", "empty_label": "Kies een ruimte", **kwargs})
        self.error_messages["invalid_choice"] = "Deze ruimte is niet te huur."

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.building.name} · {obj.capacity} pers."


class BuildingSelect(forms.ModelChoiceField):
    """A house by its address."""

    def __init__(self, **kwargs: Any) -> None:
        houses = Building.objects.order_by("position")
        super().__init__(**{"queryset": houses, "to_field_name": "slug", "empty_label": "Alle huizen", **kwargs})

    def to_python(self, value: Any) -> Any:
        return super().to_python(tidy(value) if isinstance(value, str) else value)
