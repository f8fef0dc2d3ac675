"""How much the houses are used: figures, a map of the week, and the same as a file."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bookings.domain import figures as domain
from bookings.domain import renters
from bookings.domain.figures import Figures, Occupancy
from bookings.forms.figures import FiguresForm, stretch_of
from bookings.models import Building
from bookings.views.heat import heat_map
from fluxus.access import allow
from fluxus.periods import WEEKDAYS, dutch_date, today
from fluxus.web import respond
from network.resources.partners import harmless
from network.rules import is_colleague

BOM = "\ufeff"


@allow(is_colleague)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of the asked days beside those of the same days a year before."""
    form = FiguresForm(request.GET)
    stretch = stretch_of(form, today())
    buildings = chosen(form)
    now = domain.figures(stretch=stretch, buildings=buildings)
    if request.GET.get("vorm") == "csv":
        return as_csv(now, buildings)
    before = domain.figures(stretch=stretch.year_before(), buildings=buildings)
    query = request.GET.copy()
    query["vorm"] = "csv"
    return respond(
        request,
        "bookings/figures.html",
        {
            "form": form,
            "stretch": stretch,
            "title": f"{dutch_date(stretch.first)} tot en met {dutch_date(stretch.last)}",
            "before": dutch_date(stretch.year_before().first),
            "stats": stats(now, before),
            "heat": heat_map(now),
            "houses": houses(now, before, buildings),
            "kinds": shares(renters.by_role(now.per_partner, on=stretch.last), now),
            "disciplines": shares(renters.by_discipline(now.per_partner), now),
            "closed_days": now.closed_days,
            "csv_url": f"?{query.urlencode()}",
        },
    )


def chosen(form: FiguresForm) -> list[Building]:
    """The asked house, or all of them."""
    every = Building.objects.prefetch_related("opening_hours").order_by("position", "name")
    asked = form.cleaned_data.get("huis") if form.is_valid() else None
    return list(every.filter(pk=asked.pk) if asked else every)


def stats(now: Figures, before: Figures) -> list[tuple[str, str, str]]:
    """Figure, what it is, and what it was."""
    return [
        (percent(now.total.share), "bezetting", f"vorig jaar {percent(before.total.share)}" if before.bookings else ""),
        (hours(now.total.used), "uur gebruikt", f"van {hours(now.total.open)} uur open"),
        (
            thousands(now.bookings),
            "boekingen",
            f"vorig jaar {thousands(before.bookings) if before.bookings else 'niets'}",
        ),
        (
            percent(now.no_shows, digits=1),
            "niet gekomen",
            f"van de {thousands(now.arrived + now.missed)} keer dat de balie keek",
        ),
    ]


def houses(now: Figures, before: Figures, buildings: list[Building]) -> list[dict[str, Any]]:
    """Per house its own line, and one for each of its rooms."""
    totals, earlier = now.per_building(), before.per_building()
    return [
        {
            "name": building.name,
            "line": line(totals.get(building.pk, Occupancy()), earlier.get(building.pk, Occupancy())),
            "rooms": [
                (unit.name, line(now.per_unit[pk], before.per_unit[pk]))
                for pk, unit in now.units.items()
                if unit.building_id == building.pk
            ],
        }
        for building in buildings
    ]


def line(now: Occupancy, before: Occupancy) -> dict[str, str | int]:
    return {
        "used": hours(now.used),
        "open": hours(now.open),
        "share": percent(now.share),
        "before": percent(before.share),
        "level": round(100 * (now.share or 0)),
    }


def shares(minutes: list[tuple[str, int]], now: Figures) -> list[tuple[str, str, str, int]]:
    """Word, hours, percentage of all use, and the same as a whole number for the bar."""
    total = now.total.used
    return [(word, hours(used), percent(used / total), round(100 * used / total)) for word, used in minutes if used]


def thousands(number: int) -> str:
    """1240 → '1.240'."""
    return f"{number:,}".replace(",", ".")


def hours(minutes: int) -> str:
    """Whole hours."""
    return thousands(round(minutes / 60))


def percent(share: float | None, *, digits: int = 0) -> str:
    return "–" if share is None else f"{100 * share:.{digits}f}%".replace(".", ",")


def as_csv(now: Figures, buildings: list[Building]) -> HttpResponse:
    """The same as a file that a Dutch spreadsheet opens: minutes, so that nothing is rounded."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerows([harmless(cell) for cell in row] for row in csv_rows(now, buildings))
    name = f"bezetting-{now.stretch.first:%Y-%m-%d}-{now.stretch.last:%Y-%m-%d}.csv"
    return HttpResponse(
        (BOM + stream.getvalue()).encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def csv_rows(now: Figures, buildings: list[Building]) -> Iterator[list[Any]]:
    names = {building.pk: building.name for building in buildings}
    yield ["wat", "huis", "naam", "minuten gebruikt", "minuten open"]
    for pk, unit in now.units.items():
        yield ["ruimte", names[unit.building_id], unit.name, now.per_unit[pk].used, now.per_unit[pk].open]
    for (weekday, hour), each in sorted(now.per_hour.items()):
        yield ["uur van de week", "", f"{WEEKDAYS[weekday]} {hour}:00", each.used, each.open]
    for word, used in renters.by_role(now.per_partner, on=now.stretch.last):
        yield ["soort huurder", "", word, used, ""]
    for word, used in renters.by_discipline(now.per_partner):
        yield ["discipline", "", word, used, ""]
