"""One timeline per partner over all apps; every domain action adds a line in its own transaction."""

from typing import Any

from django.db import models
from django.utils import timezone

from network.enums import Confidentiality, EntryKind, Role
from network.models.accounts import User
from network.models.contact import NOTE_READERS, ContactMoment, levels_of
from network.models.partners import Partner


class TimelineQuerySet(models.QuerySet["TimelineEntry"]):
    def visible_to(self, user: Any) -> "TimelineQuerySet":
        """Contact, and what follows from it, as its level allows and only for who reads notes; partners have pages of their own."""
        if not user.is_colleague:
            return self.none()
        if user.has_role(Role.ADMIN):
            return self
        if not user.has_role(*NOTE_READERS):
            open_lines = self.filter(confidentiality=Confidentiality.OPEN, moment__isnull=True)
            return open_lines.exclude(kind=EntryKind.CONTACT)
        present = ContactMoment.colleagues.through.objects.filter(contactmoment=models.OuterRef("moment"), user=user)
        own = models.Q(by=user) | models.Exists(present)
        return self.filter(models.Q(confidentiality__in=levels_of(user)) | own)


class TimelineEntry(models.Model):
    """One line. Written once, never changed; `path` leads to the thing itself, `amount_cents` is hidden from who may not see amounts."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="timeline")
    kind = models.CharField("soort", max_length=15, choices=EntryKind.choices)
    at = models.DateTimeField("wanneer", default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="door", null=True, blank=True, related_name="+")
    title = models.CharField("regel", max_length=300)
    detail = models.TextField("toelichting", blank=True)
    path = models.CharField("adres", max_length=200, blank=True)
    amount_cents = models.BigIntegerField("bedrag in centen", null=True, blank=True)
    confidentiality = models.CharField(
        "wie mag dit lezen", max_length=10, choices=Confidentiality.choices, default=Confidentiality.OPEN
    )
    moment = models.ForeignKey(
        ContactMoment, models.SET_NULL, verbose_name="contactmoment", null=True, blank=True, related_name="lines"
    )

    objects = TimelineQuerySet.as_manager()

    class Meta:
        verbose_name = "regel op de tijdlijn"
        verbose_name_plural = "regels op de tijdlijn"
        indexes = [models.Index(fields=["partner", "-at", "-id"], name="network_timeline_newest")]

    def __str__(self) -> str:
        return self.title
