"""What the bank says happened, and for what it counts. Rows are only added; a mistake is taken back by another row."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from contracts.enums import AllocationKind, BankFormat
from contracts.models.documents import Document
from contracts.models.invoices import Invoice
from contracts.models.purchases import PurchaseInvoice
from fluxus.db import paired
from network.models import User
from network.rules import may_see_amounts


class BankFileQuerySet(models.QuerySet["BankFile"]):
    def visible_to(self, user: Any) -> "BankFileQuerySet":
        return self if may_see_amounts(user) else self.none()


class BankFile(models.Model):
    """A file of the bank, read once: the same bytes again change nothing. The file itself is in the archive."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    filename = models.CharField("bestandsnaam", max_length=200)
    format = models.CharField("soort", max_length=10, choices=BankFormat.choices)
    version = models.CharField("versie", max_length=20)
    document = models.ForeignKey(Document, models.PROTECT, verbose_name="bestand", related_name="+")
    imported_at = models.DateTimeField("ingelezen op", default=timezone.now)
    imported_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="ingelezen door", null=True, blank=True, related_name="+"
    )

    objects = BankFileQuerySet.as_manager()

    class Meta:
        verbose_name = "bankbestand"
        verbose_name_plural = "bankbestanden"
        constraints = [
            paired("imported_at", "imported_by", name="contracts_bank_file_imported_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("contracts:bank-file", args=[self.pk])


class BankStatement(models.Model):
    """One statement of one of our accounts. Balances are euro cents."""

    file = models.ForeignKey(BankFile, models.PROTECT, verbose_name="bestand", related_name="statements")
    account = models.CharField("rekening", max_length=34)
    identification = models.CharField("nummer van het afschrift", max_length=70)
    from_on = models.DateField("van", null=True, blank=True)
    until_on = models.DateField("tot en met", null=True, blank=True)
    opening_cents = models.BigIntegerField("beginsaldo in centen", null=True, blank=True)
    closing_cents = models.BigIntegerField("eindsaldo in centen", null=True, blank=True)

    class Meta:
        verbose_name = "bankafschrift"
        verbose_name_plural = "bankafschriften"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "identification"],
                name="contracts_bank_statement_once",
                violation_error_message="Dit afschrift is al ingelezen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.identification}"


class BankTransactionQuerySet(models.QuerySet["BankTransaction"]):
    def visible_to(self, user: Any) -> "BankTransactionQuerySet":
        return self if may_see_amounts(user) else self.none()

    def matching(self, query: str) -> "BankTransactionQuerySet":
        """With this in the name, the account or what was written."""
        bare = query.replace(" ", "")
        if not bare:
            return self
        account = models.Q(counter_iban__icontains=bare) | models.Q(reference__icontains=bare)
        words = models.Q(counter_name__icontains=query.strip()) | models.Q(remittance__icontains=query.strip())
        return self.filter(account | words)

    def with_left(self) -> "BankTransactionQuerySet":
        """Each with `allocated` and `left`, in cents: what is not yet said to be for anything."""
        summed = models.functions.Coalesce(models.Sum("allocations__amount_cents"), 0)
        return self.annotate(allocated=summed, left=models.F("amount_cents") - summed)

    def to_settle(self) -> "BankTransactionQuerySet":
        """Those of which something is left and that nobody laid aside, each with `allocated` and `left`."""
        summed: Any = self.filter(aside_at__isnull=True).with_left()
        return summed.exclude(left=0)


class BankTransaction(models.Model):
    """One booked amount on a statement: positive in, negative out, euro cents.

    `fingerprint` tells entries of an account apart, whatever file they come in. `return_code` (ISO 20022 external code)
    says why money came back. An IBAN that fails its check is kept as the bank wrote it.
    `batch` is the reference of our own order when the bank booked one amount for all of it. What is for no invoice (the
    rent of the building, a grant) is laid aside with a reason. All else never changes.
    """

    statement = models.ForeignKey(BankStatement, models.PROTECT, verbose_name="afschrift", related_name="transactions")
    account = models.CharField("rekening", max_length=34)
    position = models.PositiveIntegerField("volgorde")
    fingerprint = models.CharField("kenmerk van de boeking", max_length=64)
    booked_on = models.DateField("geboekt op")
    valued_on = models.DateField("rentedatum", null=True, blank=True)
    amount_cents = models.BigIntegerField("bedrag in centen")
    counter_name = models.CharField("naam van de ander", max_length=140, blank=True)
    counter_iban = models.CharField("rekening van de ander", max_length=34, blank=True)
    remittance = models.TextField("omschrijving", max_length=2000, blank=True)
    reference = models.CharField("betalingskenmerk", max_length=35, blank=True)
    end_to_end = models.CharField("kenmerk van de opdrachtgever", max_length=35, blank=True)
    mandate_reference = models.CharField("machtiging", max_length=35, blank=True)
    bank_code = models.CharField("soort boeking", max_length=40, blank=True)
    return_code = models.CharField("reden van terugboeking", max_length=10, blank=True)
    batch = models.CharField("kenmerk van de bankopdracht", max_length=35, blank=True)
    aside_reason = models.CharField("waarom niet voor een factuur", max_length=200, blank=True)
    aside_at = models.DateTimeField("opzij gelegd op", null=True, blank=True)
    aside_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="opzij gelegd door", null=True, blank=True, related_name="+"
    )

    objects = BankTransactionQuerySet.as_manager()

    class Meta:
        verbose_name = "bankboeking"
        verbose_name_plural = "bankboekingen"
        indexes = [
            models.Index(fields=["booked_on"], name="contracts_bank_by_day"),
            models.Index(fields=["counter_iban"], name="contracts_bank_by_iban"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "fingerprint"],
                name="contracts_bank_transaction_once",
                violation_error_message="Deze bankboeking is al ingelezen.",
            ),
            models.CheckConstraint(
                condition=~models.Q(amount_cents=0),
                name="contracts_bank_transaction_is_something",
                violation_error_message="Een bankboeking heeft een bedrag.",
            ),
            models.CheckConstraint(
                condition=models.Q(aside_at__isnull=True) | ~models.Q(aside_reason=""),
                name="contracts_bank_transaction_aside_has_reason",
                violation_error_message="Zeg waarom deze bankboeking niet voor een factuur is.",
            ),
            paired("aside_at", "aside_by", name="contracts_bank_transaction_aside_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.counter_name}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:bank-transaction", args=[self.pk])


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def visible_to(self, user: Any) -> "AllocationQuerySet":
        return self if may_see_amounts(user) else self.none()

    def paid(self) -> "AllocationQuerySet":
        return self.exclude(kind__in=(AllocationKind.CREDIT, AllocationKind.WRITE_OFF))


