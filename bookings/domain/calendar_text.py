"""The lines of iCalendar (RFC 5545): folded, escaped, and every time with its zone.

Written by hand, because a library that builds objects first takes longer over a season of lessons than the whole page may
(70 ms for 450 events); tests/conformance/test_feeds.py reads it all back with two libraries.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from fluxus.periods import AMSTERDAM, to_utc

ZONE = "Europe/Amsterdam"
PRODUCT = "-//FluXus//Ruimtes//NL"
LONGEST_LINE = 75
"""Octets, not letters, and no letter may be cut in two."""
NOT_TEXT = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(*, name: str, events: Iterable[Iterable[str]], hours_between: int = 1) -> bytes:
    """A whole calendar that is published, named, and looked at again after so many hours.

    NAME and REFRESH-INTERVAL are the standard's (RFC 7986), the X- lines say the same to Google, Apple and Outlook. There
    is no X-WR-TIMEZONE: every time has its own zone, and programs that mind it turn moments in UTC into clock times again.
    """
    again = f"PT{hours_between}H"
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{again}",
        f"X-PUBLISHED-TTL:{again}",
    )
    body = (line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT"))
    lines = (*head, *zone_lines(), *body, "END:VCALENDAR")
    return "".join(folded(line) for line in lines).encode()


def folded(line: str) -> str:
    """The line with its end; what is too long goes on after a line end and a space."""
    if len(line) <= LONGEST_LINE and line.isascii():
        return f"{line}\r\n"
    return "\r\n ".join(pieces(line)) + "\r\n"


def pieces(line: str) -> Iterator[str]:
    """Parts of at most 75 octets; the space before each further part counts."""
    piece, room = "", LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = "", LONGEST_LINE - 1
        piece, room = piece + letter, room - size
    yield piece


def text(value: str) -> str:
    """A value of type TEXT: backslash, comma, semicolon and line ends escaped; nothing a calendar chokes on."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return NOT_TEXT.sub("", plain).translate(ESCAPES)


def span(start: datetime, end: datetime) -> tuple[str, str]:
    """DTSTART and DTEND of two wall-clock times, on the Amsterdam clock, never floating.

    In the hour that comes twice in autumn a clock time says too little; there both are in UTC. The house books the
    second of the two hours, calendars would take the first.
    """
    if is_doubled(start) or is_doubled(end):
        return f"DTSTART:{utc(to_utc(start))}", f"DTEND:{utc(to_utc(end))}"
    return f"DTSTART;TZID={ZONE}:{clock(start)}", f"DTEND;TZID={ZONE}:{clock(end)}"


def clock(wall: datetime) -> str:
    return f"{wall:%Y%m%dT%H%M%S}"


def utc(aware: datetime) -> str:
    return f"{aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def is_doubled(wall: datetime) -> bool:
    """Only the night in October has such an hour; all others are answered without asking the zone."""
    if wall.month != 10 or wall.hour > 3:
        return False
    return wall.replace(tzinfo=AMSTERDAM, fold=0).utcoffset() != wall.replace(tzinfo=AMSTERDAM, fold=1).utcoffset()


@cache
def zone_lines() -> tuple[str, ...]:
    return tuple(zone().to_ical().decode().split())


def zone() -> Timezone:
    """Europe/Amsterdam by the rule that holds since 1996: last Sundays of March and October."""
    made = Timezone()
    made.add("tzid", ZONE)
    made.add_component(observance(TimezoneDaylight(), "CEST", before=1, after=2, first=datetime(1996, 3, 31, 2)))
    made.add_component(observance(TimezoneStandard(), "CET", before=2, after=1, first=datetime(1996, 10, 27, 3)))
    return made


def observance(made: Component, name: str, *, before: int, after: int, first: datetime) -> Component:
    made.add("dtstart", first)
    made.add("tzname", name)
    made.add("tzoffsetfrom", timedelta(hours=before))
    made.add("tzoffsetto", timedelta(hours=after))
    made.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": "-1SU"}))
    return made
