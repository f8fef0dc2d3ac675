"""Days off in the years that the sources of `bookings/data` do not reach: reckoned, and named so.

Public holidays follow from Easter and from fixed days, so they are right. School holidays are set by the ministry: for a
year without a source the ones of the nearest known year are laid on the same weeks, which is believable and no more.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from bookings.enums import CalendarKind
from bookings.models import Calendar, CalendarPeriod
from fluxus.bank_days import easter

HOLIDAYS_A_YEAR = 5
DAYS_A_YEAR = 365.2425
AUGUST = 8
FIXED = (("Nieuwjaarsdag", 1, 1), ("Bevrijdingsdag", 5, 5), ("Eerste kerstdag", 12, 25), ("Tweede kerstdag", 12, 26))
MOVING = (
    ("Goede vrijdag", -2), ("Eerste paasdag", 0), ("Tweede paasdag", 1), ("Hemelvaartsdag", 39),
    ("Eerste pinksterdag", 49), ("Tweede pinksterdag", 50),
)  # fmt: skip
RECKONED = {
    CalendarKind.PUBLIC_HOLIDAY: (
        "Feestdagen (berekend)",
        "Berekend uit Pasen en vaste dagen; geen bron voor deze jaren",
    ),
    CalendarKind.SCHOOL_HOLIDAY: (
        "Schoolvakanties (geschat)",
        "Geschat: dezelfde weken als het dichtstbijzijnde jaar met een bron",
    ),
}


def complete(first: date, last: date) -> None:
    """Add what is missing between two days to calendars of their own that say how they came about."""
    known = {
        kind: list(CalendarPeriod.objects.filter(calendar__kind=kind).order_by("starts_on"))
        for kind in (CalendarKind.PUBLIC_HOLIDAY, CalendarKind.SCHOOL_HOLIDAY)
    }
    for year in range(first.year, last.year + 1):
        if not any(each.starts_on.year == year for each in known[CalendarKind.PUBLIC_HOLIDAY]):
            add(CalendarKind.PUBLIC_HOLIDAY, ((name, day, day) for name, day in public_holidays(year)))
    add(CalendarKind.SCHOOL_HOLIDAY, school_holidays(known[CalendarKind.SCHOOL_HOLIDAY], first, last))


def add(kind: CalendarKind, periods: Iterator[tuple[str, date, date]]) -> None:
    name, source = RECKONED[kind]
    rows = list(periods)
    if rows:
        calendar, _ = Calendar.objects.get_or_create(name=name, defaults={"kind": kind, "source": source})
        CalendarPeriod.objects.bulk_create(
            CalendarPeriod(calendar=calendar, name=title, starts_on=begin, ends_on=end) for title, begin, end in rows
        )


def public_holidays(year: int) -> Iterator[tuple[str, date]]:
    """The Dutch public holidays of a year; King's Day is a day earlier when it falls on a Sunday."""
    for name, month, day in FIXED:
        yield name, date(year, month, day)
    king = date(year, 4, 27)
    yield "Koningsdag", king - timedelta(days=1) if king.isoweekday() == 7 else king
    for name, days in MOVING:
        yield name, easter(year) + timedelta(days=days)


def school_holidays(known: list[CalendarPeriod], first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """What the school years between two days lack, from the nearest complete school year, whole weeks away."""
    years: dict[int, list[CalendarPeriod]] = {}
    for each in known:
        years.setdefault(school_year(each.starts_on), []).append(each)
    complete_years = [year for year, holidays in years.items() if len(holidays) >= HOLIDAYS_A_YEAR]
    for year in range(school_year(first), school_year(last) + 1):
        nearest = min(complete_years, key=lambda other: abs(other - year))
        shift = timedelta(weeks=round((year - nearest) * DAYS_A_YEAR / 7))
        have = {each.name for each in years.get(year, ())}
        for each in years[nearest]:
            if each.name not in have:
                yield each.name, each.starts_on + shift, each.ends_on + shift


def school_year(day: date) -> int:
    """The year in which it began."""
    return day.year if day.month >= AUGUST else day.year - 1
