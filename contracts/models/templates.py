"""Versioned texts of agreements. A published version is frozen."""

from django.db import models

from contracts.enums import TemplateStatus
from fluxus.db import paired
from network.models import User


class AgreementTemplate(models.Model):
    """A kind of agreement, such as the overeenkomst van opdracht."""

    name = models.CharField("naam", max_length=120, unique=True)
    slug = models.SlugField("adres", max_length=60, unique=True)

    class Meta:
        verbose_name = "model"
        verbose_name_plural = "modellen"

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """The text of a template at one time. Published: nobody changes it any more (trigger)."""

    template = models.ForeignKey(AgreementTemplate, models.PROTECT, verbose_name="model", related_name="versions")
    version = models.PositiveSmallIntegerField("versie")
    title = models.CharField("titel", max_length=160)
    preamble = models.TextField("overwegingen", blank=True)
    status = models.CharField("stand", max_length=10, choices=TemplateStatus.choices, default=TemplateStatus.DRAFT)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gepubliceerd door", null=True, blank=True, related_name="+"
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
            models.CheckConstraint(
                condition=models.Q(status=TemplateStatus.DRAFT, published_at__isnull=True)
                | models.Q(status=TemplateStatus.PUBLISHED, published_at__isnull=False),
                name="contracts_template_published_has_moment",
                violation_error_message="Een gepubliceerde versie heeft een moment van publicatie.",
            ),
            paired("published_at", "published_by", name="contracts_template_published_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return f"{self.title} (versie {self.version})"


class Article(models.Model):
    """One article: a heading and numbered clauses, one per line. Placeholders in braces come from the snapshot."""

    version = models.ForeignKey(TemplateVersion, models.PROTECT, verbose_name="versie", related_name="articles")
    position = models.PositiveSmallIntegerField("nummer")
    heading = models.CharField("kop", max_length=120)
    body = models.TextField("tekst")

    class Meta:
        verbose_name = "artikel"
        verbose_name_plural = "artikelen"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="contracts_article_position_once",
                violation_error_message="Dit artikelnummer bestaat al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.heading}"
