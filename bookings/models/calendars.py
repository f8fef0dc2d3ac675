"""School holidays, public holidays and closures as data with their source."""

from datetime import date

from django.db import models

from bookings.enums import CalendarKind


class Calendar(models.Model):
    """A named set of days."""

    name = models.CharField("naam", max_length=80, unique=True)
    kind = models.CharField("soort", max_length=15, choices=CalendarKind.choices)
    source = models.CharField("bron", max_length=200)

    class Meta:
        verbose_name = "kalender"
        verbose_name_plural = "kalenders"

    def __str__(self) -> str:
        return self.name


class CalendarPeriodQuerySet(models.QuerySet["CalendarPeriod"]):
    def touching(self, first: date, last: date) -> "CalendarPeriodQuerySet":
        """Periods with a day in `first`..`last` (both included)."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class CalendarPeriod(models.Model):
    """From `starts_on` to `ends_on`, both included, as the sources print them."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, verbose_name="kalender", related_name="periods")
    name = models.CharField("naam", max_length=80)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")

    objects = CalendarPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "periode"
        verbose_name_plural = "periodes"
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="bookings_calendar_days")]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "name", "starts_on"],
                name="bookings_calendar_period_once",
                violation_error_message="Deze periode staat er al.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="bookings_calendar_period_ends_after_start",
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
