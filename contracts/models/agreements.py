"""Overeenkomsten van opdracht. A draft has no number; what is issued does not change."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from contracts.enums import AgreementStatus
from contracts.models.templates import TemplateVersion
from fluxus.db import paired
from fluxus.text import fold
from network.models import Partner, User
from network.rules import may_see_amounts
from programmes.models import Delivery


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Who may see amounts sees all; anybody else, colleague or not, what is issued to whom he acts for."""
        if may_see_amounts(user):
            return self
        own = Partner.objects.acted_for_by(user, on=timezone.localdate())
        return self.filter(partner__in=own, status=AgreementStatus.ISSUED)

    def issued(self) -> "AgreementQuerySet":
        return self.filter(status=AgreementStatus.ISSUED)

    def drafts(self) -> "AgreementQuerySet":
        return self.filter(status=AgreementStatus.DRAFT)

    def matching(self, query: str) -> "AgreementQuerySet":
        """With this in the number, the subject or the name of the partner."""
        if not query:
            return self
        named = models.Q(partner__search_text__contains=fold(query)) if fold(query) else models.Q()
        return self.filter(models.Q(number__icontains=query) | models.Q(subject__icontains=query) | named)


class Agreement(models.Model):
    """An overeenkomst van opdracht (BW 7:400) with a cultuurmaker.

    Issuing gives it a number ('OVO-2026-0001') and freezes `snapshot`: parties, dates, fee and articles as they read
    that day; `data_hash` is the SHA-256 of its canonical JSON. Amounts are net euro cents.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="opdrachtnemer", related_name="agreements")
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, verbose_name="model", related_name="agreements"
    )
    subject = models.CharField("opdracht", max_length=200)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")
    fee_cents = models.PositiveIntegerField("honorarium in centen")
    status = models.CharField("stand", max_length=10, choices=AgreementStatus.choices, default=AgreementStatus.DRAFT)
    number = models.CharField("nummer", max_length=20, null=True, blank=True, unique=True)
    issued_on = models.DateField("datum", null=True, blank=True)
    snapshot = models.JSONField("inhoud", null=True, blank=True)
    data_hash = models.CharField("hash van de inhoud", max_length=64, blank=True)
    drafted_at = models.DateTimeField("opgezet op", default=timezone.now)
    drafted_by = models.ForeignKey(User, models.PROTECT, verbose_name="opgezet door", related_name="+")
    issued_at = models.DateTimeField("opgesteld op", null=True, blank=True)
    issued_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="opgesteld door", null=True, blank=True, related_name="+"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "overeenkomst"
        verbose_name_plural = "overeenkomsten"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status=AgreementStatus.DRAFT, number__isnull=True, snapshot__isnull=True, issued_at__isnull=True
                )
                | models.Q(
                    status=AgreementStatus.ISSUED,
                    number__isnull=False,
                    snapshot__isnull=False,
                    issued_at__isnull=False,
                    issued_on__isnull=False,
                ),
                name="contracts_agreement_issued_is_complete",
                violation_error_message=(
                    "Een opgestelde overeenkomst heeft een nummer, een datum en een vastgelegde inhoud."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="contracts_agreement_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=AgreementStatus.DRAFT, data_hash="")
                | models.Q(data_hash__regex=r"^[0-9a-f]{64}$"),
                name="contracts_agreement_issued_has_hash",
                violation_error_message="Bij een vastgelegde inhoud hoort een hash.",
            ),
            paired("drafted_at", "drafted_by", name="contracts_agreement_drafted_by_someone"),
            paired("issued_at", "issued_by", name="contracts_agreement_issued_by_someone"),
        ]

    def __str__(self) -> str:
        return self.number or f"concept {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:agreement", args=[self.pk])


class AgreementLine(models.Model):
    """One delivery in an agreement; a delivery is agreed once."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, verbose_name="overeenkomst", related_name="lines")
    delivery = models.OneToOneField(Delivery, models.PROTECT, verbose_name="uitvoering", related_name="agreement_line")
    position = models.PositiveSmallIntegerField("volgorde")

    class Meta:
        verbose_name = "regel van een overeenkomst"
        verbose_name_plural = "regels van overeenkomsten"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "position"],
                name="contracts_agreement_position_once",
                violation_error_message="Deze regel bestaat al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.delivery_id}"
