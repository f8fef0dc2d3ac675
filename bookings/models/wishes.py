"""What somebody keeps or asks for himself: sets of rooms on the board, a calendar feed, another room."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from bookings.enums import SwapStatus
from bookings.models.bookings import Booking
from bookings.models.places import Room
from fluxus.db import paired
from fluxus.periods import WallClockField
from network.models import Partner, User


class RoomSet(models.Model):
    """Rooms that somebody looks at together on the board."""

    owner = models.ForeignKey(User, models.CASCADE, verbose_name="van", related_name="room_sets")
    name = models.CharField("naam", max_length=40)
    rooms = models.ManyToManyField(Room, verbose_name="ruimtes", related_name="sets")

    class Meta:
        verbose_name = "ruimteset"
        verbose_name_plural = "ruimtesets"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="bookings_room_set_name_once",
                violation_error_message="Je hebt al een set met deze naam.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonalFeed(models.Model):
    """The private calendar address of a partner for one user; its address carries a signature over `key`."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="calendar_feeds")
    user = models.ForeignKey(User, models.CASCADE, verbose_name="gebruiker", related_name="calendar_feeds")
    key = models.UUIDField("sleutel", default=uuid4, editable=False, unique=True)
    made_on = models.DateField("gemaakt op")
    read_on = models.DateField("laatst opgehaald", null=True, blank=True)

    class Meta:
        verbose_name = "persoonlijke agenda"
        verbose_name_plural = "persoonlijke agenda’s"
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "user"],
                name="bookings_personal_feed_once",
                violation_error_message="Deze agenda bestaat al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.partner_id}"


class SwapRequest(models.Model):
    """A partner asks for another room or time for one of his bookings; colleagues decide. Claims nothing."""

    booking = models.ForeignKey(Booking, models.PROTECT, verbose_name="boeking", related_name="swap_requests")
    room = models.ForeignKey(
        Room, models.PROTECT, verbose_name="liever in", null=True, blank=True, related_name="swap_requests"
    )
    local_start = WallClockField("liever van", null=True, blank=True)
    local_end = WallClockField("liever tot", null=True, blank=True)
    reason = models.CharField("waarom", max_length=200)
    status = models.CharField("stand", max_length=10, choices=SwapStatus.choices, default=SwapStatus.OPEN)
    answer = models.CharField("antwoord", max_length=200, blank=True)
    asked_at = models.DateTimeField("gevraagd op", default=timezone.now)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="gevraagd door", related_name="swaps_asked")
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="besloten door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "ruilverzoek"
        verbose_name_plural = "ruilverzoeken"
        indexes = [models.Index(fields=["status", "asked_at"], name="bookings_swaps_by_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["booking"],
                condition=models.Q(status=SwapStatus.OPEN),
                name="bookings_swap_one_open",
                violation_error_message="Voor deze boeking ligt er al een verzoek.",
            ),
            models.CheckConstraint(
                condition=models.Q(local_start__isnull=True, local_end__isnull=True)
                | models.Q(local_start__isnull=False, local_end__isnull=False, local_end__gt=models.F("local_start")),
                name="bookings_swap_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=SwapStatus.OPEN, decided_at__isnull=True)
                | ~models.Q(status=SwapStatus.OPEN) & models.Q(decided_at__isnull=False),
                name="bookings_swap_decided_has_moment",
                violation_error_message="Een besluit heeft een moment.",
            ),
            paired("decided_at", "decided_by", name="bookings_swap_decided_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.reason}"
