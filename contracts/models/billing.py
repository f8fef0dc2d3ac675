"""How partners are billed: their settings, btw rules, what is held back, and runs of invoices."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone

from bookings.models import Booking
from contracts.enums import BillingItemStatus, BuyerKind, EInvoiceProfile, Product, RunStatus, VatChoice
from fluxus.db import paired
from network.models import Partner, User


class BillingProfile(models.Model):
    """What is particular to billing one partner; without it the house's own terms hold.

    `payer` gets the invoices of this partner (a board for its school). `oin` is the number of a government body.
    """

    partner = models.OneToOneField(Partner, models.PROTECT, verbose_name="partner", related_name="billing_profile")
    payer = models.ForeignKey(
        Partner, models.PROTECT, verbose_name="facturen gaan naar", null=True, blank=True, related_name="pays_for"
    )
    buyer_kind = models.CharField("soort afnemer", max_length=10, choices=BuyerKind.choices, blank=True)
    payment_days = models.PositiveSmallIntegerField("betaaltermijn in dagen", null=True, blank=True)
    email = models.EmailField("e-mailadres voor facturen", max_length=254, blank=True)
    buyer_reference = models.CharField("kenmerk op elke factuur", max_length=60, blank=True)
    order_reference = models.CharField("bestelnummer", max_length=60, blank=True)
    oin = models.CharField("OIN", max_length=20, blank=True)
    einvoice_profile = models.CharField(
        "e-factuur", max_length=10, choices=EInvoiceProfile.choices, default=EInvoiceProfile.NONE
    )

    class Meta:
        verbose_name = "factuurgegevens"
        verbose_name_plural = "factuurgegevens"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(payment_days__isnull=True) | models.Q(payment_days__range=(1, 60)),
                name="contracts_billing_payment_days_lawful",
                violation_error_message="De betaaltermijn is 1 tot 60 dagen.",
            ),
            models.CheckConstraint(
                condition=models.Q(oin="") | models.Q(oin__regex=r"^[0-9]{20}$"),
                name="contracts_billing_oin_form",
                violation_error_message="Een OIN heeft 20 cijfers.",
            ),
            models.CheckConstraint(
                condition=models.Q(payer__isnull=True) | ~models.Q(payer=models.F("partner")),
                name="contracts_billing_payer_is_another",
                violation_error_message="Een partner betaalt standaard zelf; kies alleen een ander.",
            ),
        ]

    def __str__(self) -> str:
        return f"factuurgegevens van {self.partner_id}"


class VatRuleQuerySet(models.QuerySet["VatRule"]):
    def on(self, day: date) -> "VatRuleQuerySet":
        """Known on that day, newest first."""
        return self.filter(valid_from__lte=day).order_by("-valid_from", "-pk")


class VatRule(models.Model):
    """Which btw a product bears from a day on, with its legal basis. `rate` is a name of fluxus.vat: 'high', 'low' or ''.

    `reason` stands on the invoice, `explanation` says to colleagues why. The rule marked `is_default` holds for every
    tenant unless somebody chose another one for him.
    """

    product = models.CharField("product", max_length=20, choices=Product.choices)
    name = models.CharField("naam", max_length=80)
    category = models.CharField("btw-categorie", max_length=1, choices=VatChoice.choices)
    rate = models.CharField("tarief", max_length=10, blank=True, help_text="high of low; leeg zonder btw.")
    reason = models.CharField("reden op de factuur", max_length=200, blank=True)
    explanation = models.CharField("uitleg", max_length=300)
    legal_basis = models.CharField("wettelijke grond", max_length=200)
    is_default = models.BooleanField("geldt voor iedereen", default=False)
    valid_from = models.DateField("geldt vanaf")

    objects = VatRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "btw-regel"
        verbose_name_plural = "btw-regels"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "valid_from"],
                condition=models.Q(is_default=True),
                name="contracts_vat_rule_one_default",
                violation_error_message="Voor dit product geldt al een regel vanaf deze dag.",
            ),
            models.UniqueConstraint(
                fields=["product", "name", "valid_from"],
                name="contracts_vat_rule_once",
                violation_error_message="Deze regel bestaat al.",
            ),
            models.CheckConstraint(
                condition=models.Q(category=VatChoice.STANDARD, rate__in=["high", "low"])
                | ~models.Q(category=VatChoice.STANDARD) & models.Q(rate="") & ~models.Q(reason=""),
                name="contracts_vat_rule_is_whole",
                violation_error_message="Een regel met btw heeft een tarief, een regel zonder btw een reden.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VatSelection(models.Model):
    """Somebody chose another btw rule for what one tenant takes, and says why."""

    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="huurder", related_name="vat_selections")
    rule = models.ForeignKey(VatRule, models.PROTECT, verbose_name="btw-regel", related_name="selections")
    reason = models.CharField("waarom", max_length=300)
    valid_from = models.DateField("geldt vanaf")
    ended_on = models.DateField("tot", null=True, blank=True)
    chosen_at = models.DateTimeField("gekozen op", default=timezone.now)
    chosen_by = models.ForeignKey(User, models.PROTECT, verbose_name="gekozen door", related_name="+")

    class Meta:
        verbose_name = "btw-keuze"
        verbose_name_plural = "btw-keuzes"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="contracts_vat_selection_has_reason",
                violation_error_message="Zeg waarom voor deze huurder een andere regel geldt.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=models.F("valid_from")),
                name="contracts_vat_selection_ends_later",
                violation_error_message="Het einde ligt na het begin.",
            ),
            paired("chosen_at", "chosen_by", name="contracts_vat_selection_chosen_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.rule_id}"


class BillingHold(models.Model):
    """Not to be billed for now: one booking, or everything of a partner. Released, it can be billed again."""

    partner = models.ForeignKey(
        Partner, models.PROTECT, verbose_name="partner", null=True, blank=True, related_name="billing_holds"
    )
    booking = models.ForeignKey(
        Booking, models.PROTECT, verbose_name="boeking", null=True, blank=True, related_name="billing_holds"
    )
    reason = models.CharField("waarom", max_length=300)
    is_for_good = models.BooleanField("nooit factureren", default=False)
    held_at = models.DateTimeField("vastgehouden op", default=timezone.now)
    held_by = models.ForeignKey(User, models.PROTECT, verbose_name="vastgehouden door", related_name="+")
    released_at = models.DateTimeField("vrijgegeven op", null=True, blank=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="vrijgegeven door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "vastgehouden factuurregel"
        verbose_name_plural = "vastgehouden factuurregels"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(partner__isnull=False, booking__isnull=True)
                | models.Q(partner__isnull=True, booking__isnull=False),
                name="contracts_hold_has_one_subject",
                violation_error_message="Houd één boeking vast, of alles van één partner.",
            ),
            models.UniqueConstraint(
                fields=["booking"],
                condition=models.Q(booking__isnull=False, released_at__isnull=True),
                name="contracts_hold_booking_once",
                violation_error_message="Deze boeking wordt al vastgehouden.",
            ),
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(partner__isnull=False, released_at__isnull=True),
                name="contracts_hold_partner_once",
                violation_error_message="Deze partner wordt al overgeslagen.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="contracts_hold_has_reason",
                violation_error_message="Zeg waarom dit niet op de factuur komt.",
            ),
            paired("held_at", "held_by", name="contracts_hold_held_by_someone"),
            paired("released_at", "released_by", name="contracts_hold_released_by_someone"),
        ]

    def __str__(self) -> str:
        return self.reason


class InvoiceRun(models.Model):
    """The invoices of one month: looked at beforehand, started, and finished whatever happens. `items` are its queue."""

    month = models.DateField("maand", help_text="De eerste dag.")
    issued_on = models.DateField("factuurdatum")
    sends_mail = models.BooleanField("meteen mailen", default=True)
    partners = models.JSONField("alleen deze partners", default=list, blank=True)
    status = models.CharField("stand", max_length=10, choices=RunStatus.choices, default=RunStatus.RUNNING)
    request_token = models.UUIDField("aanvraag", null=True, blank=True, unique=True, editable=False)
    started_at = models.DateTimeField("gestart op", default=timezone.now)
    started_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gestart door", null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)

    class Meta:
        verbose_name = "factuurrun"
        verbose_name_plural = "factuurruns"
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(status=RunStatus.RUNNING),
                name="contracts_invoice_run_one_at_a_time",
                violation_error_message="Voor deze maand is al een run bezig.",
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1),
                name="contracts_invoice_run_begins_a_month",
                violation_error_message="Kies een maand.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=RunStatus.RUNNING, finished_at__isnull=True)
                | ~models.Q(status=RunStatus.RUNNING) & models.Q(finished_at__isnull=False),
                name="contracts_invoice_run_finished_has_moment",
                violation_error_message="Een run die klaar is, heeft een moment waarop.",
            ),
            paired("started_at", "started_by", name="contracts_invoice_run_started_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return f"facturen van {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:invoice-run", args=[self.pk])


class InvoiceRunItem(models.Model):
    """One partner of a run. The row is the queue: who takes it locks it, and his invoice is made once."""

    run = models.ForeignKey(InvoiceRun, models.PROTECT, verbose_name="run", related_name="items")
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="afnemer", related_name="invoice_run_items")
    position = models.PositiveIntegerField("volgorde")
    status = models.CharField(
        "stand", max_length=10, choices=BillingItemStatus.choices, default=BillingItemStatus.WAITING
    )
    message = models.TextField("waarom", blank=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    invoice = models.OneToOneField(
        "contracts.Invoice", models.PROTECT, verbose_name="factuur", null=True, blank=True, related_name="run_item"
    )

    class Meta:
        verbose_name = "regel van een factuurrun"
        verbose_name_plural = "regels van factuurruns"
        indexes = [
            models.Index(
                fields=["run", "position"], condition=models.Q(status="waiting"), name="contracts_invoices_waiting"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "position"],
                name="contracts_invoice_run_item_once",
                violation_error_message="Deze regel staat al in de run.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=BillingItemStatus.MADE, invoice__isnull=False)
                | ~models.Q(status=BillingItemStatus.MADE) & models.Q(invoice__isnull=True),
                name="contracts_invoice_run_item_made_has_invoice",
                violation_error_message="Wat gemaakt is, heeft een factuur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.position}"
