"""Networks of others that FluXus joins in a wijk (jaarplan 3.1: vier nieuwe netwerken per gebied)."""

from datetime import date

from django.db import models
from django.utils import timezone

from network.enums import LocalNetworkKind
from network.models.accounts import User
from network.models.partners import Partner
from network.models.wijken import Wijk


class LocalNetworkQuerySet(models.QuerySet["LocalNetwork"]):
    def on(self, day: date) -> "LocalNetworkQuerySet":
        """Those we take part in on `day`."""
        return self.filter(models.Q(left_on__isnull=True) | models.Q(left_on__gt=day), joined_on__lte=day)


class LocalNetwork(models.Model):
    """A consultation, team or alliance in one wijk or more, in which FluXus takes part from a day until (not including) a day."""

    name = models.CharField("naam", max_length=120)
    kind = models.CharField("soort", max_length=15, choices=LocalNetworkKind.choices)
    wijken = models.ManyToManyField(Wijk, verbose_name="wijken", related_name="local_networks")
    organiser = models.ForeignKey(
        Partner, models.SET_NULL, verbose_name="trekker", null=True, blank=True, related_name="local_networks"
    )
    joined_on = models.DateField("sinds")
    left_on = models.DateField("tot", null=True, blank=True)
    noted_at = models.DateTimeField("genoteerd op", default=timezone.now)
    noted_by = models.ForeignKey(User, models.PROTECT, verbose_name="genoteerd door", related_name="+")

    objects = LocalNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = "netwerk in de wijk"
        verbose_name_plural = "netwerken in de wijk"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gt=models.F("joined_on")),
                name="network_local_network_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            )
        ]

    def __str__(self) -> str:
        return self.name
