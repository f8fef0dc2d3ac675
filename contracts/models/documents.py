"""Documents are made once, stored by the hash of their content, and never change."""

from django.db import models
from django.utils import timezone

from contracts.enums import OrderStatus


class Document(models.Model):
    """The bytes of one file in private storage, named by their SHA-256. Rows are only added (triggers)."""

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    filename = models.CharField("bestandsnaam", max_length=120)
    media_type = models.CharField("soort", max_length=60, default="application/pdf")
    size = models.PositiveIntegerField("grootte in bytes")
    renderer = models.CharField("gemaakt met", max_length=80)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documenten"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="contracts_document_hash_form",
                violation_error_message="Dit is geen SHA-256.",
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def storage_name(self) -> str:
        """Where the bytes lie in the default storage."""
        return f"documents/{self.sha256[:2]}/{self.sha256}"


class DocumentOrderQuerySet(models.QuerySet["DocumentOrder"]):
    def unfinished(self) -> "DocumentOrderQuerySet":
        return self.filter(status__in=[OrderStatus.QUEUED, OrderStatus.RUNNING])


class DocumentOrder(models.Model):
    """The queue of documents to make: one row per agreement, invoice or reminder; the Celery message is only a nudge.

    `steps_done` of `steps_total` feeds the progress bar. A finished order points to its document.
    """

    agreement = models.OneToOneField(
        "contracts.Agreement",
        models.PROTECT,
        verbose_name="overeenkomst",
        null=True,
        blank=True,
        related_name="document_order",
    )
    invoice = models.OneToOneField(
        "contracts.Invoice",
        models.PROTECT,
        verbose_name="factuur",
        null=True,
        blank=True,
        related_name="document_order",
    )
    reminder = models.OneToOneField(
        "contracts.ReminderLetter",
        models.PROTECT,
        verbose_name="herinneringsbrief",
        null=True,
        blank=True,
        related_name="document_order",
    )
    status = models.CharField("stand", max_length=10, choices=OrderStatus.choices, default=OrderStatus.QUEUED)
    steps_done = models.PositiveSmallIntegerField("stappen gedaan", default=0)
    steps_total = models.PositiveSmallIntegerField("stappen", default=4)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    last_error = models.TextField("laatste fout", blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="document", null=True, blank=True, related_name="orders"
    )
    ordered_at = models.DateTimeField("gevraagd op", default=timezone.now)
    started_at = models.DateTimeField("begonnen op", null=True, blank=True)
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)

    objects = DocumentOrderQuerySet.as_manager()

    class Meta:
        verbose_name = "documentopdracht"
        verbose_name_plural = "documentopdrachten"
        indexes = [
            models.Index(
                fields=["ordered_at"],
                condition=models.Q(status__in=["queued", "running"]),
                name="contracts_order_unfinished",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreement__isnull=False, invoice__isnull=True, reminder__isnull=True)
                | models.Q(agreement__isnull=True, invoice__isnull=False, reminder__isnull=True)
                | models.Q(agreement__isnull=True, invoice__isnull=True, reminder__isnull=False),
                name="contracts_order_has_one_subject",
                violation_error_message="Een documentopdracht hoort bij één overeenkomst, factuur of herinnering.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=OrderStatus.READY, document__isnull=False, finished_at__isnull=False)
                | ~models.Q(status=OrderStatus.READY) & models.Q(document__isnull=True),
                name="contracts_order_ready_has_document",
                violation_error_message="Een document dat klaar is, ligt in het archief.",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"
