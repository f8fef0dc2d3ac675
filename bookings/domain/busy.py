"""When units are taken, for many rooms and many dates at once: one query, then arithmetic on whole minutes."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models

from bookings.models import RoomClaim
from fluxus.periods import Period, to_utc

type Span = tuple[int, int]
"""Begin and end in whole minutes since 1970 (UTC), half-open."""


class Stretches(models.Func):
    """Pieces of time as one value, so that one search in the index finds what touches any of them."""

    template = "(%(expressions)s)::tstzmultirange"
    output_field = models.Field()

    def __init__(self, periods: Iterable[Period], turnaround_minutes: int) -> None:
        after = timedelta(minutes=turnaround_minutes)
        pieces = (
            f'["{to_utc(each.start).isoformat()}","{(to_utc(each.end) + after).isoformat()}")' for each in periods
        )
        super().__init__(models.Value(f"{{{','.join(pieces)}}}"))


class Minutes(models.Func):
    """A bound of `during` in minutes since 1970, whatever zone the session speaks."""

    template = "(extract(epoch from %(bound)s(%(expressions)s)) / 60)::int"
    output_field = models.IntegerField()


def span(period: Period, turnaround_minutes: int = 0) -> Span:
    """The real minutes of a wall-clock period and the clearing up after it."""
    start, end = (int(to_utc(wall).timestamp()) // 60 for wall in (period.start, period.end))
    return start, end + turnaround_minutes


class Busy:
    """The time that is taken, per unit. What one unit carries never overlaps, so a look is one bisection."""

    def __init__(self, taken: dict[int, tuple[list[int], list[int]]]) -> None:
        self.taken = taken

    @classmethod
    def read(
        cls,
        units: Iterable[int],
        periods: Iterable[Period],
        *,
        turnaround_minutes: int,
    ) -> "Busy":
        """What stands on the units in the periods and while they are cleared after it. One query, however many there are."""
        claims = RoomClaim.objects.filter(unit__in=set(units), during__overlap=Stretches(periods, turnaround_minutes))
        rows = claims.values_list("unit_id").annotate(
            starts=ArrayAgg(Minutes("during", bound="lower")), ends=ArrayAgg(Minutes("during", bound="upper"))
        )
        return cls({unit: (sorted(starts), sorted(ends)) for unit, starts, ends in rows})

    def is_free(self, units: Iterable[int], wanted: Span) -> bool:
        start, end = wanted
        for unit in units:
            starts, ends = self.taken.get(unit, ((), ()))
            place = bisect_right(ends, start)
            if place < len(starts) and starts[place] < end:
                return False
        return True
