"""What the house earns, on a page and as a file, and the budget it is measured by."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from bookings.models import Building
from contracts.domain import budgeting, money_figures
from contracts.domain.billing_runs.months import month_name
from contracts.domain.bookkeeping.columns import amount
from contracts.domain.money_figures import Figures
from contracts.forms.bookkeeping import BudgetForm, MoneyFiguresForm
from contracts.rules import may_handle_money, may_see_amounts
from contracts.views.money_chart import chart
from fluxus.access import allow
from fluxus.money import euros
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.resources.partners import harmless

BOM = "\ufeff"
EARLIEST, LATEST = 2000, 2100

type Share = tuple[str, int, str, int]


@require_safe
@allow(may_see_amounts)
def figures(request: HttpRequest) -> HttpResponse:
    """One year of one house or all: per month, house, class and kind of partner, and what is open."""
    form, year, building = asked(request)
    found = money_figures.figures(year=year, building=building, today=today())
    query = urlencode({"jaar": year} | ({"huis": building.slug} if building else {}))
    context = {
        "form": form,
        "year": year,
        "building": building,
        "figures": found,
        "stats": stats(found),
        "chart": chart(found.months),
        "months": [(month_name(month.first), month) for month in found.months],
        "houses": houses(found, building),
        "classes": shares(found.per_class()),
        "kinds": shares(found.per_kind()),
        "others": found.others(),
        "csv_url": f"{reverse('contracts:money-figures-csv')}?{query}",
        "budget_url": f"{reverse('contracts:rent-budget')}?{query}",
        "may_budget": may_handle_money(request.user),
    }
    return respond(request, "contracts/bookkeeping/figures.html", context)


@require_safe
@allow(may_see_amounts)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same figures as a file that a Dutch spreadsheet opens."""
    _, year, building = asked(request)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(["wat", "naam", "bedrag"])
    found = money_figures.figures(year=year, building=building, today=today())
    writer.writerows([what, harmless(name), amount(cents)] for what, name, cents in csv_rows(found, building))
    return HttpResponse(
        (BOM + stream.getvalue()).encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="inkomsten-{year}.csv"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_handle_money)
def budget(request: HttpRequest) -> HttpResponse:
    """The budget of one house in one year, twelve amounts."""
    _, year, building = asked(request)
    building = building or Building.objects.order_by("position", "name").first()
    if building is None:
        return see_other(request, reverse("contracts:money-figures"))
    amounts = budgeting.budget_of(building, year)
    form = BudgetForm(request.POST or None, year=year, amounts=amounts)
    if request.method == "POST" and form.is_valid():
        budgeting.set_budget(building=building, year=year, amounts=form.amounts)
        toast(request, f"De begroting van {building} in {year} is bewaard.")
        return see_other(request, budget_url(building, year))
    context = {
        "form": form,
        "year": year,
        "building": building,
        "total": sum(amounts.values()),
        "years": [(each, budget_url(building, each)) for each in (year - 1, year, year + 1)],
        "buildings": [(each, budget_url(each, year)) for each in Building.objects.order_by("position", "name")],
        "here": budget_url(building, year),
    }
    return respond(request, "contracts/bookkeeping/budget.html", context, status=422 if form.errors else 200)


def asked(request: HttpRequest) -> tuple[MoneyFiguresForm, int, Building | None]:
    """The form, the year and the house that were asked for; this year and all houses when nothing sensible was."""
    known = money_figures.years(today())
    text = request.GET.get("jaar", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    year = year if EARLIEST <= year <= LATEST else today().year
    slug = request.GET.get("huis", "").replace("\x00", "")
    building = get_object_or_404(Building, slug=slug) if slug else None
    initial = {"jaar": year, "huis": building.slug if building else ""}
    form = MoneyFiguresForm(years=sorted({*known, year, today().year + 1}, reverse=True), initial=initial)
    return form, year, building


def budget_url(building: Building, year: int) -> str:
    return f"{reverse('contracts:rent-budget')}?{urlencode({'jaar': year, 'huis': building.slug})}"


def stats(found: Figures) -> list[tuple[str, str, str]]:
    """Figure, what it is, and beside what."""
    late = sum(age.cents for age in found.ages[1:])
    return [
        (euros(found.rent_cents), "zaalhuur gefactureerd", f"vorig jaar {euros(found.rent_before_cents)}"),
        (euros(found.budget_cents) if found.budget_cents else "–", "begroot", versus_budget(found)),
        (euros(found.expected_cents), "nog te factureren", "bevestigd, nog op geen factuur"),
        (euros(sum(age.cents for age in found.ages)), "staat open", f"{euros(late)} te laat, van alle jaren"),
    ]


def versus_budget(found: Figures) -> str:
    if not found.budget_cents:
        return "nog geen begroting"
    return f"{percent(found.rent_cents, found.budget_cents)} gehaald"


def houses(found: Figures, building: Building | None) -> list[dict[str, Any]]:
    """Per house what it earned, the year before, and against its budget."""
    now, before = found.per_building(), found.per_building_before()
    most = max(now.values(), default=0)
    every = [building] if building else Building.objects.order_by("position", "name")
    return [
        {
            "name": each.name,
            "cents": now[each.pk],
            "before": before[each.pk],
            "budget": found.budgets.get(each.pk),
            "share": percent(now[each.pk], found.budgets.get(each.pk, 0)),
            "level": level(now[each.pk], most),
        }
        for each in every
    ]


def shares(rows: list[tuple[str, int]]) -> list[Share]:
    """Word, cents, percentage of all, and the same as a whole number for the bar."""
    total = sum(cents for _, cents in rows)
    return [(word, cents, percent(cents, total), level(cents, total)) for word, cents in rows]


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole > 0 else "–"


def level(part: int, whole: int) -> int:
    return min(max(round(100 * part / whole), 0), 100) if whole > 0 else 0


def csv_rows(found: Figures, building: Building | None) -> Iterator[tuple[str, str, int]]:
    for month in found.months:
        name = f"{month.first:%Y-%m}"
        yield "zaalhuur", name, month.rent
        yield "zaalhuur een jaar eerder", name, month.year_before
        yield "begroot", name, month.budget
        yield "nog te factureren", name, month.expected
    for house in houses(found, building):
        yield "cultuurhuis", house["name"], house["cents"]
    for what, rows in (
        ("klasse", found.per_class()),
        ("soort huurder", found.per_kind()),
        ("andere inkomsten", found.others()),
    ):
        for word, cents in rows:
            yield what, word, cents
    for age in found.ages:
        yield "staat open", age.label, age.cents
