"""How a partner rents, for the colleague who has him on the phone: what runs, and how often he did not come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from bookings.domain.recurring import Rule
from bookings.domain.rule_words import hours, rhythm
from bookings.enums import CLAIMING, Attendance, BookingStatus
from bookings.models import Booking, BookingSeries
from fluxus.periods import wall_clock
from network.models import Partner

MOST_SERIES = 8
LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Running:
    """A series with dates to come: `left` are agreed, `undecided` wait for a decision."""

    series: BookingSeries
    left: int
    undecided: int

    @property
    def rule(self) -> str:
        """'elke dinsdag van 19:00 tot 21:00'."""
        rule = Rule.of(self.series)
        return f"{rhythm(rule)} {hours(rule)}"


@dataclass(frozen=True)
class Absences:
    """In the last year: how often he did not come, of how many times that reception noted something."""

    times: int
    noted: int

    def __bool__(self) -> bool:
        return self.times > 0


def running_series(partner: Partner, *, at: datetime) -> list[Running]:
    """Series with a date to come, the soonest first. One query."""
    now = wall_clock(at)
    to_come = Q(bookings__local_start__gt=now)
    wanted = (*CLAIMING, BookingStatus.REQUESTED)
    running = BookingSeries.objects.filter(partner=partner, last_on__gte=now.date()).annotate(
        left=Count("bookings", filter=to_come & Q(bookings__status__in=CLAIMING)),
        undecided=Count("bookings", filter=to_come & Q(bookings__status=BookingStatus.REQUESTED)),
        soonest=Min("bookings__local_start", filter=to_come & Q(bookings__status__in=wanted)),
    )
    found = running.filter(soonest__isnull=False).select_related("room__building").order_by("soonest", "pk")
    return [Running(series, series.left, series.undecided) for series in found[:MOST_SERIES]]


def times_absent(partner: Partner, *, at: datetime) -> Absences:
    """One query."""
    since = wall_clock(at - LOOKED_BACK)
    noted = Booking.objects.filter(partner=partner, local_start__gt=since).exclude(attendance="")
    counted = noted.aggregate(noted=Count("pk"), times=Count("pk", filter=Q(attendance=Attendance.NO_SHOW)))
    return Absences(times=counted["times"], noted=counted["noted"])
