"""Files for the bank: mandates, collections (pain.008) and payments (pain.001)."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from contracts.enums import BankOrderKind, BankOrderStatus, MandateScheme
from contracts.models.documents import Document
from contracts.models.invoices import Invoice
from contracts.models.purchases import PurchaseInvoice
from fluxus.db import paired
from network.models import OutgoingMail, Partner, User
from network.rules import may_see_amounts


class SepaMandateQuerySet(models.QuerySet["SepaMandate"]):
    def visible_to(self, user: Any) -> "SepaMandateQuerySet":
        """Who may see amounts sees all; anybody else those of whom he acts for."""
        if may_see_amounts(user):
            return self
        return self.filter(partner__in=Partner.objects.acted_for_by(user, on=timezone.localdate()))

    def running(self) -> "SepaMandateQuerySet":
        return self.filter(revoked_at__isnull=True)


class SepaMandate(models.Model):
    """A partner lets us collect. Signed apart from any agreement; `text` is what he read, of that edition of the words.

    It never changes, but for being revoked once; revoked it is kept.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="van", related_name="sepa_mandates")
    reference = models.CharField("kenmerk", max_length=35, unique=True)
    scheme = models.CharField("soort", max_length=5, choices=MandateScheme.choices, default=MandateScheme.CORE)
    iban = models.CharField("IBAN", max_length=34)
    holder = models.CharField("naam van de rekeninghouder", max_length=70)
    text_version = models.PositiveSmallIntegerField("versie van de tekst", default=1)
    text = models.TextField("tekst van de machtiging", max_length=3000)
    sha256 = models.CharField("SHA-256 van de tekst", max_length=64)
    ip = models.GenericIPAddressField("IP-adres", null=True, blank=True)
    signed_at = models.DateTimeField("getekend op", default=timezone.now)
    signed_by = models.ForeignKey(User, models.PROTECT, verbose_name="getekend door", related_name="+")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="ingetrokken door", null=True, blank=True, related_name="+"
    )
    revoke_reason = models.CharField("waarom ingetrokken", max_length=200, blank=True)

    objects = SepaMandateQuerySet.as_manager()

    class Meta:
        verbose_name = "incassomachtiging"
        verbose_name_plural = "incassomachtigingen"
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(revoked_at__isnull=True),
                name="contracts_mandate_one_at_a_time",
                violation_error_message="Er is al een machtiging van deze partner.",
            ),
            models.CheckConstraint(
                condition=models.Q(iban__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"),
                name="contracts_mandate_iban_form",
                violation_error_message="Schrijf het IBAN zonder spaties, zoals NL91ABNA0417164300.",
            ),
            paired("signed_at", "signed_by", name="contracts_sepa_mandate_signed_by_someone"),
            paired("revoked_at", "revoked_by", name="contracts_sepa_mandate_revoked_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("contracts:mandate", args=[self.pk])


class BankOrderQuerySet(models.QuerySet["BankOrder"]):
    def visible_to(self, user: Any) -> "BankOrderQuerySet":
        return self if may_see_amounts(user) else self.none()


class BankOrder(models.Model):
    """A batch for the bank: made once as a file that never changes. Collections are announced beforehand.

    A payment is made and delivered by another than who drafted it, unless `is_alone`: nobody else could.
    """

    kind = models.CharField("soort", max_length=10, choices=BankOrderKind.choices)
    status = models.CharField("stand", max_length=10, choices=BankOrderStatus.choices, default=BankOrderStatus.DRAFT)
    carried_out_on = models.DateField("uit te voeren op")
    message_id = models.CharField("kenmerk van het bestand", max_length=35, unique=True)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="bestand", null=True, blank=True, related_name="+"
    )
    withdraw_reason = models.CharField("waarom ingetrokken", max_length=200, blank=True)
    request_token = models.UUIDField("aanvraag", null=True, blank=True, unique=True, editable=False)
    drafted_at = models.DateTimeField("opgezet op", default=timezone.now)
    drafted_by = models.ForeignKey(User, models.PROTECT, verbose_name="opgezet door", related_name="+")
    announced_at = models.DateTimeField("aangekondigd op", null=True, blank=True)
    announced_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="aangekondigd door", null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField("bestand gemaakt op", null=True, blank=True)
    made_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="bestand gemaakt door", null=True, blank=True, related_name="+"
    )
    is_alone = models.BooleanField("geen tweede collega", default=False)
    delivered_at = models.DateTimeField("naar de bank op", null=True, blank=True)
    delivered_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="naar de bank door", null=True, blank=True, related_name="+"
    )

    objects = BankOrderQuerySet.as_manager()

    class Meta:
        verbose_name = "bankopdracht"
        verbose_name_plural = "bankopdrachten"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[BankOrderStatus.MADE, BankOrderStatus.DELIVERED], document__isnull=False)
                | models.Q(status=BankOrderStatus.WITHDRAWN)
                | models.Q(status__in=[BankOrderStatus.DRAFT, BankOrderStatus.ANNOUNCED], document__isnull=True),
                name="contracts_bank_order_made_has_file",
                violation_error_message="Een opdracht voor de bank heeft een bestand.",
            ),
            models.CheckConstraint(
                condition=models.Q(document__isnull=True, made_at__isnull=True)
                | models.Q(document__isnull=False, made_at__isnull=False),
                name="contracts_bank_order_file_was_made",
                violation_error_message="Een bestand is op een moment gemaakt.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=BankOrderKind.PAY)
                | models.Q(document__isnull=True)
                | models.Q(announced_at__isnull=False),
                name="contracts_bank_order_collected_is_announced",
                violation_error_message="Kondig een incasso aan voordat je het bestand maakt.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=BankOrderKind.COLLECT)
                | models.Q(is_alone=True)
                | (models.Q(made_by__isnull=True) | ~models.Q(made_by=models.F("drafted_by")))
                & (models.Q(delivered_by__isnull=True) | ~models.Q(delivered_by=models.F("drafted_by"))),
                name="contracts_bank_order_four_eyes",
                violation_error_message="Wie een betaling opzet, maakt het bestand niet en geeft het niet af.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=BankOrderStatus.WITHDRAWN) | ~models.Q(withdraw_reason=""),
                name="contracts_bank_order_withdrawn_has_reason",
                violation_error_message="Zeg waarom je de opdracht intrekt.",
            ),
            paired("made_at", "made_by", name="contracts_bank_order_made_by_someone"),
            paired("drafted_at", "drafted_by", name="contracts_bank_order_drafted_by_someone"),
            paired("announced_at", "announced_by", name="contracts_bank_order_announced_by_someone"),
            paired("delivered_at", "delivered_by", name="contracts_bank_order_delivered_by_someone"),
        ]

    def __str__(self) -> str:
        return self.message_id

    def get_absolute_url(self) -> str:
        return reverse("contracts:bank-order", args=[self.pk])


