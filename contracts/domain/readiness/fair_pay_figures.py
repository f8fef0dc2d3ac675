"""How fair the house pays: agreements at or above the advice, and those under it with their explanation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from contracts.enums import AgreementKind, AgreementStatus
from contracts.models import Agreement
from fluxus.money import half_up
from network.enums import Discipline

NEVER_WORKED = (
    AgreementStatus.DRAFT,
    AgreementStatus.DECLINED,
    AgreementStatus.EXPIRED,
    AgreementStatus.WITHDRAWN,
    AgreementStatus.REPLACED,
)
"""These count for nothing: they were never in force, or another agreement took their place."""
WEIGHED = Q(advised_hourly_cents__isnull=False, agreed_hourly_cents__isnull=False)
LOW = WEIGHED & Q(agreed_hourly_cents__lt=F("advised_hourly_cents"))
COUNTS: dict[str, Any] = {
    "agreements": Count("pk", distinct=True),
    "weighed": Count("pk", distinct=True, filter=WEIGHED),
    "low": Count("pk", distinct=True, filter=LOW),
    "explained": Count("pk", distinct=True, filter=LOW & ~Q(pay_explanation="")),
}
MOST_EXPLANATIONS = 100


@dataclass(frozen=True)
class Line:
    """Numbers of agreements: all, those with an advice, those under it, and those of them with an explanation."""

    label: str
    agreements: int
    weighed: int
    low: int
    explained: int

    @property
    def fair(self) -> int:
        return self.weighed - self.low

    @property
    def percent(self) -> int | None:
        """Whole percents at or above the advice; None where nothing was weighed. 100 only when it is all of them."""
        return self.fair * 100 // self.weighed if self.weighed else None


@dataclass(frozen=True)
class Figures:
    total: Line
    agreed_hourly_cents: int | None
    advised_hourly_cents: int | None
    work_kinds: list[Line]
    disciplines: list[Line]
    explained: list[Agreement]
    """The newest agreements under the advice, each with its explanation."""


def figures(year: int) -> Figures:
    """The agreements of work of one calendar year, by their date; averages are weighed by paid minutes."""
    found = counted(year)
    return Figures(
        total=Line("Alles", **found.aggregate(**COUNTS)),
        **averages(found),
        work_kinds=by_work_kind(found),
        disciplines=by_discipline(found),
        explained=list(found.filter(LOW).select_related("partner", "work_kind").order_by("-pk")[:MOST_EXPLANATIONS]),
    )


def counted(year: int) -> QuerySet[Agreement]:
    return (
        Agreement.objects.once()
        .filter(kind=AgreementKind.OVO, issued_on__range=(date(year, 1, 1), date(year, 12, 31)))
        .exclude(status__in=NEVER_WORKED)
    )


def averages(found: QuerySet[Agreement]) -> dict[str, int | None]:
    sums = found.filter(WEIGHED).aggregate(
        minutes=Sum("paid_minutes"),
        agreed=Sum(F("agreed_hourly_cents") * F("paid_minutes")),
        advised=Sum(F("advised_hourly_cents") * F("paid_minutes")),
    )
    if not sums["minutes"]:
        return {"agreed_hourly_cents": None, "advised_hourly_cents": None}
    return {f"{name}_hourly_cents": half_up(Decimal(sums[name]) / sums["minutes"]) for name in ("agreed", "advised")}


def by_work_kind(found: QuerySet[Agreement]) -> list[Line]:
    return [line(row, row["label"] or "Zonder soort werk") for row in grouped(found, "work_kind__name")]


def by_discipline(found: QuerySet[Agreement]) -> list[Line]:
    """An agreement counts once for each discipline in it."""
    words = dict(Discipline.choices)
    rows = grouped(found, "lines__discipline")
    lines = [line(row, words.get(row["label"], "zonder discipline").capitalize()) for row in rows]
    return sorted(lines, key=lambda line: line.label)


def grouped(found: QuerySet[Agreement], column: str) -> Iterable[Any]:
    return found.values(label=F(column)).annotate(**COUNTS).order_by("label")


def line(row: dict[str, Any], label: str) -> Line:
    return Line(label, row["agreements"], row["weighed"], row["low"], row["explained"])


def years() -> list[int]:
    """The years that have agreements, newest first."""
    return sorted({day.year for day in counted_days()}, reverse=True)


def counted_days() -> QuerySet[Agreement, date]:
    return Agreement.objects.filter(kind=AgreementKind.OVO, issued_on__isnull=False).dates("issued_on", "year")
