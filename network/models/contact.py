"""What we spoke about, with whom."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.urls import reverse
from django.utils import timezone

from network.enums import Confidentiality, MomentKind, Role
from network.models.accounts import User
from network.models.partners import Partner
from network.models.wijken import Wijk

NOTE_READERS = (Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT, Role.FINANCE)
TEAM_READERS = (Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT)


def levels_of(user: Any) -> list[str]:
    """The levels of confidentiality that a reader of notes may read whoever was there."""
    return [Confidentiality.OPEN, *([Confidentiality.TEAM] if user.has_role(*TEAM_READERS) else [])]


class ContactMomentQuerySet(models.QuerySet["ContactMoment"]):
    def visible_to(self, user: Any) -> "ContactMomentQuerySet":
        """Who reads notes sees what its level allows; beheer sees all, reception and marketing nothing."""
        if not user.has_role(*NOTE_READERS):
            return self.none()
        if user.has_role(Role.ADMIN):
            return self
        present = ContactMoment.colleagues.through.objects.filter(contactmoment=models.OuterRef("pk"), user=user)
        own = models.Q(noted_by=user) | models.Exists(present)
        return self.filter(models.Q(confidentiality__in=levels_of(user)) | own)


class ContactMoment(models.Model):
    """A conversation, visit, mail or note, with one or more partners."""

    kind = models.CharField("soort", max_length=10, choices=MomentKind.choices)
    occurred_at = models.DateTimeField("wanneer")
    summary = models.TextField("wat is er besproken?", max_length=5000)
    confidentiality = models.CharField(
        "wie mag dit lezen", max_length=10, choices=Confidentiality.choices, default=Confidentiality.OPEN
    )
    wijk = models.ForeignKey(Wijk, models.SET_NULL, verbose_name="wijk", null=True, blank=True, related_name="moments")
    noted_at = models.DateTimeField("genoteerd op", default=timezone.now)
    noted_by = models.ForeignKey(User, models.PROTECT, verbose_name="genoteerd door", related_name="moments_noted")
    partners = models.ManyToManyField(
        Partner, through="ContactMomentPartner", verbose_name="met", related_name="moments"
    )
    colleagues = models.ManyToManyField(User, verbose_name="namens FluXus", related_name="moments_attended", blank=True)

    objects = ContactMomentQuerySet.as_manager()

    class Meta:
        verbose_name = "contactmoment"
        verbose_name_plural = "contactmomenten"
        indexes = [
            models.Index(fields=["-occurred_at", "-id"], name="network_moment_newest"),
            GinIndex(SearchVector("summary", config="simple"), name="network_moment_words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%d-%m-%Y}"

    def get_absolute_url(self) -> str:
        return reverse("network:moment", args=[self.pk])


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
