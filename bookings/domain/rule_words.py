"""A rule as people say it."""

from bookings.domain.recurring import Rule
from fluxus.periods import WEEKDAYS, dutch_date, dutch_day


def in_words(rule: Rule) -> str:
    """'elke dinsdag van 19:00 tot 21:00, van 8 september 2026 tot en met 2 juli 2027, niet in schoolvakanties'."""
    if rule.first_on == rule.last_on:
        return f"{dutch_day(rule.first_on)} {hours(rule)}"
    span = f"van {dutch_date(rule.first_on)} tot en met {dutch_date(rule.last_on)}"
    return ", ".join(part for part in (f"{rhythm(rule)} {hours(rule)}", span, without(rule)) if part)


def rhythm(rule: Rule) -> str:
    """'elke dinsdag en donderdag', 'om de 2 weken op dinsdag'."""
    days = listed([WEEKDAYS[weekday - 1] for weekday in sorted(set(rule.weekdays))])
    return f"elke {days}" if rule.every_weeks == 1 else f"om de {rule.every_weeks} weken op {days}"


def hours(rule: Rule) -> str:
    night = "" if rule.ends > rule.starts else " (na middernacht)"
    return f"van {rule.starts:%H:%M} tot {rule.ends:%H:%M}{night}"


def without(rule: Rule) -> str:
    if rule.follows_school_holidays and rule.follows_public_holidays:
        return "niet in schoolvakanties en op feestdagen"
    if rule.follows_school_holidays:
        return "niet in schoolvakanties"
    return "niet op feestdagen" if rule.follows_public_holidays else "ook in vakanties en op feestdagen"


def listed(words: list[str]) -> str:
    """'a', 'a en b', 'a, b en c'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}"
