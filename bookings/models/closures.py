"""Closures and productions: the house keeps its own rooms for itself."""

from datetime import time, timedelta

from django.db import models
from django.utils import timezone

from bookings.enums import ClosureKind
from bookings.models.bookings import Booking
from bookings.models.places import Room, Unit
from fluxus.db import paired
from fluxus.periods import Period, WallClockField, dutch_day
from network.models import User


class Closure(models.Model):
    """Units are shut, or needed for a production, for hours or for weeks. Lifting it deletes the claims, not this row."""

    kind = models.CharField("soort", max_length=12, choices=ClosureKind.choices)
    reason = models.CharField("reden", max_length=120)
    units = models.ManyToManyField(Unit, verbose_name="ruimtedelen", related_name="closures")
    local_start = WallClockField("begin")
    local_end = WallClockField("einde")
    made_at = models.DateTimeField("gesloten op", default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name="gesloten door", related_name="closures_made")
    lifted_at = models.DateTimeField("weer open sinds", null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="geopend door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "sluiting"
        verbose_name_plural = "sluitingen"
        indexes = [models.Index(fields=["local_end"], name="bookings_closures_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(local_end__gt=models.F("local_start")),
                name="bookings_closure_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="bookings_closure_has_reason",
                violation_error_message="Vul in waarom de ruimte dicht is.",
            ),
            paired("lifted_at", "lifted_by", name="bookings_closure_lifted_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.reason}, {self.when}"

    @property
    def period(self) -> Period:
        return Period(self.local_start, self.local_end)

    def why(self, *, for_colleague: bool) -> str:
        """The reason; what a production is about is for colleagues."""
        is_secret = self.kind == ClosureKind.PRODUCTION and not for_colleague
        return str(self.get_kind_display()) if is_secret else self.reason

    @property
    def when(self) -> str:
        """'ma 30 nov t/m zo 6 dec 2026' for whole days, else with the times."""
        if self.local_start.time() != time() or self.local_end.time() != time():
            return str(self.period)
        first, last = self.local_start.date(), (self.local_end - timedelta(days=1)).date()
        spoken = dutch_day(last, short=True, year=True)
        return spoken if first == last else f"{dutch_day(first, short=True)} t/m {spoken}"


class Displacement(models.Model):
    """A booking that made way for a closure: where it was, and where it went. Without `to_room` it lapsed."""

    closure = models.ForeignKey(Closure, models.PROTECT, verbose_name="sluiting", related_name="displacements")
    booking = models.ForeignKey(Booking, models.PROTECT, verbose_name="boeking", related_name="displacements")
    from_room = models.ForeignKey(Room, models.PROTECT, verbose_name="van ruimte", related_name="+")
    from_start = WallClockField("begon")
    from_end = WallClockField("eindigde")
    to_room = models.ForeignKey(
        Room, models.PROTECT, verbose_name="naar ruimte", null=True, blank=True, related_name="+"
    )
    to_start = WallClockField("begint", null=True, blank=True)
    to_end = WallClockField("eindigt", null=True, blank=True)

    class Meta:
        verbose_name = "uitgeweken boeking"
        verbose_name_plural = "uitgeweken boekingen"
        constraints = [
            models.UniqueConstraint(
                fields=["closure", "booking"],
                name="bookings_displacement_once",
                violation_error_message="Deze boeking week al uit voor deze sluiting.",
            ),
            models.CheckConstraint(
                condition=models.Q(to_room__isnull=True, to_start__isnull=True, to_end__isnull=True)
                | models.Q(to_room__isnull=False, to_start__isnull=False, to_end__isnull=False),
                name="bookings_displacement_goes_somewhere_whole",
                violation_error_message="Een verplaatste boeking heeft een ruimte en een tijd.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.was}"

    @property
    def was(self) -> Period:
        return Period(self.from_start, self.from_end)

    @property
    def becomes(self) -> Period | None:
        """When it takes place now; None when it lapsed."""
        return Period(self.to_start, self.to_end) if self.to_start and self.to_end else None
