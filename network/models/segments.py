"""Lists of partners that keep themselves: a saved filter, and what was taken out of the house with it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from network.models.accounts import User


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, user: Any) -> "SegmentQuerySet":
        """One's own lists and those that are shared with colleagues."""
        if not user.is_colleague:
            return self.none()
        return self.filter(models.Q(is_shared=True) | models.Q(created_by=user))


class Segment(models.Model):
    """A saved filter on partners, always evaluated live. `filters` holds only names that `network.domain.segments` knows."""

    name = models.CharField("naam", max_length=80)
    filters = models.JSONField("filters", default=dict)
    columns = ArrayField(models.CharField(max_length=30), verbose_name="kolommen", default=list, blank=True)
    is_shared = models.BooleanField("ook voor collega’s", default=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="gemaakt door", related_name="segments")

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = "lijst"
        verbose_name_plural = "lijsten"
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "name"],
                name="network_segment_name_once",
                violation_error_message="Je hebt al een lijst met deze naam.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:segment", args=[self.pk])

    @property
    def is_confidential(self) -> bool:
        """One's own list is named to nobody else."""
        return not self.is_shared


class Export(models.Model):
    """Somebody took data of partners out of the house: who, when, which columns, how many. Written once."""

    exported_at = models.DateTimeField("wanneer", default=timezone.now)
    exported_by = models.ForeignKey(User, models.PROTECT, verbose_name="door", related_name="exports")
    name = models.CharField("lijst", max_length=120)
    filters = models.JSONField("filters", default=dict)
    columns = ArrayField(models.CharField(max_length=30), verbose_name="kolommen")
    form = models.CharField("bestandssoort", max_length=10)
    rows = models.PositiveIntegerField("aantal partners")

    class Meta:
        verbose_name = "export"
        verbose_name_plural = "exports"

    def __str__(self) -> str:
        return f"{self.name} ({self.rows})"