class BankOrderLine(models.Model):
    """One amount in a batch, in cents: an invoice that we collect, or what we pay or give back. IBAN and name frozen.

    While it `holds`, no other batch can have the same invoice; what was withdrawn, taken out or came back lets go, for
    good. One letter may announce several lines of one mandate.
    """

    order = models.ForeignKey(BankOrder, models.PROTECT, verbose_name="bankopdracht", related_name="lines")
    position = models.PositiveIntegerField("volgorde")
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, verbose_name="factuur", null=True, blank=True, related_name="bank_order_lines"
    )
    purchase = models.ForeignKey(
        PurchaseInvoice,
        models.PROTECT,
        verbose_name="factuur van een cultuurmaker",
        null=True,
        blank=True,
        related_name="bank_order_lines",
    )
    mandate = models.ForeignKey(
        SepaMandate, models.PROTECT, verbose_name="machtiging", null=True, blank=True, related_name="order_lines"
    )
    announcement = models.ForeignKey(
        OutgoingMail, models.PROTECT, verbose_name="aankondiging", null=True, blank=True, related_name="+"
    )
    holds = models.BooleanField("houdt vast", default=True)
    taken_out_reason = models.CharField("waarom eruit gehaald", max_length=200, blank=True)
    name = models.CharField("naam", max_length=70)
    iban = models.CharField("IBAN", max_length=34)
    amount_cents = models.PositiveBigIntegerField("bedrag in centen")
    end_to_end = models.CharField("kenmerk", max_length=35, unique=True)
    is_first = models.BooleanField("eerste incasso van deze machtiging", default=False)

    class Meta:
        verbose_name = "regel van een bankopdracht"
        verbose_name_plural = "regels van bankopdrachten"
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"],
                name="contracts_bank_order_position_once",
                violation_error_message="Deze regel bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(invoice__isnull=False, holds=True),
                name="contracts_invoice_in_one_bank_order",
                violation_error_message="Deze factuur zit al in een bankopdracht.",
            ),
            models.UniqueConstraint(
                fields=["purchase"],
                condition=models.Q(purchase__isnull=False, holds=True),
                name="contracts_purchase_in_one_bank_order",
                violation_error_message="Deze factuur zit al in een bankopdracht.",
            ),
            models.CheckConstraint(
                condition=models.Q(invoice__isnull=False, purchase__isnull=True)
                | models.Q(invoice__isnull=True, purchase__isnull=False),
                name="contracts_bank_order_line_one_subject",
                violation_error_message="Een regel is van één factuur.",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0),
                name="contracts_bank_order_line_is_something",
                violation_error_message="Een regel heeft een bedrag.",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_out_reason="") | models.Q(holds=False),
                name="contracts_bank_order_line_out_lets_go",
                violation_error_message="Wat eruit is gehaald, houdt niets vast.",
            ),
            models.CheckConstraint(
                condition=models.Q(mandate__isnull=True) | models.Q(invoice__isnull=False),
                name="contracts_bank_order_line_collects_invoice",
                violation_error_message="Met een machtiging incasseren we een factuur van ons.",
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end
