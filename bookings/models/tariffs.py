"""What a room costs: price lists with their tariffs, supplements and what a late cancellation costs."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bookings.enums import Audience, PriceListStatus, TariffClass, TariffUnit, Weekday
from bookings.models.bookings import Booking
from fluxus.db import paired
from fluxus.periods import WEEKDAYS
from network.models import User


class PriceListQuerySet(models.QuerySet["PriceList"]):
    def published(self) -> "PriceListQuerySet":
        return self.filter(status=PriceListStatus.PUBLISHED)

    def holding(self, on: date) -> "PriceListQuerySet":
        """The published list of a day first, older ones after it."""
        return self.published().filter(valid_from__lte=on).order_by("-valid_from")


class PriceList(models.Model):
    """All prices from a day on, until the next published list begins. Published it is final (trigger)."""

    name = models.CharField("naam", max_length=80)
    valid_from = models.DateField("geldt vanaf")
    note = models.CharField("toelichting", max_length=300, blank=True)
    status = models.CharField("stand", max_length=10, choices=PriceListStatus.choices, default=PriceListStatus.DRAFT)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    created_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gemaakt door", null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gepubliceerd door", null=True, blank=True, related_name="+"
    )

    objects = PriceListQuerySet.as_manager()

    class Meta:
        verbose_name = "prijslijst"
        verbose_name_plural = "prijslijsten"
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=models.Q(status=PriceListStatus.PUBLISHED),
                name="bookings_price_list_one_per_day",
                violation_error_message="Er begint al een gepubliceerde prijslijst op deze dag.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=PriceListStatus.DRAFT, published_at__isnull=True)
                | models.Q(status=PriceListStatus.PUBLISHED, published_at__isnull=False),
                name="bookings_price_list_published_has_moment",
                violation_error_message="Een gepubliceerde prijslijst heeft een moment van publicatie.",
            ),
            paired("created_at", "created_by", name="bookings_price_list_created_by_someone", optional_actor=True),
            paired(
                "published_at", "published_by", name="bookings_price_list_published_by_someone", optional_actor=True
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bookings:price-list", args=[self.pk])


class Tariff(models.Model):
    """What rooms of a class cost a kind of renter, in net euro cents, always or in a window of the week.

    No weekdays is every day, no `from_time` from midnight, no `until_time` until midnight; a window is half-open and in
    wall-clock time. A narrower window goes before a wider one, and the renter's own tariff before the one of `other`.
    """

    price_list = models.ForeignKey(PriceList, models.CASCADE, verbose_name="prijslijst", related_name="tariffs")
    tariff_class = models.CharField("tariefgroep", max_length=10, choices=TariffClass.choices)
    audience = models.CharField("voor", max_length=15, choices=Audience.choices)
    unit = models.CharField("eenheid", max_length=10, choices=TariffUnit.choices, default=TariffUnit.HOUR)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday.choices), verbose_name="dagen", default=list, blank=True
    )
    from_time = models.TimeField("van", null=True, blank=True)
    until_time = models.TimeField("tot", null=True, blank=True)
    amount_cents = models.PositiveIntegerField("bedrag in centen")

    class Meta:
        verbose_name = "tarief"
        verbose_name_plural = "tarieven"
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "tariff_class", "audience", "weekdays", "from_time", "until_time"],
                nulls_distinct=False,
                name="bookings_tariff_once",
                violation_error_message="Dit tarief staat al in de prijslijst.",
            ),
            models.CheckConstraint(
                condition=models.Q(from_time__isnull=True)
                | models.Q(until_time__isnull=True)
                | models.Q(until_time__gt=models.F("from_time")),
                name="bookings_tariff_window_in_order",
                violation_error_message="Het einde moet na het begin liggen. Laat het leeg voor middernacht.",
            ),
            models.CheckConstraint(
                condition=models.Q(weekdays__contained_by=Weekday.values),
                name="bookings_tariff_weekdays_known",
                violation_error_message="Deze dag van de week bestaat niet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tariff_class_display()} voor {self.get_audience_display()}"

    @property
    def when(self) -> str:
        """The window in words: 'ma, di tot 12:00'; '' when the tariff holds always."""
        days = ", ".join(WEEKDAYS[number - 1][:2] for number in sorted(self.weekdays))
        if days == "ma, di, wo, do, vr":
            days = "ma–vr"
        if self.from_time and self.until_time:
            hours = f"{self.from_time:%H:%M}–{self.until_time:%H:%M}"
        else:
            hours = f"vanaf {self.from_time:%H:%M}" if self.from_time else ""
            hours = f"tot {self.until_time:%H:%M}" if self.until_time else hours
        return f"{days} {hours}".strip()


class Supplement(models.Model):
    """What can be hired with a room: a piano, technique, a host. Net euro cents an hour or each time."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, verbose_name="prijslijst", related_name="supplements")
    name = models.CharField("naam", max_length=60)
    unit = models.CharField("eenheid", max_length=10, choices=TariffUnit.choices, default=TariffUnit.FIXED)
    amount_cents = models.PositiveIntegerField("bedrag in centen")
    is_service = models.BooleanField("is dienstverlening", default=False, help_text="Techniek en een gastheer wel.")
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "toeslag"
        verbose_name_plural = "toeslagen"
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "name"],
                name="bookings_supplement_once",
                violation_error_message="Deze toeslag staat al in de prijslijst.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BookedSupplement(models.Model):
    """A supplement with one booking, its price frozen with that of the booking. Net euro cents."""

    booking = models.ForeignKey(Booking, models.CASCADE, verbose_name="boeking", related_name="supplements")
    supplement = models.ForeignKey(Supplement, models.PROTECT, verbose_name="toeslag", related_name="booked")
    quantity = models.PositiveSmallIntegerField("aantal", default=1)
    price_cents = models.PositiveIntegerField("prijs in centen, zonder btw")
    price_explanation = models.CharField("opbouw van de prijs", max_length=200)

    class Meta:
        verbose_name = "geboekte toeslag"
        verbose_name_plural = "geboekte toeslagen"
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "supplement"],
                name="bookings_booked_supplement_once",
                violation_error_message="Deze toeslag staat al bij de boeking.",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1),
                name="bookings_booked_supplement_counts",
                violation_error_message="Het aantal is minstens 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplement} ({self.quantity})"


class CancellationRule(models.Model):
    """Who cancels less than so many hours before the start pays this percentage of the price; the strictest counts."""

    price_list = models.ForeignKey(
        PriceList, models.CASCADE, verbose_name="prijslijst", related_name="cancellation_rules"
    )
    audience = models.CharField("voor", max_length=15, choices=Audience.choices, blank=True)
    hours_before = models.PositiveSmallIntegerField("uren voor het begin")
    percent = models.PositiveSmallIntegerField("percentage van de prijs")

    class Meta:
        verbose_name = "annuleringsregel"
        verbose_name_plural = "annuleringsregels"
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "audience", "hours_before"],
                name="bookings_cancellation_rule_once",
                violation_error_message="Deze regel bestaat al.",
            ),
            models.CheckConstraint(
                condition=models.Q(percent__range=(0, 100)),
                name="bookings_cancellation_percent",
                violation_error_message="Het percentage ligt tussen 0 en 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"minder dan {self.hours_before} uur: {self.percent}%"
