"""Closing rooms: what, when and why; and for every booking in the way where it goes."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from bookings.domain.availability import Alternative
from bookings.enums import ClosureKind
from bookings.models import Building, Room, Unit
from fluxus.forms import ClockField, DayField, HouseForm
from fluxus.periods import Period
from fluxus.text import tidy

LONGEST = timedelta(days=366)
LAPSE = "vervalt"
CHOICE = "keuze-"
STAMP = "%Y%m%dT%H%M"


class BySlug(forms.ModelMultipleChoiceField):
    """Rows by their addresses; what no address can hold is none of them."""

    def __init__(self, queryset: Any) -> None:
        super().__init__(queryset, to_field_name="slug", required=False)
        self.error_messages["invalid_choice"] = "Kies uit de lijst."

    def clean(self, value: Any) -> Any:
        return super().clean([tidy(text) for text in value or []])


class ClosureForm(HouseForm):
    """Rooms or whole houses, from a day (and time) to a day (and time); after cleaning `units` and `period`."""

    huis = BySlug(Building.objects.all())
    ruimte = BySlug(Room.objects.all())
    van_dag = DayField(label="Eerste dag", help_text="Deze dag telt mee.")
    van = ClockField(label="Vanaf", required=False, help_text="Leeg: de hele dag.")
    tot_dag = DayField(label="Laatste dag", help_text="Deze dag telt mee.")
    tot = ClockField(label="Tot", required=False, help_text="Leeg: de hele dag.")
    soort = forms.ChoiceField(label="Soort", choices=ClosureKind.choices, initial=ClosureKind.MAINTENANCE)
    reden = forms.CharField(
        label="Reden",
        max_length=120,
        help_text="Huurders lezen dit in hun mail. Bijvoorbeeld: de vloer wordt vernieuwd.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        houses, rooms = cleaned.get("huis") or [], cleaned.get("ruimte") or []
        if not houses and not rooms and not self.errors.keys() & {"huis", "ruimte"}:
            self.add_error("ruimte", ValidationError("Kies wat er dicht gaat: een huis of een of meer ruimtes."))
        if cleaned.get("van_dag") and cleaned.get("tot_dag"):
            try:
                cleaned["period"] = period_of(cleaned)
            except ValidationError as error:
                self.add_error("tot_dag", error)
        return cleaned

    def units(self) -> list[Unit]:
        """The parts of what was chosen, each once. One query."""
        asked = self.cleaned_data
        parts = Unit.objects.filter(room_units__room__in=asked["ruimte"]) | Unit.objects.filter(
            building__in=asked["huis"]
        )
        return list(parts.distinct().select_related("building").order_by("pk"))

    def places(self) -> list[dict[str, Any]]:
        """The houses with their rooms, to tick. Two queries."""
        given: Any = self.data if self.is_bound else self.initial
        ticked = {name: set(values_of(given, name)) for name in ("huis", "ruimte")}
        active = Room.objects.bookable().order_by("position", "name")
        houses = Building.objects.order_by("position", "pk").prefetch_related(
            Prefetch("rooms", active, to_attr="active_rooms")
        )
        return [
            {
                "house": house,
                "is_ticked": house.slug in ticked["huis"],
                "rooms": [(room, room.slug in ticked["ruimte"]) for room in house.active_rooms],  # type: ignore[attr-defined]  # prefetched
            }
            for house in houses
        ]

    def hidden(self) -> list[tuple[str, str]]:
        """Everything that was typed, to send along with the next step."""
        given: Any = self.data
        return [(name, value) for name in self.fields for value in values_of(given, name)]


def values_of(given: Any, name: str) -> list[str]:
    if isinstance(given, (QueryDict, MultiValueDict)):
        return [str(value) for value in given.getlist(name)]
    value = given.get(name, [])
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def period_of(asked: dict[str, Any]) -> Period:
    """Half-open; without times from the first midnight to the last."""
    first: date = asked["van_dag"]
    last: date = asked["tot_dag"]
    start = datetime.combine(first, asked.get("van") or time())
    end = (
        datetime.combine(last, asked["tot"]) if asked.get("tot") else datetime.combine(last + timedelta(days=1), time())
    )
    if end - start > LONGEST:
        raise ValidationError("Een sluiting duurt hoogstens een jaar.", code="too_long")
    return Period(start, end)


def key_of(place: Alternative | None) -> str:
    """A place as the value of a choice; None is to lapse."""
    if place is None:
        return LAPSE
    return f"{place.room.pk}_{place.period.start:{STAMP}}_{place.period.end:{STAMP}}"


def chosen(data: QueryDict) -> dict[int, Alternative | None]:
    """What was chosen per booking; what cannot be read is left out. One query for all rooms."""
    asked = {
        int(name.removeprefix(CHOICE)): str(value)
        for name, value in data.items()
        if name.startswith(CHOICE) and name.removeprefix(CHOICE).isdecimal() and len(name) < len(CHOICE) + 19
    }
    rooms = rooms_named(asked.values())
    found = {}
    for booking, text in asked.items():
        try:
            found[booking] = None if text == LAPSE else place_of(text, rooms)
        except (KeyError, OverflowError, ValueError, ValidationError):
            continue
    return found


def rooms_named(texts: Iterable[str]) -> dict[int, Room]:
    keys = {int(head) for text in texts if (head := text.partition("_")[0]).isdecimal() and len(head) < 19}
    return Room.objects.bookable().select_related("building").in_bulk(keys)


def place_of(text: str, rooms: dict[int, Room]) -> Alternative:
    room, start, end = text.split("_")
    period = Period(*(datetime.strptime(part, STAMP) for part in (start, end)))  # noqa: DTZ007  # wall-clock on purpose
    return Alternative(rooms[int(room)], period, "zoals je koos")
