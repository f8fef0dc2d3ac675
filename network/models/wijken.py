"""Wijken with their real boundaries (CBS 2024) and the colleagues who answer for them."""

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from network.models.accounts import User


class WijkQuerySet(models.QuerySet["Wijk"]):
    def visible_to(self, user: Any) -> "WijkQuerySet":
        return self if user.is_colleague else self.none()


class Wijk(models.Model):
    """A wijk of Zaanstad. The boundary is a GeoJSON geometry in WGS 84 (longitude, latitude)."""

    code = models.CharField("CBS-code", max_length=10, unique=True)
    name = models.CharField("naam", max_length=80)
    slug = models.SlugField("adres", max_length=80, unique=True)
    boundary = models.JSONField("grens")
    inhabitants = models.PositiveIntegerField("inwoners")
    inhabitants_under_15 = models.PositiveIntegerField("inwoners tot 15 jaar")
    reference_year = models.PositiveSmallIntegerField("peiljaar")

    objects = WijkQuerySet.as_manager()

    class Meta:
        verbose_name = "wijk"
        verbose_name_plural = "wijken"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:wijk", args=[self.slug])


class WijkAccountQuerySet(models.QuerySet["WijkAccount"]):
    def on(self, day: date) -> "WijkAccountQuerySet":
        """Those that hold on `day`."""
        return self.filter(models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day), started_on__lte=day)


class WijkAccount(models.Model):
    """The accounthouder of a wijk, from a day until (not including) a day; one first, room for a second."""

    wijk = models.ForeignKey(Wijk, models.CASCADE, verbose_name="wijk", related_name="accounts")
    user = models.ForeignKey(User, models.PROTECT, verbose_name="accounthouder", related_name="wijk_accounts")
    is_primary = models.BooleanField("eerste accounthouder", default=True)
    started_on = models.DateField("vanaf")
    ended_on = models.DateField("tot", null=True, blank=True)

    objects = WijkAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "accounthouder"
        verbose_name_plural = "accounthouders"
        constraints = [
            models.UniqueConstraint(
                fields=["wijk"],
                condition=models.Q(ended_on__isnull=True, is_primary=True),
                name="network_wijk_one_primary_account",
                violation_error_message="Deze wijk heeft al een eerste accounthouder.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=models.F("started_on")),
                name="network_wijk_account_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} voor {self.wijk_id}"
