"""The rules of the house that somebody who decides may go past with a reason. Nobody goes past the time of another.

What they need to know is read once for any number of periods, so that a season costs as many queries as one evening.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bookings.domain import noise, opening
from bookings.domain.pricing import dutch_duration
from bookings.enums import CalendarKind
from bookings.models import Booking, CalendarPeriod, OpeningHours, Room
from fluxus.errors import Refusal
from fluxus.periods import Period, dutch_day, monday, wall_clock
from network.models import Partner

type Week = date
"""The Monday of a week."""


@dataclass(frozen=True)
class Facts:
    """What is known about a room around some periods; `used` is what the renter has per week, in minutes."""

    room: Room
    hours: Sequence[OpeningHours]
    shut: Sequence[CalendarPeriod] = ()
    noises: Sequence[noise.Noise] = ()
    used: dict[Week, int] = field(default_factory=dict)


def read(room: Room, periods: Sequence[Period], *, partner: Partner | None, ignoring: Iterable[Booking] = ()) -> Facts:
    """At most five queries, however many periods."""
    apart = list(ignoring)
    first = min(period.start for period in periods).date()
    last = max(period.end for period in periods).date()
    return Facts(
        room=room,
        hours=list(room.building.opening_hours.all()),
        shut=list(closed_days(first, last)),
        noises=noise.around(room, periods, ignoring=apart),
        used=minutes_used(room, partner, first, last, apart) if partner and room.weekly_hours else {},
    )


def closed_days(first: date, last: date) -> Iterable[CalendarPeriod]:
    """The days on which all houses are closed, as the calendar says."""
    return (
        CalendarPeriod.objects.touching(first, last).filter(calendar__kind=CalendarKind.CLOSURE).order_by("starts_on")
    )


def minutes_used(room: Room, partner: Partner, first: date, last: date, ignoring: Sequence[Booking]) -> dict[Week, int]:
    """What the partner has in the room in each of the weeks, in minutes on the clock face; a night counts where it starts."""
    start, end = (
        datetime.combine(day, datetime.min.time()) for day in (monday(first), monday(last) + timedelta(days=7))
    )
    own = (
        Booking.objects.claiming()
        .filter(room=room, partner=partner, local_start__gte=start, local_start__lt=end)
        .exclude(pk__in=[booking.pk for booking in ignoring])
    )
    used: dict[Week, int] = {}
    for booking in own:
        week = monday(booking.local_start.date())
        used[week] = used.get(week, 0) + booking.period.wall_minutes
    return used


def broken(facts: Facts, period: Period, *, persons: int | None, asked_at: datetime) -> Iterator[Refusal]:
    """The rules that the period breaks, the one that matters most first. `asked_at` is aware."""
    yield from capacity(facts.room, persons)
    yield from opened(facts, period)
    yield from length(facts.room, period)
    yield from notice(facts.room, period, wall_clock(asked_at))
    yield from weekly(facts, period)
    yield from (soft(heard.sentence, "room", "noise") for heard in facts.noises if heard.period.overlaps(period))


def soft(sentence: str, field: str, code: str) -> Refusal:
    """A refusal that somebody who decides may go past."""
    return Refusal(sentence, field=field, code=code, overridable=True)


def capacity(room: Room, persons: int | None) -> Iterator[Refusal]:
    if persons is not None and persons > room.capacity:
        yield soft(f"{room.name} is voor hoogstens {room.capacity} personen.", "persons", "too_many")


def opened(facts: Facts, period: Period) -> Iterator[Refusal]:
    if not opening.is_open(facts.hours, period):
        sentence = opening.sentence(facts.room.building.name, facts.hours, period.start.date())
        yield soft(sentence, "start", "closed")
    last = (period.end - timedelta.resolution).date()
    for days in facts.shut:
        if days.starts_on <= last and period.start.date() <= days.ends_on:
            day = dutch_day(max(days.starts_on, period.start.date()), year=False)
            yield soft(f"Op {day} zijn de cultuurhuizen dicht: {days.name}.", "day", "house_closed")


def length(room: Room, period: Period) -> Iterator[Refusal]:
    if period.wall_minutes < room.least_minutes:
        yield soft(f"{room.name} boek je voor minstens {dutch_duration(room.least_minutes)}.", "end", "too_short")
    if room.most_minutes and period.wall_minutes > room.most_minutes:
        yield soft(f"{room.name} boek je voor hoogstens {dutch_duration(room.most_minutes)}.", "end", "too_long_here")


def notice(room: Room, period: Period, now: datetime) -> Iterator[Refusal]:
    """Only looking forward: what is recorded afterwards needed no notice."""
    if now <= period.start < now + timedelta(hours=room.notice_hours):
        yield soft(f"{room.name} boek je minstens {room.notice_hours} uur van tevoren.", "day", "notice")
    if room.ahead_days is not None and period.start.date() > now.date() + timedelta(days=room.ahead_days):
        yield soft(f"{room.name} boek je hoogstens {room.ahead_days} dagen vooruit.", "day", "ahead")


def weekly(facts: Facts, period: Period) -> Iterator[Refusal]:
    limit = facts.room.weekly_hours
    used = facts.used.get(monday(period.start.date()), 0)
    if limit and used + period.wall_minutes > limit * 60:
        already = f", en in die week staat er al {dutch_duration(used)}" if used else ""
        yield soft(
            f"Een huurder gebruikt {facts.room.name} hoogstens {limit} uur per week{already}.", "day", "weekly_hours"
        )
