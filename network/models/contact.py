"""What we spoke about, with whom."""

from typing import Any

from django.db import models
from django.utils import timezone

from network.enums import MomentKind
from network.models.accounts import User
from network.models.partners import Partner
from network.models.wijken import Wijk


class ContactMomentQuerySet(models.QuerySet["ContactMoment"]):
    def visible_to(self, user: Any) -> "ContactMomentQuerySet":
        """Colleagues see all but what another marked as confidential."""
        if not user.is_colleague:
            return self.none()
        return (
            self if user.has_role("admin") else self.filter(models.Q(is_confidential=False) | models.Q(noted_by=user))
        )


class ContactMoment(models.Model):
    """A conversation, visit, mail or note, with one or more partners."""

    kind = models.CharField("soort", max_length=10, choices=MomentKind.choices)
    occurred_at = models.DateTimeField("wanneer")
    summary = models.TextField("wat is er besproken?", max_length=5000)
    is_confidential = models.BooleanField("vertrouwelijk", default=False)
    wijk = models.ForeignKey(Wijk, models.SET_NULL, verbose_name="wijk", null=True, blank=True, related_name="moments")
    noted_at = models.DateTimeField("genoteerd op", default=timezone.now)
    noted_by = models.ForeignKey(User, models.PROTECT, verbose_name="genoteerd door", related_name="moments_noted")
    partners = models.ManyToManyField(
        Partner, through="ContactMomentPartner", verbose_name="met", related_name="moments"
    )

    objects = ContactMomentQuerySet.as_manager()

    class Meta:
        verbose_name = "contactmoment"
        verbose_name_plural = "contactmomenten"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%d-%m-%Y}"


class ContactMomentPartner(models.Model):
    """Who took part in a contact moment."""

    moment = models.ForeignKey(ContactMoment, models.CASCADE, verbose_name="contactmoment")
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="partner")

    class Meta:
        verbose_name = "deelnemer aan contactmoment"
        verbose_name_plural = "deelnemers aan contactmomenten"
        constraints = [models.UniqueConstraint(fields=["moment", "partner"], name="network_moment_partner_once")]

    def __str__(self) -> str:
        return str(self.partner_id)
