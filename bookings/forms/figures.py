"""Over which days and houses the figures go."""

from datetime import date, timedelta
from typing import Any

from django import forms

from bookings.domain.figures import Stretch
from bookings.forms.places import BuildingSelect
from bookings.models import Season
from fluxus.forms import DayField, HouseForm

LONGEST = timedelta(days=3 * 366)
MONTH, SEASON, YEAR, OWN = "maand", "seizoen", "jaar", "eigen"
CHOICES = [(MONTH, "deze maand"), (SEASON, "dit seizoen"), (YEAR, "dit jaar"), (OWN, "eigen datums")]


class FiguresForm(HouseForm):
    """Addresses are Dutch, so the fields are too. Own dates are both included."""

    periode = forms.ChoiceField(label="Periode", choices=CHOICES, required=False)
    van = DayField(label="Van", required=False)
    tot = DayField(label="Tot en met", required=False)
    huis = BuildingSelect(label="Cultuurhuis", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        first, last = found.get("van"), found.get("tot")
        if found.get("periode") != OWN or self.errors:
            return found
        if first is None or last is None:
            self.add_error("van" if first is None else "tot", "Vul beide datums in.")
        elif last < first:
            self.add_error("tot", "De laatste dag ligt voor de eerste.")
        elif last - first > LONGEST:
            self.add_error("tot", "Kies hoogstens drie jaar.")
        return found


def stretch_of(form: FiguresForm, today: date) -> Stretch:
    """The days that are asked for; this month when nothing or nonsense is."""
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("periode") == OWN:
        return Stretch(asked["van"], asked["tot"])
    if asked.get("periode") == YEAR:
        return Stretch(date(today.year, 1, 1), date(today.year, 12, 31))
    season = Season.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("starts_on").first()
    if asked.get("periode") == SEASON and season is not None:
        return Stretch(season.starts_on, season.ends_on)
    first = today.replace(day=1)
    return Stretch(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))
