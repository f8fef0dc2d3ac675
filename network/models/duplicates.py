"""Two partners that look alike, and two that became one."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from fluxus.db import paired
from network.enums import PairStatus
from network.models.accounts import User
from network.models.partners import Partner


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: Any) -> "DuplicatePairQuerySet":
        return self if user.is_colleague else self.none()

    def open(self) -> "DuplicatePairQuerySet":
        """Those nobody decided on."""
        return self.filter(status=PairStatus.OPEN)


class DuplicatePair(models.Model):
    """Two partners that may be the same, with a score and its reasons. `first` has the lower key, so a pair exists once.

    "Geen duplicaat" is remembered here, also when the pair is found again.
    """

    first = models.ForeignKey(Partner, models.CASCADE, verbose_name="eerste", related_name="pairs_as_first")
    second = models.ForeignKey(Partner, models.CASCADE, verbose_name="tweede", related_name="pairs_as_second")
    score = models.SmallIntegerField("score")
    reasons = models.JSONField("redenen", default=list)
    status = models.CharField("stand", max_length=10, choices=PairStatus.choices, default=PairStatus.OPEN)
    found_at = models.DateTimeField("gevonden op", default=timezone.now)
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="besloten door", null=True, blank=True, related_name="+"
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = "mogelijk duplicaat"
        verbose_name_plural = "mogelijke duplicaten"
        indexes = [models.Index(fields=["status", "-score"], name="network_pair_best_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="network_pair_once",
                violation_error_message="Dit paar is al bekend.",
            ),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="network_pair_in_order",
                violation_error_message="Een paar heeft twee verschillende partners.",
            ),
            paired("decided_at", "decided_by", name="network_pair_decided_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} en {self.second_id}"


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: Any) -> "MergeQuerySet":
        return self if user.is_colleague else self.none()

    def open(self) -> "MergeQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at__isnull=True)


class Merge(models.Model):
    """One partner went up in another. Keeps the loser whole, and every row that moved, so that it can be undone.

    `loser_key` is no foreign key: that partner is gone from the table until an undo brings him back under the same key.
    `record` is written by `network.domain.merging` and read only there.
    """

    winner = models.ForeignKey(Partner, models.PROTECT, verbose_name="gebleven", related_name="merges")
    loser_key = models.BigIntegerField("opgegaan", db_index=True)
    loser_name = models.CharField("naam van wie opging", max_length=200)
    reason = models.CharField("waarom", max_length=300, blank=True)
    record = models.JSONField("wat er verhuisde")
    merged_at = models.DateTimeField("samengevoegd op", default=timezone.now)
    merged_by = models.ForeignKey(User, models.PROTECT, verbose_name="samengevoegd door", related_name="merges")
    undone_at = models.DateTimeField("ongedaan gemaakt op", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="ongedaan gemaakt door", null=True, blank=True, related_name="+"
    )
    remainder = models.JSONField("wat niet terug kon", default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "samenvoeging"
        verbose_name_plural = "samenvoegingen"
        constraints = [
            models.UniqueConstraint(
                fields=["loser_key"],
                condition=models.Q(undone_at__isnull=True),
                name="network_merge_open_once",
                violation_error_message="Deze partner is al samengevoegd.",
            ),
            paired("undone_at", "undone_by", name="network_merge_undone_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.loser_name} → {self.winner_id}"

    def get_absolute_url(self) -> str:
        return reverse("network:merge-page", args=[self.pk])
