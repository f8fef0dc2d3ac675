"""What reception lives on: screens in the house, the morning letter, and notes on what went wrong."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from bookings.enums import DisplayKind
from bookings.models.bookings import Booking
from bookings.models.places import Building, Room
from fluxus.db import paired
from network.models import User


class Display(models.Model):
    """A screen in the foyer or at a door. Its address carries a signature over `key`; a new key makes it worthless."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="cultuurhuis", related_name="displays")
    room = models.ForeignKey(
        Room, models.PROTECT, verbose_name="ruimte", null=True, blank=True, related_name="displays"
    )
    kind = models.CharField("plek", max_length=6, choices=DisplayKind.choices)
    name = models.CharField("naam", max_length=80)
    key = models.UUIDField("sleutel", default=uuid4, editable=False)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name="gemaakt door", related_name="displays_made")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="ingetrokken door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "scherm"
        verbose_name_plural = "schermen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=DisplayKind.DOOR, room__isnull=False)
                | models.Q(kind=DisplayKind.FOYER, room__isnull=True),
                name="bookings_display_at_a_door_has_room",
                violation_error_message="Een scherm bij een deur hoort bij een ruimte, een scherm in de foyer niet.",
            ),
            paired("revoked_at", "revoked_by", name="bookings_display_revoked_by_someone"),
        ]

    def __str__(self) -> str:
        return self.name


class DaySheetReader(models.Model):
    """A colleague who gets the day sheet of a house by mail at seven in the morning. `sent_for_on` is the last day sent."""

    building = models.ForeignKey(Building, models.CASCADE, verbose_name="cultuurhuis", related_name="day_sheet_readers")
    user = models.ForeignKey(User, models.CASCADE, verbose_name="collega", related_name="day_sheets")
    sent_for_on = models.DateField("verstuurd voor", null=True, blank=True)

    class Meta:
        verbose_name = "lezer van de daglijst"
        verbose_name_plural = "lezers van de daglijst"
        constraints = [
            models.UniqueConstraint(
                fields=["building", "user"],
                name="bookings_day_sheet_reader_once",
                violation_error_message="Deze collega krijgt deze daglijst al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.building_id}"


class Incident(models.Model):
    """What reception wants remembered: a broken amplifier, a door left open. Never changed."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="cultuurhuis", related_name="incidents")
    room = models.ForeignKey(
        Room, models.PROTECT, verbose_name="ruimte", null=True, blank=True, related_name="incidents"
    )
    booking = models.ForeignKey(
        Booking, models.PROTECT, verbose_name="boeking", null=True, blank=True, related_name="incidents"
    )
    text = models.TextField("wat is er gebeurd", max_length=2000)
    noted_at = models.DateTimeField("genoteerd op", default=timezone.now)
    noted_by = models.ForeignKey(User, models.PROTECT, verbose_name="genoteerd door", related_name="incidents_noted")

    class Meta:
        verbose_name = "incident"
        verbose_name_plural = "incidenten"
        indexes = [models.Index(fields=["building", "-noted_at"], name="bookings_incidents_of_house")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="bookings_incident_says_something",
                violation_error_message="Schrijf op wat er is gebeurd.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
