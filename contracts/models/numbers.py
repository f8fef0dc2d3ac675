"""Numbers without holes: one row per series and year, locked inside the issuing transaction."""

from django.db import models

from contracts.enums import SeriesKind


class NumberSeries(models.Model):
    """The last number given out. Only `contracts.domain.numbering` writes here."""

    kind = models.CharField("soort", max_length=12, choices=SeriesKind.choices)
    year = models.PositiveSmallIntegerField("jaar")
    last_number = models.PositiveIntegerField("laatste nummer", default=0)
    last_issued_on = models.DateField("laatste datum", null=True, blank=True)

    class Meta:
        verbose_name = "nummerreeks"
        verbose_name_plural = "nummerreeksen"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year"],
                name="contracts_series_once",
                violation_error_message="Deze nummerreeks bestaat al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"
