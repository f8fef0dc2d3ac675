"""Seasons, and what repeats in them: the rule is a memory and a generator, the bookings are the truth."""

from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bookings.enums import Weekday
from bookings.models.places import Room
from network.models import Partner, User

MOST_WEEKS_BETWEEN = 8


class Season(models.Model):
    """A stretch of days with a name, such as a season of lessons; both days included."""

    name = models.CharField("naam", max_length=40, unique=True)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")

    class Meta:
        verbose_name = "seizoen"
        verbose_name_plural = "seizoenen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="bookings_season_ends_after_start",
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BookingSeriesQuerySet(models.QuerySet["BookingSeries"]):
    def visible_to(self, user: Any) -> "BookingSeriesQuerySet":
        """Colleagues see all, a partner those of whom he acts for."""
        if user.is_colleague:
            return self
        return self.filter(partner__in=Partner.objects.visible_to(user))


class BookingSeries(models.Model):
    """Every so many weeks on these weekdays, from `first_on` to `last_on` (both included), in wall-clock time.

    `ends` at or before `starts` is past midnight. Closures of the house are always respected; school and public holidays
    as chosen. A change of "this and the following" makes a new series whose `predecessor` is this one; the bookings that
    change over keep their own numbers.
    """

    uuid = models.UUIDField("uuid", default=uuid4, editable=False, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="huurder", related_name="booking_series")
    room = models.ForeignKey(Room, models.PROTECT, verbose_name="ruimte", related_name="series")
    season = models.ForeignKey(
        Season, models.PROTECT, verbose_name="seizoen", null=True, blank=True, related_name="series"
    )
    predecessor = models.ForeignKey(
        "self", models.PROTECT, verbose_name="vervolg op", null=True, blank=True, related_name="successors"
    )
    title = models.CharField("activiteit", max_length=120)
    persons = models.PositiveSmallIntegerField("personen", null=True, blank=True)
    note = models.TextField("opmerking", max_length=2000, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday.choices), verbose_name="dagen van de week", size=7
    )
    every_weeks = models.PositiveSmallIntegerField("om de hoeveel weken", default=1)
    starts = models.TimeField("van")
    ends = models.TimeField("tot")
    first_on = models.DateField("eerste dag")
    last_on = models.DateField("laatste dag")
    follows_school_holidays = models.BooleanField("volgt de schoolvakanties", default=True)
    follows_public_holidays = models.BooleanField("volgt de feestdagen", default=True)
    sequence = models.PositiveIntegerField("versie in de agenda", default=0)
    request_token = models.UUIDField("aanvraag", null=True, blank=True, editable=False, unique=True)
    placed_at = models.DateTimeField("gemaakt op", default=timezone.now)
    placed_by = models.ForeignKey(User, models.PROTECT, verbose_name="gemaakt door", related_name="series_placed")

    objects = BookingSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "reeks"
        verbose_name_plural = "reeksen"
        indexes = [models.Index(fields=["partner", "last_on"], name="bookings_series_of_partner")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="bookings_series_ends_after_start",
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
            models.CheckConstraint(
                condition=models.Q(every_weeks__range=(1, MOST_WEEKS_BETWEEN)),
                name="bookings_series_weeks_between",
                violation_error_message="Herhaal elke week of om de zoveel weken, hoogstens acht.",
            ),
            models.CheckConstraint(
                condition=models.Q(weekdays__contained_by=Weekday.values) & models.Q(weekdays__len__range=(1, 7)),
                name="bookings_series_weekdays_known",
                violation_error_message="Kies een of meer dagen van de week.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.partner}"

    def get_absolute_url(self) -> str:
        return reverse("bookings:series", args=[self.pk])
