"""Days and times in Amsterdam: wall-clock truth, half-open periods, safe in the two odd nights of the year."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
GRID_MINUTES = 15
CLOCK_CHANGE = "Dit tijdstip bestaat niet: in die nacht gaat de klok van 02:00 naar 03:00."


def today() -> date:
    """The day it is in Amsterdam. For views and tasks; domain functions get it passed in."""
    return datetime.now(AMSTERDAM).date()


def now() -> datetime:
    """This moment as Amsterdam wall-clock time (naive, whole seconds)."""
    return datetime.now(AMSTERDAM).replace(tzinfo=None, microsecond=0)


def exists(wall: datetime) -> bool:
    """False for the hour that the clock skips in spring."""
    there_and_back = wall.replace(tzinfo=AMSTERDAM).astimezone(UTC).astimezone(AMSTERDAM)
    return there_and_back.replace(tzinfo=None) == wall.replace(fold=0)


def to_utc(wall: datetime) -> datetime:
    """The moment of a wall-clock time, as PostgreSQL's `AT TIME ZONE` has it: the doubled autumn hour is winter time."""
    first = wall.replace(tzinfo=AMSTERDAM, fold=0)
    second = wall.replace(tzinfo=AMSTERDAM, fold=1)
    doubled = first.utcoffset() != second.utcoffset() and exists(wall)
    return (second if doubled else first).astimezone(UTC)


def wall_clock(moment: datetime) -> datetime:
    """The Amsterdam wall-clock time (naive) of an aware moment."""
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None)


def on_grid(wall: datetime) -> bool:
    """On a quarter of an hour."""
    return wall.minute % GRID_MINUTES == 0 and wall.second == 0 and wall.microsecond == 0


@dataclass(frozen=True, order=True)
class Period:
    """Half-open in Amsterdam wall-clock time: `start` belongs to it, `end` does not. Naive datetimes, start < end."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("a Period is wall-clock time: naive datetimes")
        if self.end <= self.start:
            raise ValidationError("Het einde moet na het begin liggen.", code="end_before_start")
        if not self.is_real:
            raise ValidationError(CLOCK_CHANGE, code="clock_change")

    @classmethod
    def noted(cls, start: datetime, end: datetime) -> "Period":
        """As a row has it, end after start. A skipped date of a series may stand at an hour that the spring night skips."""
        found = object.__new__(cls)
        object.__setattr__(found, "start", start)
        object.__setattr__(found, "end", end)
        return found

    @property
    def is_real(self) -> bool:
        """Whether the clock shows both times and some time passes between them."""
        return exists(self.start) and exists(self.end) and self.minutes > 0

    @property
    def minutes(self) -> int:
        """Real minutes, so 22:00–04:00 is 300 in the spring night and 420 in the autumn night."""
        return int((to_utc(self.end) - to_utc(self.start)).total_seconds() // 60)

    @property
    def wall_minutes(self) -> int:
        """Minutes on the clock face: what the contract says and the tariff bills."""
        return int((self.end - self.start).total_seconds() // 60)

    def overlaps(self, other: "Period") -> bool:
        return self.start < other.end and other.start < self.end

    def moved(self, delta: timedelta) -> "Period":
        return Period(self.start + delta, self.end + delta)

    def __str__(self) -> str:
        return dutch_period(self.start, self.end)

    @classmethod
    def on(cls, day: date, start: time, end: time) -> "Period":
        """On `day`; an end at or before the start is on the next day (past midnight)."""
        ends_on = day if end > start else day + timedelta(days=1)
        return cls(datetime.combine(day, start), datetime.combine(ends_on, end))


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def dutch_day(day: date, *, year: bool | None = None, short: bool = False) -> str:
    """'dinsdag 1 december 2026', or short 'di 1 dec'."""
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    if short:
        weekday, month = weekday[:2], "mrt" if month == "maart" else month[:3]
    text = f"{weekday} {day.day} {month}"
    return f"{text} {day.year}" if year or (year is None and not short) else text


def dutch_date(day: date) -> str:
    """'1 december 2026'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dutch_moment(moment: datetime) -> str:
    """'di 1 dec 2026 19:05', aware moments first turned to Amsterdam."""
    wall = wall_clock(moment) if moment.tzinfo else moment
    return f"{dutch_day(wall.date(), short=True, year=True)} {wall:%H:%M}"


def dutch_period(start: datetime, end: datetime) -> str:
    """'di 1 dec 2026 19:00–21:00', with the second day named when it lies past midnight by more than a night."""
    first, last = (wall_clock(moment) if moment.tzinfo else moment for moment in (start, end))
    head = f"{dutch_day(first.date(), short=True, year=True)} {first:%H:%M}"
    if last.date() == first.date() or ((last - first) < timedelta(hours=24) and last.hour < 8):
        return f"{head}–{last:%H:%M}"
    return f"{head} – {dutch_moment(last)}"


class WallClockField(models.Field):
    """An Amsterdam wall-clock time: `timestamp without time zone`, naive in Python."""

    description = "Amsterdam wall-clock time"

    def db_type(self, connection: Any) -> str:
        return "timestamp"

    def get_internal_type(self) -> str:
        return "WallClockField"

    def to_python(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        parsed = parse_datetime(str(value))
        if parsed is None or parsed.tzinfo is not None:
            raise ValidationError("Geef een datum en tijd, zoals 2026-12-01 19:00.")
        return parsed

    def get_prep_value(self, value: Any) -> datetime | None:
        value = self.to_python(super().get_prep_value(value))
        if value is not None and timezone.is_aware(value):
            raise ValueError(f"{self.name} takes a naive wall-clock time, got {value!r}")
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": WallClockFormField, **kwargs})

    def value_to_string(self, obj: models.Model) -> str:
        value: Any = self.value_from_object(obj)
        return "" if value is None else str(value.isoformat())


class WallClockFormField(forms.DateTimeField):
    """Reads a date and time without making it aware."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.DateTimeInput(attrs={"type": "datetime-local"}), **kwargs})

    def to_python(self, value: Any) -> datetime | None:
        parsed = super().to_python(value)
        return wall_clock(parsed) if parsed is not None else None

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value
