"""What became of an issued invoice on its way to the buyer."""

from django.db import models
from django.utils import timezone

from contracts.enums import Channel, EInvoiceProfile
from contracts.models.documents import Document
from contracts.models.invoices import Invoice
from fluxus.db import paired
from network.models import OutgoingMail, User


class EInvoice(models.Model):
    """The UBL of one invoice, made once from its frozen content, or why there is none.

    `errors` are what the rules of its profile found; with any error the file is not sent.
    """

    invoice = models.OneToOneField(Invoice, models.PROTECT, verbose_name="factuur", related_name="einvoice")
    profile = models.CharField("profiel", max_length=10, choices=EInvoiceProfile.choices)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="bestand", null=True, blank=True, related_name="+"
    )
    reason = models.CharField("waarom geen e-factuur", max_length=300, blank=True)
    errors = models.JSONField("fouten", default=list, blank=True)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "e-factuur"
        verbose_name_plural = "e-facturen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(profile=EInvoiceProfile.NONE, document__isnull=True) & ~models.Q(reason="")
                | ~models.Q(profile=EInvoiceProfile.NONE) & models.Q(document__isnull=False),
                name="contracts_einvoice_file_or_reason",
                violation_error_message="Er is een bestand, of een reden waarom niet.",
            ),
        ]

    def __str__(self) -> str:
        return f"e-factuur bij {self.invoice_id}"


class Dispatch(models.Model):
    """One time an invoice was sent. By mail it is sent when its letter is; nothing else says so."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, verbose_name="factuur", related_name="dispatches")
    channel = models.CharField("manier", max_length=10, choices=Channel.choices)
    mail = models.OneToOneField(
        OutgoingMail, models.PROTECT, verbose_name="mail", null=True, blank=True, related_name="invoice_dispatch"
    )
    note = models.CharField("opmerking", max_length=200, blank=True)
    ordered_at = models.DateTimeField("aangemaakt op", default=timezone.now)
    ordered_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="aangemaakt door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "verzending van een factuur"
        verbose_name_plural = "verzendingen van facturen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel=Channel.MAIL, mail__isnull=False)
                | ~models.Q(channel=Channel.MAIL) & models.Q(mail__isnull=True),
                name="contracts_dispatch_by_mail_has_mail",
                violation_error_message="Wat per mail gaat, heeft een mail.",
            ),
            paired("ordered_at", "ordered_by", name="contracts_dispatch_ordered_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} per {self.get_channel_display()}"
