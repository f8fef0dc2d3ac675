"""Invoices, in euro cents. A draft has no number; an issued one never changes, a correction is a credit note."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from bookings.models import BookedSupplement, Booking
from contracts.enums import InvoiceKind, InvoiceStatus, LineUnit, Product, VatChoice
from contracts.models.billing import InvoiceRun
from fluxus.db import paired
from fluxus.text import fold
from network.models import Partner, User
from network.rules import may_see_amounts


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, user: Any) -> "InvoiceQuerySet":
        """Who may see amounts sees all; anybody else, colleague or not, what is issued to whom he acts for."""
        if may_see_amounts(user):
            return self
        own = Partner.objects.acted_for_by(user, on=timezone.localdate())
        return self.filter(partner__in=own, status=InvoiceStatus.ISSUED)

    def issued(self) -> "InvoiceQuerySet":
        return self.filter(status=InvoiceStatus.ISSUED)

    def drafts(self) -> "InvoiceQuerySet":
        return self.filter(status=InvoiceStatus.DRAFT)

    def matching(self, query: str) -> "InvoiceQuerySet":
        """With this in the number, the payment reference or the name of the partner."""
        if not query:
            return self
        named = models.Q(partner__search_text__contains=fold(query)) if fold(query) else models.Q()
        reference = models.Q(payment_reference__icontains=query.replace(" ", ""))
        return self.filter(models.Q(number__icontains=query) | reference | named)


class Invoice(models.Model):
    """An invoice to a partner. Issuing numbers it ('2026-00001'), dates it and freezes seller and buyer in `snapshot`.

    `payment_reference` is ISO 11649 (RF…). Totals are the sums of `vat_totals`: btw is rounded once per category. A credit
    note has positive amounts, points with `credits` to what it corrects and says why. `request_token` is drawn with the
    form: the same form sent twice is one draft.
    """

    kind = models.CharField("soort", max_length=10, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE)
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="afnemer", related_name="invoices")
    status = models.CharField("stand", max_length=10, choices=InvoiceStatus.choices, default=InvoiceStatus.DRAFT)
    number = models.CharField("nummer", max_length=20, null=True, blank=True, unique=True)
    credits = models.ForeignKey(
        "self", models.PROTECT, verbose_name="corrigeert", null=True, blank=True, related_name="credit_notes"
    )
    credit_reason = models.CharField("waarom gecrediteerd", max_length=300, blank=True)
    run = models.ForeignKey(
        InvoiceRun, models.PROTECT, verbose_name="run", null=True, blank=True, related_name="invoices"
    )
    subject = models.CharField("betreft", max_length=160, blank=True)
    note = models.CharField("opmerking op de factuur", max_length=500, blank=True)
    buyer_reference = models.CharField("kenmerk van de afnemer", max_length=60, blank=True)
    order_reference = models.CharField("bestelnummer", max_length=60, blank=True)
    request_token = models.UUIDField("aanvraag", null=True, blank=True, unique=True, editable=False)
    period_from_on = models.DateField("periode van", null=True, blank=True)
    period_until_on = models.DateField("periode tot en met", null=True, blank=True)
    issued_on = models.DateField("factuurdatum", null=True, blank=True)
    due_on = models.DateField("te betalen voor", null=True, blank=True)
    payment_reference = models.CharField("betalingskenmerk", max_length=25, blank=True)
    net_cents = models.BigIntegerField("netto", default=0)
    vat_cents = models.BigIntegerField("btw", default=0)
    gross_cents = models.BigIntegerField("te betalen", default=0)
    snapshot = models.JSONField("inhoud", null=True, blank=True)
    data_hash = models.CharField("hash van de inhoud", max_length=64, blank=True)
    drafted_at = models.DateTimeField("opgezet op", default=timezone.now)
    drafted_by = models.ForeignKey(User, models.PROTECT, verbose_name="opgezet door", related_name="+")
    issued_at = models.DateTimeField("uitgegeven op", null=True, blank=True)
    issued_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="uitgegeven door", null=True, blank=True, related_name="+"
    )

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "factuur"
        verbose_name_plural = "facturen"
        indexes = [
            models.Index(fields=["status", "due_on"], name="contracts_invoice_by_due_day"),
            models.Index(fields=["issued_on"], name="contracts_invoice_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=InvoiceKind.CREDIT, credits__isnull=False) & ~models.Q(credit_reason="")
                | ~models.Q(kind=InvoiceKind.CREDIT) & models.Q(credits__isnull=True),
                name="contracts_invoice_credit_has_origin",
                violation_error_message="Een creditfactuur hoort bij een factuur en heeft een reden.",
            ),
            models.CheckConstraint(
                condition=models.Q(gross_cents=models.F("net_cents") + models.F("vat_cents")),
                name="contracts_invoice_adds_up",
                violation_error_message="Netto en btw tellen niet op tot het totaal.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status=InvoiceStatus.DRAFT, number__isnull=True, issued_at__isnull=True, snapshot__isnull=True
                )
                | models.Q(
                    status=InvoiceStatus.ISSUED,
                    number__isnull=False,
                    issued_at__isnull=False,
                    issued_on__isnull=False,
                    due_on__isnull=False,
                    snapshot__isnull=False,
                ),
                name="contracts_invoice_issued_is_complete",
                violation_error_message="Een uitgegeven factuur heeft een nummer, data en een vastgelegde inhoud.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=InvoiceStatus.DRAFT, data_hash="")
                | models.Q(data_hash__regex=r"^[0-9a-f]{64}$"),
                name="contracts_invoice_issued_has_hash",
                violation_error_message="Bij een vastgelegde inhoud hoort een hash.",
            ),
            paired("drafted_at", "drafted_by", name="contracts_invoice_drafted_by_someone"),
            paired("issued_at", "issued_by", name="contracts_invoice_issued_by_someone"),
        ]

    def __str__(self) -> str:
        return self.number or f"concept {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:invoice", args=[self.pk])


class InvoiceLine(models.Model):
    """What is billed. While the line `holds`, its booking or supplement stands on no other line.

    `net_cents` is quantity × price − discount, frozen. A line of a credit note points with `credits_line` to the line it
    takes back, wholly or in part; what is taken back wholly lets go, so that it can be billed again. A final invoice
    takes an advance off with a line like that, of a negative quantity. `minutes` and
    `unit_price_cents` are for people; the e-invoice takes `quantity` and the net amount.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, verbose_name="factuur", related_name="lines")
    position = models.PositiveSmallIntegerField("volgorde")
    product = models.CharField("product", max_length=20, choices=Product.choices, default=Product.ROOM)
    booking = models.ForeignKey(
        Booking, models.PROTECT, verbose_name="boeking", null=True, blank=True, related_name="invoice_lines"
    )
    supplement = models.ForeignKey(
        BookedSupplement,
        models.PROTECT,
        verbose_name="toeslag bij de boeking",
        null=True,
        blank=True,
        related_name="invoice_lines",
    )
    credits_line = models.ForeignKey(
        "self", models.PROTECT, verbose_name="neemt terug", null=True, blank=True, related_name="credit_lines"
    )
    holds = models.BooleanField("houdt vast", default=True)
    description = models.CharField("omschrijving", max_length=240)
    delivered_from_on = models.DateField("geleverd van", null=True, blank=True)
    delivered_until_on = models.DateField("geleverd tot en met", null=True, blank=True)
    quantity = models.DecimalField("aantal", max_digits=12, decimal_places=4, default=1)
    unit = models.CharField("eenheid", max_length=10, choices=LineUnit.choices, default=LineUnit.PIECE)
    minutes = models.PositiveIntegerField("minuten", default=0)
    unit_price_cents = models.PositiveIntegerField("prijs per eenheid in centen")
    discount_cents = models.PositiveBigIntegerField("korting in centen", default=0)
    discount_reason = models.CharField("waarom korting", max_length=120, blank=True)
    net_cents = models.BigIntegerField("netto in centen")
    vat_category = models.CharField("btw-categorie", max_length=1, choices=VatChoice.choices)
    vat_percent = models.DecimalField("btw-percentage", max_digits=5, decimal_places=2)
    vat_reason = models.CharField("reden van vrijstelling", max_length=200, blank=True)
    vat_explanation = models.CharField("waarom deze btw", max_length=300, blank=True)

    class Meta:
        verbose_name = "factuurregel"
        verbose_name_plural = "factuurregels"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "position"],
                name="contracts_invoice_position_once",
                violation_error_message="Deze regel bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["booking"],
                condition=models.Q(booking__isnull=False, supplement__isnull=True, holds=True),
                name="contracts_booking_billed_once",
                violation_error_message="Deze boeking staat al op een factuur.",
            ),
            models.UniqueConstraint(
                fields=["supplement"],
                condition=models.Q(supplement__isnull=False, holds=True),
                name="contracts_supplement_billed_once",
                violation_error_message="Deze toeslag staat al op een factuur.",
            ),
            models.CheckConstraint(
                condition=models.Q(credits_line__isnull=True) | models.Q(holds=False),
                name="contracts_credit_line_holds_nothing",
                violation_error_message="Een regel van een creditfactuur houdt niets vast.",
            ),
            models.CheckConstraint(
                condition=models.Q(discount_cents=0) | ~models.Q(discount_reason=""),
                name="contracts_invoice_line_discount_explained",
                violation_error_message="Een korting heeft een reden.",
            ),
            models.CheckConstraint(
                condition=models.Q(vat_category=VatChoice.STANDARD, vat_percent__gt=0)
                | ~models.Q(vat_category=VatChoice.STANDARD) & models.Q(vat_percent=0) & ~models.Q(vat_reason=""),
                name="contracts_invoice_line_vat_explained",
                violation_error_message="Een regel zonder btw heeft een reden.",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class InvoiceVat(models.Model):
    """Btw per category and rate: nets are summed, then rounded once (EN 16931)."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, verbose_name="factuur", related_name="vat_totals")
    category = models.CharField("btw-categorie", max_length=1, choices=VatChoice.choices)
    percent = models.DecimalField("btw-percentage", max_digits=5, decimal_places=2)
    net_cents = models.BigIntegerField("grondslag in centen")
    vat_cents = models.BigIntegerField("btw in centen")

    class Meta:
        verbose_name = "btw-bedrag"
        verbose_name_plural = "btw-bedragen"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "category", "percent"],
                name="contracts_invoice_vat_once",
                violation_error_message="Dit tarief staat er al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}%"
