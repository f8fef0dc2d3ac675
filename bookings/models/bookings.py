"""The planning row: who, where, when, for how much. It tells the story; the claim owns the time."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import models
from django.urls import reverse
from django.utils import timezone

from bookings.enums import CLAIMING, ENDED, Attendance, BookingStatus, SkipKind
from bookings.models.places import Room
from bookings.models.series import BookingSeries
from fluxus.db import paired
from fluxus.periods import Period, WallClockField, dutch_period, wall_clock
from network.models import Partner, User

LONGEST = timedelta(hours=24)


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: Any) -> "BookingQuerySet":
        """Colleagues see all, a partner the bookings of whom he acts for."""
        if user.is_colleague:
            return self
        return self.filter(partner__in=Partner.objects.visible_to(user))

    def standing(self) -> "BookingQuerySet":
        """Agreed: confirmed and not cancelled."""
        return self.filter(status=BookingStatus.CONFIRMED)

    def claiming(self) -> "BookingQuerySet":
        """Those that own the time of their room: confirmed, or an option."""
        return self.filter(status__in=CLAIMING)

    def undecided(self) -> "BookingQuerySet":
        """What waits for a decision: requests and options."""
        return self.filter(status__in=(BookingStatus.REQUESTED, BookingStatus.OPTION))

    def skipped(self) -> "BookingQuerySet":
        """Dates of a series without a lesson."""
        return self.filter(status=BookingStatus.SKIPPED)

    def within(self, period: Period) -> "BookingQuerySet":
        """With some time inside the wall-clock period. A booking lasts a day at most, so the index on start serves."""
        earliest = period.start - LONGEST
        return self.filter(local_start__lt=period.end, local_start__gt=earliest, local_end__gt=period.start)

    def upcoming(self, moment: Any) -> "BookingQuerySet":
        """Not over yet at an aware moment, soonest first."""
        return self.filter(local_end__gt=wall_clock(moment)).order_by("local_start")


class Booking(models.Model):
    """A partner uses a room for a while. Times are Amsterdam wall-clock; the price is frozen when it is confirmed.

    `price_cents` is net; `price_explanation` says in Dutch how it came about. `request_token` is drawn with the
    form: the same form sent twice is one booking. `original_on` is the day that the rule of the series gave: with it a
    booking keeps its number, price and calendar UID through every change of the series. A skipped date is a row as well,
    with its reason, so that it can be added back. `ignores_calendar`: somebody chose to go on in a holiday.
    `price_breakdown` lists what the price is made of, a label and cents each; `charge_cents` is what a late cancellation
    costs, by the rule of that day.
    """

    uuid = models.UUIDField("uuid", default=uuid4, editable=False, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="huurder", related_name="bookings")
    room = models.ForeignKey(Room, models.PROTECT, verbose_name="ruimte", related_name="bookings")
    series = models.ForeignKey(
        BookingSeries, models.PROTECT, verbose_name="reeks", null=True, blank=True, related_name="bookings"
    )
    original_on = models.DateField("dag volgens de reeks", null=True, blank=True)
    title = models.CharField("activiteit", max_length=120)
    persons = models.PositiveSmallIntegerField("personen", null=True, blank=True)
    note = models.TextField("opmerking", max_length=2000, blank=True)
    local_start = WallClockField("begin")
    local_end = WallClockField("einde")
    status = models.CharField("stand", max_length=10, choices=BookingStatus.choices, default=BookingStatus.CONFIRMED)
    skip_kind = models.CharField("overgeslagen om", max_length=15, choices=SkipKind.choices, blank=True)
    skip_reason = models.CharField("waarom overgeslagen", max_length=200, blank=True)
    ignores_calendar = models.BooleanField("ook in de vakantie", default=False)
    option_ends_at = models.DateTimeField("optie tot", null=True, blank=True)
    override_reason = models.CharField("waarom tegen de regels in", max_length=200, blank=True)
    price_cents = models.PositiveIntegerField("prijs in centen, zonder btw")
    price_explanation = models.CharField("opbouw van de prijs", max_length=200)
    price_breakdown = models.JSONField("regels van de prijs", default=list, blank=True)
    manual_price_reason = models.CharField("waarom een eigen prijs", max_length=200, blank=True)
    charge_cents = models.PositiveIntegerField("kosten van het vervallen in centen, zonder btw", default=0)
    charge_explanation = models.CharField("opbouw van die kosten", max_length=200, blank=True)
    sealed_reason = models.CharField("verzegeld door", max_length=120, blank=True)
    sequence = models.PositiveIntegerField("versie in de agenda", default=0)
    request_token = models.UUIDField("aanvraag", null=True, blank=True, editable=False, unique=True)
    placed_at = models.DateTimeField("geboekt op", default=timezone.now)
    placed_by = models.ForeignKey(User, models.PROTECT, verbose_name="geboekt door", related_name="bookings_placed")
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="bevestigd door", null=True, blank=True, related_name="+"
    )
    attendance = models.CharField("gezien", max_length=10, choices=Attendance.choices, blank=True)
    attended_at = models.DateTimeField("gezien op", null=True, blank=True)
    attended_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gezien door", null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField("vervallen op", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="vervallen door", null=True, blank=True, related_name="+"
    )
    cancel_reason = models.CharField("reden", max_length=200, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "boeking"
        verbose_name_plural = "boekingen"
        indexes = [
            models.Index(fields=["room", "local_start"], name="bookings_of_room"),
            models.Index(fields=["partner", "local_start"], name="bookings_of_partner"),
            models.Index(fields=["local_start"], name="bookings_by_start"),
            models.Index(
                fields=["local_start"],
                name="bookings_undecided",
                condition=models.Q(status__in=[BookingStatus.REQUESTED, BookingStatus.OPTION]),
            ),
            models.Index(
                fields=["local_start"], name="bookings_skipped", condition=models.Q(status=BookingStatus.SKIPPED)
            ),
            models.Index(
                fields=["local_start"],
                name="bookings_use_of_rooms",
                condition=models.Q(status=BookingStatus.CONFIRMED),
                include=["room", "partner", "local_end", "attendance"],
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(local_end__gt=models.F("local_start")),
                name="bookings_booking_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    local_end__lte=models.ExpressionWrapper(
                        models.F("local_start") + LONGEST, output_field=WallClockField()
                    )
                ),
                name="bookings_booking_lasts_a_day_at_most",
                violation_error_message="Een boeking duurt hoogstens 24 uur.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=ENDED, cancelled_at__isnull=False)
                | ~models.Q(status__in=ENDED) & models.Q(cancelled_at__isnull=True),
                name="bookings_booking_cancelled_has_moment",
                violation_error_message="Een vervallen boeking heeft een moment van vervallen.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=BookingStatus.SKIPPED) & ~models.Q(skip_kind="")
                | ~models.Q(status=BookingStatus.SKIPPED) & models.Q(skip_kind=""),
                name="bookings_booking_skipped_has_kind",
                violation_error_message="Een overgeslagen datum heeft een reden, en alleen die.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=BookingStatus.OPTION, option_ends_at__isnull=False)
                | ~models.Q(status=BookingStatus.OPTION) & models.Q(option_ends_at__isnull=True),
                name="bookings_booking_option_ends",
                violation_error_message="Een optie heeft een einde, en alleen een optie.",
            ),
            models.CheckConstraint(
                condition=models.Q(series__isnull=True, original_on__isnull=True)
                | models.Q(series__isnull=False, original_on__isnull=False),
                name="bookings_booking_of_series_has_day",
                violation_error_message="Een datum van een reeks hoort bij een dag van die reeks.",
            ),
            models.UniqueConstraint(
                fields=["series", "original_on"],
                name="bookings_booking_once_per_day_of_series",
                violation_error_message="Deze dag staat al in de reeks.",
            ),
            models.CheckConstraint(
                condition=models.Q(attendance="", attended_at__isnull=True)
                | ~models.Q(attendance="") & models.Q(attended_at__isnull=False),
                name="bookings_booking_attendance_has_moment",
                violation_error_message="Aanwezigheid heeft een moment.",
            ),
            models.CheckConstraint(
                condition=models.Q(charge_cents=0)
                | models.Q(status__in=(BookingStatus.CANCELLED, BookingStatus.SKIPPED))
                & ~models.Q(charge_explanation=""),
                name="bookings_booking_charge_is_explained",
                violation_error_message="Alleen wat vervallen is heeft annuleringskosten, met uitleg.",
            ),
            paired("confirmed_at", "confirmed_by", name="bookings_booking_confirmed_by_someone"),
            paired("attended_at", "attended_by", name="bookings_booking_attended_by_someone"),
            paired("cancelled_at", "cancelled_by", name="bookings_booking_cancelled_by_someone", optional_actor=True),
            paired("placed_at", "placed_by", name="bookings_booking_placed_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {dutch_period(self.local_start, self.local_end)}"

    def get_absolute_url(self) -> str:
        return reverse("bookings:booking", args=[self.pk])

    @property
    def is_claiming(self) -> bool:
        return self.status in CLAIMING

    @property
    def period(self) -> Period:
        return Period.noted(self.local_start, self.local_end)
