"""Who owns the time of a unit. One narrow table with the one exclusion constraint: a room can't be double booked.

Rows exist only while they block; cancelling deletes them. Only `bookings.domain.placing.claims` writes here. The claim of a
booking takes the turnaround after it along. Times are wall-clock; `during` is derived from them by the database.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from bookings.enums import ClaimKind
from bookings.models.bookings import Booking
from bookings.models.closures import Closure
from bookings.models.places import Unit
from fluxus.periods import Period, WallClockField, to_utc


class AmsterdamRange(models.Func):
    """`tstzrange` of two wall-clock times, the second extended by a number of minutes before it is converted.

    Adding to a `timestamp` and converting with a literal zone are immutable; the same on `timestamptz` is not.
    """

    function = "tstzrange"
    output_field = DateTimeRangeField()

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        start, end, minutes = (part for part, _ in compiled)
        sql = (
            f"tstzrange({start} AT TIME ZONE 'Europe/Amsterdam', "
            f"({end} + make_interval(mins => {minutes})) AT TIME ZONE 'Europe/Amsterdam', '[)')"
        )
        return sql, tuple(value for _, values in compiled for value in values)


class AmsterdamRanges(models.Func):
    """A `tstzmultirange` of wall-clock periods, each with minutes of clearing up after it: one look in the index for all."""

    output_field = DateTimeRangeField()

    def __init__(self, periods: Iterable[Period], turnaround_minutes: int) -> None:
        super().__init__()
        tail = timedelta(minutes=turnaround_minutes)
        self.bounds = [(to_utc(period.start), to_utc(period.end + tail)) for period in periods]

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        ranges = ", ".join(["tstzrange(%s, %s)"] * len(self.bounds))
        # As one array: PostgreSQL passes a function no more than a hundred arguments, and a series has more dates.
        return f"tstzmultirange(VARIADIC ARRAY[{ranges}]::tstzrange[])", tuple(
            moment for bounds in self.bounds for moment in bounds
        )


class RoomClaimQuerySet(models.QuerySet["RoomClaim"]):
    def overlapping(self, period: Period, *, turnaround_minutes: int = 0) -> "RoomClaimQuerySet":
        """Claims in the way of the wall-clock period and the clearing up after it; their own turnaround counts too."""
        during = AmsterdamRange(
            models.Value(period.start, output_field=WallClockField()),
            models.Value(period.end, output_field=WallClockField()),
            models.Value(turnaround_minutes),
        )
        return self.filter(during__overlap=during)

    def overlapping_any(self, periods: Iterable[Period], *, turnaround_minutes: int = 0) -> "RoomClaimQuerySet":
        """The same for many periods at once."""
        return self.filter(during__overlap=AmsterdamRanges(periods, turnaround_minutes))


class RoomClaim(models.Model):
    """`unit` is taken from `local_start` to `local_end` plus `turnaround_minutes`."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="ruimtedeel", related_name="claims")
    kind = models.CharField("soort", max_length=10, choices=ClaimKind.choices)
    booking = models.ForeignKey(
        Booking, models.CASCADE, verbose_name="boeking", null=True, blank=True, related_name="claims"
    )
    closure = models.ForeignKey(
        Closure, models.CASCADE, verbose_name="sluiting", null=True, blank=True, related_name="claims"
    )
    local_start = WallClockField("begin")
    local_end = WallClockField("einde")
    turnaround_minutes = models.PositiveSmallIntegerField("opruimtijd in minuten", default=0)
    during = models.GeneratedField(
        expression=AmsterdamRange("local_start", "local_end", "turnaround_minutes"),
        output_field=DateTimeRangeField(),
        db_persist=True,
        verbose_name="bezet",
    )

    objects = RoomClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "bezetting"
        verbose_name_plural = "bezettingen"
        indexes = [GistIndex(fields=["during"], name="bookings_claims_of_week")]
        constraints = [
            ExclusionConstraint(
                name="bookings_claim_unit_free",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message="Deze ruimte is dan al bezet.",
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False),
                name="bookings_claim_takes_time",
                violation_error_message="Dit tijdstip bestaat niet in de nacht dat de klok verzet wordt.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ClaimKind.BOOKING, booking__isnull=False, closure__isnull=True)
                | models.Q(kind=ClaimKind.CLOSURE, booking__isnull=True, closure__isnull=False),
                name="bookings_claim_has_one_owner",
                violation_error_message="Een bezetting hoort bij een boeking of bij een sluiting.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.local_start:%d-%m-%Y %H:%M}"
