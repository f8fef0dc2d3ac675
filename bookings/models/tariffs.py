"""What a room costs an hour, by class and audience, from a day on."""

from datetime import date

from django.db import models

from bookings.enums import Audience, TariffClass


class TariffQuerySet(models.QuerySet["Tariff"]):
    def holding(self, *, tariff_class: str, audience: str, on: date) -> "TariffQuerySet":
        """The tariff of a day first, older ones after it."""
        return self.filter(tariff_class=tariff_class, audience=audience, valid_from__lte=on).order_by("-valid_from")


class Tariff(models.Model):
    """Net euro cents an hour of wall-clock time."""

    tariff_class = models.CharField("tariefgroep", max_length=10, choices=TariffClass.choices)
    audience = models.CharField("voor", max_length=15, choices=Audience.choices)
    hourly_cents = models.PositiveIntegerField("centen per uur")
    valid_from = models.DateField("geldig vanaf")

    objects = TariffQuerySet.as_manager()

    class Meta:
        verbose_name = "tarief"
        verbose_name_plural = "tarieven"
        constraints = [
            models.UniqueConstraint(
                fields=["tariff_class", "audience", "valid_from"],
                name="bookings_tariff_once",
                violation_error_message="Dit tarief bestaat al vanaf deze dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tariff_class_display()} voor {self.get_audience_display()}"
