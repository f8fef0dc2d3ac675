"""The days on which European banks settle with each other (the TARGET calendar)."""

from datetime import date, timedelta

FIXED = {(1, 1), (5, 1), (12, 25), (12, 26)}
SATURDAY = 5


def is_bank_day(day: date) -> bool:
    """A weekday that is no holiday of the banks: New Year, Good Friday, Easter Monday, 1 May, Christmas."""
    sunday = easter(day.year)
    movable = {sunday - timedelta(days=2), sunday + timedelta(days=1)}
    return day.weekday() < SATURDAY and (day.month, day.day) not in FIXED and day not in movable


def bank_day_from(day: date) -> date:
    """This day, or the first one after it on which banks settle."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    century, of_century = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
