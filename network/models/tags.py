"""Words that colleagues hang on partners to make lists of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from fluxus.db import paired
from network.models.accounts import User
from network.models.partners import Partner


class Tag(models.Model):
    """A label, written in one way only. Never a trait that the AVG calls special (target groups belong to a question)."""

    name = models.CharField("naam", max_length=60)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="gemaakt door", related_name="+")
    partners = models.ManyToManyField(Partner, through="PartnerTag", verbose_name="partners", related_name="tags")

    class Meta:
        verbose_name = "label"
        verbose_name_plural = "labels"
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="network_tag_name_once", violation_error_message="Dit label bestaat al."
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="network_tag_has_name",
                violation_error_message="Geef het label een naam.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerTag(models.Model):
    """A partner carries a label."""

    tag = models.ForeignKey(Tag, models.CASCADE, verbose_name="label")
    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="tag_links")

    class Meta:
        verbose_name = "label van een partner"
        verbose_name_plural = "labels van partners"
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "tag"],
                name="network_partner_tag_once",
                violation_error_message="Deze partner heeft dit label al.",
            )
        ]

    def __str__(self) -> str:
        return str(self.tag_id)


class TagChange(models.Model):
    """A label was hung on, or taken off, many partners at once. `partners` are the keys of those for whom that changed something."""

    tag = models.ForeignKey(Tag, models.CASCADE, verbose_name="label", related_name="changes")
    is_removal = models.BooleanField("eraf gehaald")
    partners = ArrayField(models.BigIntegerField(), verbose_name="partners")
    changed_at = models.DateTimeField("wanneer", default=timezone.now)
    changed_by = models.ForeignKey(User, models.PROTECT, verbose_name="door", related_name="+")
    undone_at = models.DateTimeField("teruggedraaid op", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="teruggedraaid door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "labelronde"
        verbose_name_plural = "labelrondes"
        constraints = [paired("undone_at", "undone_by", name="network_tag_change_undone_by_somebody")]

    def __str__(self) -> str:
        return f"{self.tag_id} {'eraf' if self.is_removal else 'erbij'} ({len(self.partners)})"
