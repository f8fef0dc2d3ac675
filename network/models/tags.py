"""Words that colleagues hang on partners to make lists of them."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

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
