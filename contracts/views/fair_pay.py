"""Fair practice: how the house pays against the advice of the sector, on a page and as a file."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from contracts.domain.readiness.fair_pay_figures import Figures, figures, years
from contracts.models import RateTable
from contracts.rules import may_see_amounts
from fluxus.access import allow
from fluxus.money import euros
from fluxus.periods import today
from fluxus.web import respond
from network.resources.partners import harmless

BOM = "\ufeff"
HEADINGS = ["verdeling", "naam", "overeenkomsten", "met advies", "op of boven advies", "onder advies", "uitgelegd"]


@require_safe
@allow(may_see_amounts)
def fair_pay(request: HttpRequest) -> HttpResponse:
    """One year: shares, per kind of work and per discipline, and every explanation."""
    known = years()
    year = asked_year(request, known)
    found = figures(year)
    table = RateTable.objects.filter(valid_from__lte=date(year, 12, 31)).order_by("-valid_from").first()
    context = {
        "year": year,
        "years": known,
        "has_choice": bool(known) and known != [year],
        "figures": found,
        "stats": stats(found),
        "table": table,
        "csv_url": f"{reverse('contracts:fair-pay-csv')}?jaar={year}",
    }
    return respond(request, "contracts/fair_pay.html", context)


def stats(found: Figures) -> list[tuple[str, str, str]]:
    """Figure, what it is, and of what."""
    total = found.total
    return [
        (f"{total.percent}%", "op of boven het advies", f"{total.fair} van {total.weighed} overeenkomsten"),
        (str(total.low), "onder het advies", f"{total.explained} met uitleg"),
        (euros(found.agreed_hourly_cents), "gemiddeld per uur", f"advies {euros(found.advised_hourly_cents)}"),
        (str(total.agreements - total.weighed), "zonder advies", "geen soort werk of geen tarief"),
    ]


@require_safe
@allow(may_see_amounts)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same figures as a file that a Dutch spreadsheet opens."""
    year = asked_year(request, years())
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerows([harmless(cell) for cell in row] for row in csv_rows(figures(year)))
    return HttpResponse(
        (BOM + stream.getvalue()).encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="fair-practice-{year}.csv"'},
    )


def csv_rows(found: Figures) -> Iterator[list[Any]]:
    yield HEADINGS
    groups = {"totaal": [found.total], "soort werk": found.work_kinds, "discipline": found.disciplines}
    for group, lines in groups.items():
        for line in lines:
            yield [group, line.label, line.agreements, line.weighed, line.fair, line.low, line.explained]


def asked_year(request: HttpRequest, known: list[int]) -> int:
    """The year that was asked for, when it makes sense; else the newest that has agreements, or this one."""
    text = request.GET.get("jaar", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    return year if 2000 <= year <= 2100 else next(iter(known), today().year)
