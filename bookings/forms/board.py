"""What narrows the planning board."""

from django import forms

from bookings.enums import RoomFeature, RoomKind
from bookings.forms.places import BuildingSelect
from fluxus.forms import HouseForm


class FilterForm(HouseForm):
    """What narrows the board; addresses are Dutch, so the fields are too. Nonsense is no filter."""

    huis = BuildingSelect(label="Cultuurhuis", required=False)
    soort = forms.ChoiceField(label="Soort", choices=[("", "Alle soorten"), *RoomKind.choices], required=False)
    met = forms.MultipleChoiceField(label="Voorzieningen", choices=RoomFeature.choices, required=False)
    personen = forms.IntegerField(label="Personen", min_value=1, max_value=5000, required=False)
