"""The clause library: every text has versions, a lawyer looks at each, and what is published never changes."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from contracts.enums import ClauseKind, TextStatus
from fluxus.db import paired
from network.models import User

REVIEWED = (TextStatus.APPROVED, TextStatus.PUBLISHED, TextStatus.WITHDRAWN)


class ReviewedText(models.Model):
    """How far a text is: a lawyer looks at it before it is published."""

    status = models.CharField("stand", max_length=10, choices=TextStatus.choices, default=TextStatus.DRAFT)
    reviewed_at = models.DateTimeField("juridisch gecontroleerd op", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="juridisch gecontroleerd door", null=True, blank=True, related_name="+"
    )
    reviewer = models.CharField("jurist", max_length=120, blank=True)
    review_note = models.TextField("oordeel", max_length=2000, blank=True)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gepubliceerd door", null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class ModelAgreement(models.Model):
    """A model that an authority assessed. Its marked clauses may not be changed, and its number (kenmerk) is quoted."""

    name = models.CharField("naam", max_length=160)
    reference = models.CharField("kenmerk", max_length=60, unique=True)
    authority = models.CharField("beoordeeld door", max_length=120, default="Belastingdienst")
    ground = models.CharField("grond", max_length=120, help_text="Bijvoorbeeld: geen werkgeversgezag.")
    assessed_on = models.DateField("beoordeeld op")
    ends_on = models.DateField("geldig tot en met")
    source_url = models.URLField("bron", max_length=300, blank=True)

    class Meta:
        verbose_name = "modelovereenkomst"
        verbose_name_plural = "modelovereenkomsten"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("assessed_on")),
                name="contracts_model_agreement_ends_after_start",
                violation_error_message="De einddatum ligt voor de datum van beoordeling.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.reference})"


class Clause(models.Model):
    """One subject of the library, such as 'Vervanging'; what it says stands in its versions."""

    slug = models.SlugField("adres", max_length=60, unique=True)
    name = models.CharField("onderwerp", max_length=120)
    kind = models.CharField("soort", max_length=10, choices=ClauseKind.choices, default=ClauseKind.ARTICLE)

    class Meta:
        verbose_name = "bepaling"
        verbose_name_plural = "bepalingen"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contracts:clause", args=[self.pk])


class ClauseVersion(ReviewedText):
    """What a clause says at one time. `body` has one numbered line per row; {words} come from the agreement, and a row
    that begins with [conditions] stands only when one of them holds. `sha256` is the hash of heading and body.

    `model_agreement` locks the text: an authority assessed these words.
    """

    clause = models.ForeignKey(Clause, models.PROTECT, verbose_name="bepaling", related_name="versions")
    version = models.PositiveSmallIntegerField("versie")
    heading = models.CharField("kop", max_length=120)
    body = models.TextField("tekst", max_length=8000)
    summary = models.CharField("in gewone woorden", max_length=300, blank=True)
    model_agreement = models.ForeignKey(
        ModelAgreement,
        models.PROTECT,
        verbose_name="vastgezet door",
        null=True,
        blank=True,
        related_name="locked_clauses",
    )
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    drafted_at = models.DateTimeField("geschreven op", default=timezone.now)
    drafted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="geschreven door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "versie van een bepaling"
        verbose_name_plural = "versies van bepalingen"
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "version"],
                name="contracts_clause_version_once",
                violation_error_message="Deze versie bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["clause"],
                condition=models.Q(status__in=[TextStatus.DRAFT, TextStatus.REVIEW, TextStatus.APPROVED]),
                name="contracts_clause_one_in_the_making",
                violation_error_message="Er is al een nieuwe versie van deze bepaling in de maak.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[TextStatus.PUBLISHED, TextStatus.WITHDRAWN])
                | models.Q(published_at__isnull=False),
                name="contracts_clause_published_has_moment",
                violation_error_message="Een gepubliceerde versie heeft een moment van publicatie.",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="contracts_clause_hash_form",
                violation_error_message="Dit is geen SHA-256.",
            ),
            paired("drafted_at", "drafted_by", name="contracts_clause_drafted_by_someone", optional_actor=True),
            paired("reviewed_at", "reviewed_by", name="contracts_clause_reviewed_by_someone", optional_actor=True),
            paired("published_at", "published_by", name="contracts_clause_published_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return f"{self.heading} (versie {self.version})"
