"""Invoices of cultuurmakers to us, against what was agreed and delivered."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from contracts.enums import PurchaseStatus, VatChoice
from contracts.models.agreements import Agreement, AgreementLine
from contracts.models.documents import Document
from fluxus.db import paired
from network.models import Partner, User
from network.rules import may_see_amounts


class PurchaseInvoiceQuerySet(models.QuerySet["PurchaseInvoice"]):
    def visible_to(self, user: Any) -> "PurchaseInvoiceQuerySet":
        """Who may see amounts sees all; anybody else those of whom he acts for."""
        if may_see_amounts(user):
            return self
        return self.filter(partner__in=Partner.objects.acted_for_by(user, on=timezone.localdate()))

    def approved(self) -> "PurchaseInvoiceQuerySet":
        return self.filter(status=PurchaseStatus.APPROVED)


class PurchaseInvoice(models.Model):
    """What a cultuurmaker asks us to pay. `their_number` is his own; amounts are euro cents.

    The IBAN is frozen when it is approved, so that a later change never moves money that was agreed on. Whether it is
    paid follows from the bank.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="van", related_name="purchase_invoices")
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name="overeenkomst", null=True, blank=True, related_name="purchase_invoices"
    )
    their_number = models.CharField("factuurnummer van de cultuurmaker", max_length=40)
    their_date_on = models.DateField("factuurdatum")
    due_on = models.DateField("te betalen voor")
    net_cents = models.BigIntegerField("netto")
    vat_category = models.CharField("btw-categorie", max_length=1, choices=VatChoice.choices)
    vat_percent = models.DecimalField("btw-percentage", max_digits=5, decimal_places=2, default=0)
    vat_cents = models.BigIntegerField("btw", default=0)
    gross_cents = models.BigIntegerField("te betalen")
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="bestand", null=True, blank=True, related_name="+"
    )
    note = models.CharField("opmerking", max_length=500, blank=True)
    status = models.CharField("stand", max_length=10, choices=PurchaseStatus.choices, default=PurchaseStatus.SUBMITTED)
    request_token = models.UUIDField("aanvraag", null=True, blank=True, unique=True, editable=False)
    difference_reason = models.CharField("waarom anders dan afgesproken", max_length=300, blank=True)
    decision_reason = models.CharField("toelichting bij het besluit", max_length=300, blank=True)
    iban = models.CharField("IBAN om op te betalen", max_length=34, blank=True)
    submitted_at = models.DateTimeField("ingediend op", default=timezone.now)
    submitted_by = models.ForeignKey(User, models.PROTECT, verbose_name="ingediend door", related_name="+")
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="besloten door", null=True, blank=True, related_name="+"
    )

    objects = PurchaseInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "factuur van een cultuurmaker"
        verbose_name_plural = "facturen van cultuurmakers"
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "their_number"],
                condition=~models.Q(status__in=[PurchaseStatus.REJECTED, PurchaseStatus.WITHDRAWN]),
                name="contracts_purchase_number_once",
                violation_error_message="Een factuur met dit nummer is al ingediend.",
            ),
            models.CheckConstraint(
                condition=models.Q(gross_cents=models.F("net_cents") + models.F("vat_cents")),
                name="contracts_purchase_adds_up",
                violation_error_message="Netto en btw tellen niet op tot het totaal.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=PurchaseStatus.APPROVED) | ~models.Q(iban=""),
                name="contracts_purchase_approved_has_iban",
                violation_error_message="Zonder IBAN kan de factuur niet worden betaald.",
            ),
            paired("submitted_at", "submitted_by", name="contracts_purchase_submitted_by_someone"),
            paired("decided_at", "decided_by", name="contracts_purchase_decided_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.their_number} van {self.partner}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:purchase", args=[self.pk])


class PurchaseLine(models.Model):
    """What of the agreement is billed. While it `holds`, no other invoice can have the same appointment."""

    purchase = models.ForeignKey(
        PurchaseInvoice, models.CASCADE, verbose_name="factuur van een cultuurmaker", related_name="lines"
    )
    position = models.PositiveSmallIntegerField("volgorde")
    agreement_line = models.ForeignKey(
        AgreementLine,
        models.PROTECT,
        verbose_name="regel van de overeenkomst",
        null=True,
        blank=True,
        related_name="purchase_lines",
    )
    holds = models.BooleanField("houdt vast", default=True)
    description = models.CharField("omschrijving", max_length=240)
    delivered_on = models.DateField("gedaan op", null=True, blank=True)
    agreed_cents = models.PositiveIntegerField("afgesproken in centen", default=0)
    net_cents = models.BigIntegerField("netto in centen")
    is_expense = models.BooleanField("reiskosten of onkosten", default=False)

    class Meta:
        verbose_name = "regel van een factuur van een cultuurmaker"
        verbose_name_plural = "regels van facturen van cultuurmakers"
        constraints = [
            models.UniqueConstraint(
                fields=["purchase", "position"],
                name="contracts_purchase_position_once",
                violation_error_message="Deze regel bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["agreement_line"],
                condition=models.Q(agreement_line__isnull=False, holds=True),
                name="contracts_appointment_billed_once",
                violation_error_message="Deze afspraak staat al op een factuur.",
            ),
        ]

    def __str__(self) -> str:
        return self.description