class Allocation(models.Model):
    """So many cents of a bank transaction, a credit note or a write-off count for one invoice.

    Positive lessens what is open on a sales invoice (a credit note counts with its own sign: see
    contracts.domain.settling). Rows are never changed or deleted: who was wrong adds a row with the opposite amount that
    `reverses` the other.
    """

    kind = models.CharField("soort", max_length=10, choices=AllocationKind.choices)
    transaction = models.ForeignKey(
        BankTransaction,
        models.PROTECT,
        verbose_name="bankboeking",
        null=True,
        blank=True,
        related_name="allocations",
    )
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, verbose_name="factuur", null=True, blank=True, related_name="allocations"
    )
    purchase = models.ForeignKey(
        PurchaseInvoice,
        models.PROTECT,
        verbose_name="factuur van een cultuurmaker",
        null=True,
        blank=True,
        related_name="allocations",
    )
    credit_note = models.ForeignKey(
        Invoice, models.PROTECT, verbose_name="creditfactuur", null=True, blank=True, related_name="settles"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name="neemt terug", null=True, blank=True, related_name="reversed_by"
    )
    amount_cents = models.BigIntegerField("bedrag in centen")
    reason = models.CharField("waarom", max_length=300, blank=True)
    allocated_on = models.DateField("op")
    allocated_at = models.DateTimeField("gekoppeld op", default=timezone.now)
    allocated_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gekoppeld door", null=True, blank=True, related_name="+"
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "verrekening"
        verbose_name_plural = "verrekeningen"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_cents=0),
                name="contracts_allocation_is_something",
                violation_error_message="Koppel een bedrag.",
            ),
            models.CheckConstraint(
                condition=models.Q(invoice__isnull=False, purchase__isnull=True)
                | models.Q(invoice__isnull=True, purchase__isnull=False),
                name="contracts_allocation_has_one_subject",
                violation_error_message="Koppel aan één factuur.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[AllocationKind.PAYMENT, AllocationKind.RETURN, AllocationKind.REFUND],
                    transaction__isnull=False,
                    credit_note__isnull=True,
                )
                | models.Q(kind=AllocationKind.CREDIT, credit_note__isnull=False, transaction__isnull=True)
                | models.Q(kind=AllocationKind.WRITE_OFF, credit_note__isnull=True, transaction__isnull=True)
                & ~models.Q(reason=""),
                name="contracts_allocation_has_source",
                violation_error_message="Een betaling heeft een bankboeking, afboeken heeft een reden.",
            ),
            paired(
                "allocated_at", "allocated_by", name="contracts_allocation_allocated_by_someone", optional_actor=True
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_cents}"
