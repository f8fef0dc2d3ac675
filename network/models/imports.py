"""A list that is brought in: the file as it was, how it is read, and what became of every row."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from fluxus.db import paired
from network.enums import ImportStatus, RowChoice, RowOutcome
from network.models.accounts import User
from network.models.partners import Partner


class Import(models.Model):
    """One file on its way into the network; a long job with progress, safe to kill and to run again.

    Without `uploaded_by` it came in by the command line. After `wiped_at` the file and what stood in it are gone.
    `reading` says how the file is read (sheet, encoding, delimiter, header line), `mapping` column heading → field,
    `values` field → what stands there → what it means, `policy` what happens to partners we know.
    `tries` counts how often the work began since it last got a step further.
    """

    name = models.CharField("bestandsnaam", max_length=200)
    original = models.FileField("bestand", upload_to="imports/", max_length=200, blank=True)
    sha256 = models.CharField("vingerafdruk", max_length=64, db_index=True)
    status = models.CharField("stand", max_length=15, choices=ImportStatus.choices, default=ImportStatus.MAPPING)
    reading = models.JSONField("leeswijze", default=dict)
    mapping = models.JSONField("kolommen", default=dict)
    values = models.JSONField("waarden", default=dict)
    policy = models.JSONField("regels", default=dict)
    total = models.PositiveIntegerField("rijen", default=0)
    done = models.PositiveIntegerField("gedaan", default=0)
    tries = models.PositiveSmallIntegerField("pogingen", default=0)
    fault = models.TextField("wat er misging", blank=True)
    uploaded_at = models.DateTimeField("ingelezen op", default=timezone.now)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="ingelezen door", null=True, blank=True, related_name="imports"
    )
    wiped_at = models.DateTimeField("gegevens gewist op", null=True, blank=True)
    beat_at = models.DateTimeField("laatste teken van leven", null=True, blank=True)
    undone_at = models.DateTimeField("teruggedraaid op", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="teruggedraaid door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        constraints = [paired("undone_at", "undone_by", name="network_import_undone_by_somebody")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:import", args=[self.pk])


class ImportRow(models.Model):
    """One row of the file. `before` and `after` are the partner's data around the change: undo compares and restores.

    Organisations take their `turn` before the people who work there. `earlier` is a line that tells of the same partner.
    """

    batch = models.ForeignKey(Import, models.CASCADE, verbose_name="import", related_name="rows")
    line = models.PositiveIntegerField("regel")
    turn = models.PositiveSmallIntegerField("beurt", default=0)
    earlier = models.PositiveIntegerField("zelfde als regel", null=True, blank=True)
    cells = models.JSONField("cellen")
    outcome = models.CharField("uitkomst", max_length=10, choices=RowOutcome.choices, blank=True)
    reasons = models.JSONField("waarom", default=list)
    differences = models.JSONField("verschillen", default=list)
    candidates = models.JSONField("mogelijk dezelfde", default=list)
    choice = models.CharField("keuze", max_length=10, choices=RowChoice.choices, default=RowChoice.UNDECIDED)
    chosen = models.ForeignKey(
        Partner, models.SET_NULL, verbose_name="is dezelfde als", null=True, blank=True, related_name="+"
    )
    partner = models.ForeignKey(
        Partner, models.SET_NULL, verbose_name="partner", null=True, blank=True, related_name="import_rows"
    )
    before = models.JSONField("ervoor", null=True, blank=True)
    after = models.JSONField("erna", null=True, blank=True)
    is_done = models.BooleanField("verwerkt", default=False)
    is_undone = models.BooleanField("teruggedraaid", default=False)
    undo_refused = models.CharField("niet teruggedraaid omdat", max_length=300, blank=True)

    class Meta:
        verbose_name = "rij van een import"
        verbose_name_plural = "rijen van imports"
        indexes = [models.Index(fields=["batch", "outcome", "line"], name="network_import_row_outcome")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "line"],
                name="network_import_row_once",
                violation_error_message="Deze regel staat er al.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"

    @property
    def in_order(self) -> dict[str, str]:
        """The cells in the order of the file, which the database does not keep."""
        headings = self.batch.reading.get("headings", [])
        return {heading: self.cells[heading] for heading in headings if heading in self.cells}


class ImportMapping(models.Model):
    """How headings were understood last time, found again by the headings themselves."""

    fingerprint = models.CharField("vingerafdruk van de kopregel", max_length=64, unique=True)
    mapping = models.JSONField("kolommen")
    values = models.JSONField("waarden", default=dict)
    saved_at = models.DateTimeField("bewaard op", default=timezone.now)
    saved_by = models.ForeignKey(User, models.PROTECT, verbose_name="bewaard door", related_name="+")

    class Meta:
        verbose_name = "onthouden kolomkeuze"
        verbose_name_plural = "onthouden kolomkeuzes"

    def __str__(self) -> str:
        return ", ".join(list(self.headings)[:4])

    @property
    def headings(self) -> dict[str, Any]:
        return dict(self.mapping)
