"""Buildings, the physical units in them, and the rooms people rent: one or more units."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from bookings.enums import BookingMode, RoomFeature, RoomKind, TariffClass, Weekday
from network.models import Wijk


class Building(models.Model):
    """A cultuurhuis or the pop venue."""

    name = models.CharField("naam", max_length=80, unique=True)
    slug = models.SlugField("adres", max_length=80, unique=True)
    street_line = models.CharField("straat en nummer", max_length=120)
    postcode = models.CharField("postcode", max_length=6)
    city = models.CharField("plaats", max_length=80)
    wijk = models.ForeignKey(Wijk, models.PROTECT, verbose_name="wijk", null=True, blank=True, related_name="buildings")
    phone = models.CharField("telefoon van de receptie", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    cancel_hours = models.PositiveSmallIntegerField("zelf laten vervallen tot (uren vooraf)", default=48)
    shows_names = models.BooleanField(
        "namen op openbare schermen", default=False, help_text="Uit: iedereen van buiten ziet alleen “Bezet”."
    )

    class Meta:
        verbose_name = "cultuurhuis"
        verbose_name_plural = "cultuurhuizen"

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """The smallest physical space; what a claim is laid on."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="cultuurhuis", related_name="units")
    name = models.CharField("naam", max_length=80)

    class Meta:
        verbose_name = "ruimtedeel"
        verbose_name_plural = "ruimtedelen"
        constraints = [
            models.UniqueConstraint(
                fields=["building", "name"],
                name="bookings_unit_name_once",
                violation_error_message="Dit ruimtedeel bestaat al in dit huis.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, user: Any) -> "RoomQuerySet":
        """Rooms are public; closed ones only for colleagues."""
        return self if getattr(user, "is_colleague", False) else self.filter(is_active=True)

    def bookable(self) -> "RoomQuerySet":
        """To be had: active, and made of at least one unit, for a claim lies on units."""
        return self.filter(models.Exists(RoomUnit.objects.filter(room=models.OuterRef("pk"))), is_active=True)


class Room(models.Model):
    """What is rented: one unit, or several together (a combined hall). Turnaround is minutes after use.

    The limits on length, notice, looking ahead and hours a week are for who rents; a colleague may go past them with a
    reason. Nobody goes past the time of another.
    """

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="cultuurhuis", related_name="rooms")
    name = models.CharField("naam", max_length=80)
    slug = models.SlugField("adres", max_length=100, unique=True)
    kind = models.CharField("soort", max_length=12, choices=RoomKind.choices)
    capacity = models.PositiveSmallIntegerField("personen")
    area_m2 = models.PositiveSmallIntegerField("oppervlakte in m²", null=True, blank=True)
    turnaround_minutes = models.PositiveSmallIntegerField("opruimtijd in minuten", default=0)
    tariff_class = models.CharField("tariefgroep", max_length=10, choices=TariffClass.choices)
    features = ArrayField(
        models.CharField(max_length=12, choices=RoomFeature.choices),
        verbose_name="voorzieningen",
        default=list,
        blank=True,
    )
    units = models.ManyToManyField(Unit, through="RoomUnit", verbose_name="ruimtedelen", related_name="rooms")
    is_active = models.BooleanField("te huur", default=True)
    is_serviced = models.BooleanField(
        "verhuur met dienstverlening", default=False, help_text="Zaal met ontvangst, opbouw en schoonmaak: met btw."
    )
    booking_mode = models.CharField(
        "huurders boeken", max_length=8, choices=BookingMode.choices, default=BookingMode.REQUEST
    )
    least_minutes = models.PositiveSmallIntegerField("minstens (minuten)", default=15)
    most_minutes = models.PositiveSmallIntegerField("hoogstens (minuten)", null=True, blank=True)
    notice_hours = models.PositiveSmallIntegerField("minstens zo lang vooraf (uren)", default=0)
    ahead_days = models.PositiveSmallIntegerField("hoogstens zo ver vooruit (dagen)", null=True, blank=True)
    weekly_hours = models.PositiveSmallIntegerField("hoogstens per huurder per week (uren)", null=True, blank=True)
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = "ruimte"
        verbose_name_plural = "ruimtes"
        constraints = [
            models.UniqueConstraint(
                fields=["building", "name"],
                name="bookings_room_name_once",
                violation_error_message="Deze ruimte bestaat al in dit huis.",
            ),
            models.CheckConstraint(
                condition=models.Q(features__contained_by=RoomFeature.values),
                name="bookings_room_features_known",
                violation_error_message="Deze voorziening bestaat niet.",
            ),
            models.CheckConstraint(
                condition=models.Q(turnaround_minutes__lte=240),
                name="bookings_room_turnaround_limited",
                violation_error_message="De opruimtijd is hoogstens vier uur.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bookings:room", args=[self.slug])


class NoiseNeighbours(models.Model):
    """Two rooms that had better not be used at the same time; a warning, not a wall. `first` has the lower key."""

    first = models.ForeignKey(Room, models.CASCADE, verbose_name="ruimte", related_name="noise_first")
    second = models.ForeignKey(Room, models.CASCADE, verbose_name="buurruimte", related_name="noise_second")
    reason = models.CharField("waarom", max_length=120)

    class Meta:
        verbose_name = "geluidsburen"
        verbose_name_plural = "geluidsburen"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="bookings_noise_neighbours_once",
                violation_error_message="Deze ruimtes staan al als buren genoteerd.",
            ),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="bookings_noise_neighbours_in_order",
                violation_error_message="Kies twee verschillende ruimtes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} en {self.second_id}"


class RoomUnit(models.Model):
    """This unit is part of this room."""

    room = models.ForeignKey(Room, models.CASCADE, verbose_name="ruimte", related_name="room_units")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="ruimtedeel", related_name="room_units")

    class Meta:
        verbose_name = "deel van een ruimte"
        verbose_name_plural = "delen van ruimtes"
        constraints = [models.UniqueConstraint(fields=["room", "unit"], name="bookings_room_unit_once")]

    def __str__(self) -> str:
        return f"{self.room_id}: {self.unit_id}"


class OpeningHours(models.Model):
    """A building is open on a weekday between two wall-clock times; closes_at at or before opens_at is the next day."""

    building = models.ForeignKey(Building, models.CASCADE, verbose_name="cultuurhuis", related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField("dag", choices=Weekday.choices)
    opens = models.TimeField("open")
    closes = models.TimeField("dicht")

    class Meta:
        verbose_name = "openingstijd"
        verbose_name_plural = "openingstijden"
        constraints = [
            models.UniqueConstraint(
                fields=["building", "weekday"],
                name="bookings_opening_once_per_weekday",
                violation_error_message="Voor deze dag staan er al openingstijden.",
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__range=(1, 7)),
                name="bookings_opening_weekday_known",
                violation_error_message="Kies een dag van de week.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"
