"""What narrows the planning board, and the sets of rooms that somebody keeps."""

from itertools import groupby
from typing import Any

from django import forms

from bookings.enums import RoomFeature, RoomKind
from bookings.forms.places import BuildingSelect
from bookings.models import Room, RoomSet
from fluxus.forms import HouseForm


class FilterForm(HouseForm):
    """What narrows the board; addresses are Dutch, so the fields are too. Nonsense is no filter."""

    set = forms.ModelChoiceField(
        queryset=RoomSet.objects.none(), label="Set", empty_label="Alle ruimtes", required=False
    )
    huis = BuildingSelect(label="Cultuurhuis", required=False)
    soort = forms.ChoiceField(label="Soort", choices=[("", "Alle soorten"), *RoomKind.choices], required=False)
    met = forms.MultipleChoiceField(
        label="Voorzieningen", choices=RoomFeature.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    personen = forms.IntegerField(label="Personen", min_value=1, max_value=5000, required=False)

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets: Any = self.fields["set"]
        sets.queryset = RoomSet.objects.filter(owner=owner).order_by("name")


class RoomsByHouse(forms.ModelMultipleChoiceField):
    """Rooms to tick, in the order of the houses; `houses` groups the boxes."""

    def __init__(self, **kwargs: Any) -> None:
        rooms = Room.objects.bookable().select_related("building").order_by("building__position", "position", "name")
        super().__init__(**{"queryset": rooms, "widget": forms.CheckboxSelectMultiple, **kwargs})
        self.error_messages["required"] = "Kies minstens één ruimte."

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class RoomSetForm(HouseForm):
    name = forms.CharField(label="Naam", max_length=40, help_text="Bijvoorbeeld danszalen, of mijn verdieping.")
    rooms = RoomsByHouse(label="Ruimtes")

    def houses(self) -> list[tuple[str, list[Any]]]:
        """The boxes per house."""
        boxes = list(self["rooms"])
        per_house = groupby(boxes, key=lambda box: box.data["value"].instance.building.name)
        return [(house, list(own)) for house, own in per_house]


class QuickSetForm(HouseForm):
    """A name for what the board shows now."""

    name = forms.CharField(label="Naam van de set", max_length=40)
