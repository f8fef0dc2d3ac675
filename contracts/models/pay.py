"""What work is worth and who pays for it: dated tables with their source, never numbers in code."""

from django.db import models

from contracts.enums import LegalAmountKind


class WorkKind(models.Model):
    """A kind of work that the rate table of the sector tells apart (fairPACCT, cultuureducatie en amateurkunst)."""

    name = models.CharField("naam", max_length=120, unique=True)
    slug = models.SlugField("adres", max_length=60, unique=True)
    preparation_percent = models.PositiveSmallIntegerField(
        "voorbereiding in procenten", default=0, help_text="Komt bij de uren: 50 bij 2 uur les is 3 betaalde uren."
    )

    class Meta:
        verbose_name = "soort werk"
        verbose_name_plural = "soorten werk"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(preparation_percent__lte=300),
                name="contracts_work_kind_preparation_plausible",
                violation_error_message="Meer dan 300% voorbereiding is niet aannemelijk.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RateTable(models.Model):
    """Advised rates for self-employed workers from a day on, with where they come from."""

    name = models.CharField("naam", max_length=120)
    source = models.CharField("bron", max_length=200)
    source_url = models.URLField("adres van de bron", max_length=300, blank=True)
    valid_from = models.DateField("geldig vanaf", unique=True)

    class Meta:
        verbose_name = "tarieftabel"
        verbose_name_plural = "tarieftabellen"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source=""),
                name="contracts_rate_table_has_source",
                violation_error_message="Noem de bron van de tarieven.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} vanaf {self.valid_from}"


class Rate(models.Model):
    """The advised rate of one kind of work, in cents per hour without btw."""

    table = models.ForeignKey(RateTable, models.CASCADE, verbose_name="tarieftabel", related_name="rates")
    work_kind = models.ForeignKey(WorkKind, models.PROTECT, verbose_name="soort werk", related_name="rates")
    hourly_cents = models.PositiveIntegerField("per uur in centen")

    class Meta:
        verbose_name = "tarief voor werk"
        verbose_name_plural = "tarieven voor werk"
        constraints = [
            models.UniqueConstraint(
                fields=["table", "work_kind"],
                name="contracts_rate_once",
                violation_error_message="Dit werk staat al in deze tabel.",
            ),
            models.CheckConstraint(
                condition=models.Q(hourly_cents__gt=0),
                name="contracts_rate_is_something",
                violation_error_message="Een tarief is meer dan nul.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_kind_id}: {self.hourly_cents}"


class LegalAmount(models.Model):
    """An amount that a law sets, from a day on, such as the rate of the rechtsvermoeden."""

    kind = models.CharField("soort", max_length=20, choices=LegalAmountKind.choices)
    cents = models.PositiveIntegerField("bedrag in centen")
    valid_from = models.DateField("geldig vanaf")
    source = models.CharField("bron", max_length=200)
    is_in_force = models.BooleanField("is van kracht", default=True, help_text="Uit: aangekondigd, nog geen wet.")

    class Meta:
        verbose_name = "wettelijk bedrag"
        verbose_name_plural = "wettelijke bedragen"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                name="contracts_legal_amount_once",
                violation_error_message="Dit bedrag staat er al voor deze datum.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} vanaf {self.valid_from}"


class Funding(models.Model):
    """Where the money for an agreement comes from, such as a subsidy or the Cultuurmenu budget."""

    name = models.CharField("naam", max_length=120, unique=True)
    starts_on = models.DateField("eerste dag", null=True, blank=True)
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    class Meta:
        verbose_name = "financiering"
        verbose_name_plural = "financieringen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="contracts_funding_ends_after_start",
                violation_error_message="De laatste dag ligt voor de eerste.",
            )
        ]

    def __str__(self) -> str:
        return self.name
