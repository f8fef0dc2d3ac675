"""The school year a day lies in."""

from datetime import date

from programmes.models import SchoolYear

FIRST_MONTH = 8


def name_of(day: date) -> str:
    """'2026-2027' for a day from 1 August 2026 up to and including 31 July 2027."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first}-{first + 1}"


def current(*, on: date) -> SchoolYear | None:
    """The school year of a day as far as it exists. Reads only, so pages may ask it."""
    return SchoolYear.objects.on(on).first()


def of(*, day: date) -> SchoolYear:
    """The school year of a day, made when it is missing. Runs in the transaction of the caller."""
    first = int(name_of(day)[:4])
    days = {"starts_on": date(first, FIRST_MONTH, 1), "ends_on": date(first + 1, FIRST_MONTH - 1, 31)}
    return SchoolYear.objects.get_or_create(name=name_of(day), defaults=days)[0]
