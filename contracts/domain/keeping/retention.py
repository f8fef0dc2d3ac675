"""How long agreements are kept, and which term is over. Nothing is thrown away here: the database refuses that."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet

from contracts.models import Agreement, PartnerProof


@dataclass(frozen=True)
class Year:
    """At the end of this year the term of so many agreements is over."""

    year: int
    count: int
    is_over: bool


def kept(user: Any) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(user).issued()


def per_year(user: Any, *, today: date) -> list[Year]:
    """All issued agreements by the year in which their term ends."""
    rows = kept(user).values(year=F("keep_until_on__year")).annotate(count=Count("pk")).order_by("year")
    return [Year(row["year"], row["count"], row["year"] < today.year) for row in rows]


def over(user: Any, *, today: date) -> QuerySet[Agreement]:
    """Agreements whose term is over: they may go, and somebody has to decide so."""
    return kept(user).filter(keep_until_on__lt=today)


def needless_files(*, today: date) -> QuerySet[PartnerProof]:
    """Proofs that count no longer while their file is still there (AVG art. 5 lid 1 onder e: opslagbeperking)."""
    return PartnerProof.objects.filter(ends_on__lt=today).exclude(storage_name="")
