"""For the bookkeeper: the ledger map, batches that were taken out, closed months and the budget."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from bookings.models import Building
from contracts.enums import ExportTarget, Product, VatChoice
from contracts.models.documents import Document
from contracts.models.invoices import Invoice
from fluxus.db import paired
from network.models import User
from network.rules import may_see_amounts


class LedgerAccount(models.Model):
    """An account of the bookkeeper's ledger; `rgs` is its code in the Referentie Grootboekschema."""

    code = models.CharField("rekeningnummer", max_length=12, unique=True)
    name = models.CharField("naam", max_length=80)
    rgs = models.CharField("RGS-code", max_length=30, blank=True)

    class Meta:
        verbose_name = "grootboekrekening"
        verbose_name_plural = "grootboekrekeningen"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LedgerRule(models.Model):
    """Where income of a product (in one building), or the btw of a category, or debtors go. Empty means: any."""

    product = models.CharField("product", max_length=20, choices=Product.choices, blank=True)
    building = models.ForeignKey(
        Building, models.PROTECT, verbose_name="cultuurhuis", null=True, blank=True, related_name="+"
    )
    vat_category = models.CharField("btw-categorie", max_length=1, choices=VatChoice.choices, blank=True)
    vat_percent = models.DecimalField("btw-percentage", max_digits=5, decimal_places=2, null=True, blank=True)
    is_debtors = models.BooleanField("debiteuren", default=False)
    account = models.ForeignKey(LedgerAccount, models.PROTECT, verbose_name="grootboekrekening", related_name="rules")

    class Meta:
        verbose_name = "regel naar het grootboek"
        verbose_name_plural = "regels naar het grootboek"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "building", "vat_category", "vat_percent", "is_debtors"],
                nulls_distinct=False,
                name="contracts_ledger_rule_once",
                violation_error_message="Deze regel bestaat al.",
            ),
        ]

    def __str__(self) -> str:
        return f"naar {self.account}"


class ExportBatchQuerySet(models.QuerySet["ExportBatch"]):
    def visible_to(self, user: Any) -> "ExportBatchQuerySet":
        return self if may_see_amounts(user) else self.none()


class ExportBatch(models.Model):
    """What the bookkeeper took, as it was. `columns` are the chosen columns of the journal.

    A journal or auditfile is kept as a document; a zip is packed from the documents of its invoices, that never change.
    `request_token` is drawn with the form: the same form sent twice is one batch.
    """

    target = models.CharField("soort", max_length=10, choices=ExportTarget.choices)
    from_on = models.DateField("van")
    until_on = models.DateField("tot en met")
    columns = models.JSONField("kolommen", default=list, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="bestand", null=True, blank=True, related_name="+"
    )
    request_token = models.UUIDField("aanvraag", null=True, blank=True, unique=True, editable=False)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name="gemaakt door", related_name="+")

    objects = ExportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "export voor de boekhouder"
        verbose_name_plural = "exports voor de boekhouder"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="contracts_export_ends_after_start",
                violation_error_message="Het einde ligt niet voor het begin.",
            ),
            paired("made_at", "made_by", name="contracts_export_made_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.get_target_display()} {self.from_on}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:export", args=[self.pk])


class ExportItem(models.Model):
    """An invoice is in exactly one batch per target."""

    batch = models.ForeignKey(ExportBatch, models.PROTECT, verbose_name="export", related_name="items")
    target = models.CharField("soort", max_length=10, choices=ExportTarget.choices)
    invoice = models.ForeignKey(Invoice, models.PROTECT, verbose_name="factuur", related_name="export_items")

    class Meta:
        verbose_name = "factuur in een export"
        verbose_name_plural = "facturen in exports"
        constraints = [
            models.UniqueConstraint(
                fields=["target", "invoice"],
                name="contracts_exported_once",
                violation_error_message="Deze factuur is al geëxporteerd.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.invoice_id}"


class MonthClosing(models.Model):
    """A month that is closed: nothing is issued with a date in it any more. `month` is its first day."""

    month = models.DateField("maand")
    closed_at = models.DateTimeField("gesloten op", default=timezone.now)
    closed_by = models.ForeignKey(User, models.PROTECT, verbose_name="gesloten door", related_name="+")
    reopened_at = models.DateTimeField("heropend op", null=True, blank=True)
    reopened_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="heropend door", null=True, blank=True, related_name="+"
    )
    reopen_reason = models.CharField("waarom heropend", max_length=300, blank=True)

    class Meta:
        verbose_name = "afgesloten maand"
        verbose_name_plural = "afgesloten maanden"
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(reopened_at__isnull=True),
                name="contracts_month_closed_once",
                violation_error_message="Deze maand is al gesloten.",
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1),
                name="contracts_month_closing_begins_a_month",
                violation_error_message="Kies een maand.",
            ),
            models.CheckConstraint(
                condition=models.Q(reopened_at__isnull=True) | ~models.Q(reopen_reason=""),
                name="contracts_month_reopened_with_reason",
                violation_error_message="Zeg waarom de maand weer open gaat.",
            ),
            paired("closed_at", "closed_by", name="contracts_month_closed_by_someone"),
            paired("reopened_at", "reopened_by", name="contracts_month_reopened_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class RentBudget(models.Model):
    """What a building should earn from rent in a month, net euro cents."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="cultuurhuis", related_name="+")
    month = models.DateField("maand")
    amount_cents = models.PositiveBigIntegerField("begroot in centen")

    class Meta:
        verbose_name = "begroting van zaalhuur"
        verbose_name_plural = "begroting van zaalhuur"
        constraints = [
            models.UniqueConstraint(
                fields=["building", "month"],
                name="contracts_budget_once",
                violation_error_message="Voor deze maand staat er al een begroting.",
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1),
                name="contracts_budget_begins_a_month",
                violation_error_message="Kies een maand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.building_id} {self.month:%Y-%m}"
