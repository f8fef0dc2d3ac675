"""Reading bookings from a spreadsheet: choose a file, see what would become of every row, place the good ones."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bookings.domain import importing
from bookings.domain.importing import COLUMNS, Judged, Line
from bookings.forms.importing import ColumnsForm, ListForm, kept, unpacked
from bookings.rules import may_decide
from fluxus import tables
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.tables import Table
from fluxus.web import respond, see_other, toast
from network.resources.partners import harmless

BOM = "\ufeff"
GONE = "We konden de lijst niet meer lezen. Kies het bestand opnieuw; er is niets dubbel geboekt."


@allow(may_decide)
def bookings_import(request: HttpRequest) -> HttpResponse:
    """The file, and after it the rows."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = tables.read(file.read(), file.name)
            importing.refuse_too_long(table)
        except Refusal as refusal:
            form.refuse(Refusal(refusal.sentence, field="file"))
        else:
            start = {"kept": kept(table), **importing.guess(table.headings)}
            return preview(request, table, ColumnsForm(start, headings=table.headings))
    return respond(request, "bookings/importing/file.html", {"form": form, "columns": COLUMNS})


@require_POST
@allow(may_decide)
def bookings_import_rows(request: HttpRequest) -> HttpResponse:
    """Look again with other columns, place what is good, or take the bad rows home."""
    table = unpacked(request.POST.get("kept", ""))
    if table is None:
        toast(request, GONE, kind="warning")
        return see_other(request, reverse("bookings:bookings-import"))
    form = ColumnsForm(request.POST, headings=table.headings)
    act = {"boek": place, "download": bad_rows}.get(request.POST.get("wat", ""), preview)
    return act(request, table, form) if importing.is_complete(form.chosen) else preview(request, table, form)


def preview(request: HttpRequest, table: Table, form: ColumnsForm) -> HttpResponse:
    """Every row with what would become of it. Nothing is written."""
    context: dict[str, Any] = {"form": form, "total": len(table.rows)}
    try:
        rows = judged(request, table, form)
    except Refusal as refusal:
        return respond(request, "bookings/importing/rows.html", context | {"refusal": refusal.sentence})
    good = sum(row.is_good for row in rows)
    stands = sum(row.stands for row in rows)
    context |= {"rows": rows, "good": good, "stands": stands, "bad": len(rows) - good - stands}
    context["label"] = "Boek 1 rij" if good == 1 else f"Boek {good} rijen"
    return respond(request, "bookings/importing/rows.html", context)


def judged(request: HttpRequest, table: Table, form: ColumnsForm) -> list[Judged]:
    lines = importing.lines_of(table, form.chosen)
    return importing.judge(lines=lines, by=request.user, at=timezone.now())


def place(request: HttpRequest, table: Table, form: ColumnsForm) -> HttpResponse:
    """Sent twice it places nothing twice: every row carries its own token."""
    lines = importing.lines_of(table, form.chosen)
    outcomes = importing.carry_out(lines=lines, by=request.user, at=timezone.now())
    good = sum(each.booking is not None for each in outcomes)
    context = {"form": form, "outcomes": outcomes, "good": good, "bad": len(outcomes) - good}
    return respond(request, "bookings/importing/done.html", context)


def bad_rows(request: HttpRequest, table: Table, form: ColumnsForm) -> HttpResponse:
    """What could not be placed, as it was typed and with why, to mend and bring back."""
    rows = judged(request, table, form)
    content = as_csv((row.line, row.problem) for row in rows if row.problem)
    disposition = {"Content-Disposition": 'attachment; filename="niet-geboekt.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=disposition)


def as_csv(lines: Iterable[tuple[Line, str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([*(column.label for column in COLUMNS), "Waarom niet"])
    for line, problem in lines:
        writer.writerow([harmless(cell) for cell in (*(line.cells.get(column.key, "") for column in COLUMNS), problem)])
    return (BOM + stream.getvalue()).encode()
