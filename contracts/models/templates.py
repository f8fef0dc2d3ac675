"""Templates of agreements: clauses in an order, with conditions. A published version is frozen."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from contracts.enums import AgreementKind, Condition, ProofKind, TextStatus
from contracts.models.clauses import ClauseVersion, ModelAgreement, ReviewedText
from fluxus.db import paired


class AgreementTemplate(models.Model):
    """A kind of agreement with its own texts, and how long its signers have."""

    name = models.CharField("naam", max_length=120, unique=True)
    slug = models.SlugField("adres", max_length=60, unique=True)
    kind = models.CharField("soort", max_length=10, choices=AgreementKind.choices, default=AgreementKind.OVO)
    days_to_sign = models.PositiveSmallIntegerField("dagen om te tekenen", default=30)
    first_reminder_days = models.PositiveSmallIntegerField("eerste herinnering na dagen", default=5)
    reminder_every_days = models.PositiveSmallIntegerField("daarna om de zoveel dagen", default=7)
    most_reminders = models.PositiveSmallIntegerField("hoogstens zoveel herinneringen", default=3)
    keep_years = models.PositiveSmallIntegerField(
        "bewaren in jaren", default=7, help_text="Onroerende zaken: 10 jaar (Wet OB 1968 art. 34a)."
    )

    class Meta:
        verbose_name = "model"
        verbose_name_plural = "modellen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days_to_sign__range=(1, 365), reminder_every_days__gte=1),
                name="contracts_template_time_to_sign",
                violation_error_message="Wie tekent heeft 1 tot 365 dagen, en hooguit elke dag een herinnering.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contracts:template", args=[self.pk])


class TemplateVersion(ReviewedText):
    """The text of a template at one time. Published: nobody changes it any more (trigger).

    `required_proofs` block an agreement when the partner does not have them, `advised_proofs` only warn. A VOG is asked
    only where minors take part.
    """

    template = models.ForeignKey(AgreementTemplate, models.PROTECT, verbose_name="model", related_name="versions")
    version = models.PositiveSmallIntegerField("versie")
    title = models.CharField("titel", max_length=160)
    preamble = models.TextField("overwegingen", max_length=4000, blank=True)
    model_agreement = models.ForeignKey(
        ModelAgreement,
        models.PROTECT,
        verbose_name="volgt modelovereenkomst",
        null=True,
        blank=True,
        related_name="template_versions",
    )
    required_proofs = ArrayField(
        models.CharField(max_length=20, choices=ProofKind.choices), verbose_name="nodig", default=list, blank=True
    )
    advised_proofs = ArrayField(
        models.CharField(max_length=20, choices=ProofKind.choices), verbose_name="gewenst", default=list, blank=True
    )

    class Meta:
        verbose_name = "versie van een model"
        verbose_name_plural = "versies van modellen"
        constraints = [
            models.UniqueConstraint(
                fields=["template", "version"],
                name="contracts_template_version_once",
                violation_error_message="Deze versie bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["template"],
                condition=models.Q(status__in=[TextStatus.DRAFT, TextStatus.REVIEW, TextStatus.APPROVED]),
                name="contracts_template_one_in_the_making",
                violation_error_message="Er is al een nieuwe versie van dit model in de maak.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[TextStatus.DRAFT, TextStatus.REVIEW, TextStatus.APPROVED], published_at__isnull=True
                )
                | models.Q(status__in=[TextStatus.PUBLISHED, TextStatus.WITHDRAWN], published_at__isnull=False),
                name="contracts_template_published_has_moment",
                violation_error_message="Een gepubliceerde versie heeft een moment van publicatie.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    required_proofs__contained_by=ProofKind.values, advised_proofs__contained_by=ProofKind.values
                ),
                name="contracts_template_proofs_known",
                violation_error_message="Dit bewijs bestaat niet.",
            ),
            paired("reviewed_at", "reviewed_by", name="contracts_template_reviewed_by_someone", optional_actor=True),
            paired("published_at", "published_by", name="contracts_template_published_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return f"{self.title} (versie {self.version})"

    def get_absolute_url(self) -> str:
        return reverse("contracts:template-version", args=[self.template_id, self.version])


class TemplateClause(models.Model):
    """A clause in a template, at its place; it stands in an agreement when its condition holds."""

    version = models.ForeignKey(TemplateVersion, models.CASCADE, verbose_name="versie", related_name="clauses")
    position = models.PositiveSmallIntegerField("volgorde")
    clause_version = models.ForeignKey(
        ClauseVersion, models.PROTECT, verbose_name="bepaling", related_name="template_clauses"
    )
    condition = models.CharField("als", max_length=20, choices=Condition.choices, default=Condition.ALWAYS)

    class Meta:
        verbose_name = "bepaling in een model"
        verbose_name_plural = "bepalingen in modellen"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="contracts_template_clause_position_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Op deze plaats staat al een bepaling.",
            ),
            models.UniqueConstraint(
                fields=["version", "clause_version"],
                name="contracts_template_clause_once",
                violation_error_message="Deze bepaling staat al in het model.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.clause_version_id}"
