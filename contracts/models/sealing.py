"""The seal of the house on what both signed: made by a worker that keeps trying, as high as can be reached."""

from django.db import models
from django.utils import timezone

from contracts.enums import SealLevel
from contracts.models.agreements import Agreement
from contracts.models.documents import Document


class SealCertificate(models.Model):
    """A certificate we sealed with; kept to check old seals after a new one came. The key is never in the database."""

    fingerprint = models.CharField("SHA-256 van het certificaat", max_length=64, primary_key=True)
    subject = models.CharField("op naam van", max_length=200)
    issuer = models.CharField("uitgegeven door", max_length=200)
    is_self_issued = models.BooleanField("zelf uitgegeven")
    pem = models.TextField("certificaat met keten (PEM)")
    valid_from = models.DateTimeField("geldig vanaf")
    expires_at = models.DateTimeField("geldig tot")

    class Meta:
        verbose_name = "zegelcertificaat"
        verbose_name_plural = "zegelcertificaten"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fingerprint__regex=r"^[0-9a-f]{64}$"),
                name="contracts_certificate_hash_form",
                violation_error_message="Dit is geen SHA-256.",
            )
        ]

    def __str__(self) -> str:
        return self.subject


class SealQuerySet(models.QuerySet["Seal"]):
    def waiting(self) -> "SealQuerySet":
        """Not sealed yet, or not yet at the wanted level; however old."""
        return self.filter(models.Q(sealed_at__isnull=True) | models.Q(next_attempt_at__isnull=False))


class Seal(models.Model):
    """The queue and the outcome of sealing one agreement. It is tried again for as long as it takes.

    `reached_level` below `wanted_level`: the time-stamping service was away; it stays visible and is tried again.
    `document` is the sealed PDF, `evidence` the report of who did what.
    """

    agreement = models.OneToOneField(Agreement, models.PROTECT, verbose_name="overeenkomst", related_name="seal")
    wanted_level = models.CharField("gewenst niveau", max_length=5, choices=SealLevel.choices)
    reached_level = models.CharField("bereikt niveau", max_length=5, choices=SealLevel.choices, blank=True)
    attempts = models.PositiveIntegerField("pogingen", default=0)
    last_error = models.TextField("laatste fout", blank=True)
    requested_at = models.DateTimeField("gevraagd op", default=timezone.now)
    next_attempt_at = models.DateTimeField("volgende poging", null=True, blank=True)
    sealed_at = models.DateTimeField("verzegeld op", null=True, blank=True)
    timestamped_at = models.DateTimeField("tijdstempel", null=True, blank=True)
    tsa_url = models.CharField("tijdstempeldienst", max_length=300, blank=True)
    certificate = models.ForeignKey(
        SealCertificate, models.PROTECT, verbose_name="certificaat", null=True, blank=True, related_name="seals"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="verzegeld document", null=True, blank=True, related_name="sealed"
    )
    evidence = models.ForeignKey(
        Document, models.PROTECT, verbose_name="bewijsrapport", null=True, blank=True, related_name="evidence_of"
    )

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = "zegel"
        verbose_name_plural = "zegels"
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(next_attempt_at__isnull=False),
                name="contracts_seal_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sealed_at__isnull=True, document__isnull=True, reached_level="")
                | models.Q(sealed_at__isnull=False, document__isnull=False, certificate__isnull=False)
                & ~models.Q(reached_level=""),
                name="contracts_seal_is_whole",
                violation_error_message="Een zegel heeft een document, een certificaat en een niveau.",
            )
        ]

    def __str__(self) -> str:
        return f"zegel van {self.agreement_id}"
