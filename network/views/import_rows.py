"""What became of the rows of a list, or would become of them, and the choices for rows in doubt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.web import is_fragment_request, respond, see_other, toast
from network.domain.imports import choosing, undoing
from network.domain.imports.counting import counts
from network.enums import ImportStatus, RowChoice, RowOutcome
from network.models import Import, ImportRow, Partner
from network.rules import may_import

PAGE = 40
ORDER = ("duplicate", "refused", "updated", "created", "unchanged")
WORDS = {
    "created": ("nieuw", "good"),
    "updated": ("bijgewerkt", "info"),
    "unchanged": ("ongewijzigd", ""),
    "duplicate": ("mogelijk dubbel", "wait"),
    "refused": ("geweigerd", "bad"),
}
KEPT = "blijft"


def outcome_of(request: HttpRequest, batch: Import) -> HttpResponse:
    """The trial run, or what was carried out: numbers first, then the rows of one outcome."""
    numbers = counts(batch)
    tabs = tabs_of(batch, numbers)
    shown = request.GET.get("uitkomst", "")
    shown = shown if shown in {tab["key"] for tab in tabs} else next((tab["key"] for tab in tabs), "")
    rows, more = page_of(batch, shown, request.GET.get("na", ""))
    context = {
        "batch": batch,
        "counts": numbers,
        "tabs": tabs,
        "shown": shown,
        "rows": with_candidates(rows),
        "more": f"?uitkomst={shown}&na={more}" if more else "",
        "may_choose": batch.status in (ImportStatus.CHECKED, ImportStatus.DONE),
        "is_trial": batch.status == ImportStatus.CHECKED,
        "undecided": undecided(batch),
        "chosen": choosing.chosen_since(batch) if batch.status == ImportStatus.DONE else 0,
        "can_undo": batch.status in (ImportStatus.DONE, ImportStatus.FAILED) and undoing.waiting(batch).exists(),
        "left": numbers["refused"] + numbers["duplicates"],
        "notes": [*batch.reading.get("notes", []), *batch.reading.get("order_notes", [])],
        "kept": batch.rows.exclude(undo_refused="").count(),
        "undone": batch.rows.filter(is_undone=True).count(),
    }
    return respond(request, "network/imports/outcome.html", context)


def undecided(batch: Import) -> int:
    return batch.rows.filter(outcome=RowOutcome.DUPLICATE, choice=RowChoice.UNDECIDED).count()


def tabs_of(batch: Import, numbers: dict[str, int]) -> list[dict[str, Any]]:
    """The outcomes that there are, those that need somebody first."""
    tabs = [
        {"key": key, "label": WORDS[key][0], "count": numbers["duplicates" if key == "duplicate" else key]}
        for key in ORDER
    ]
    if kept := batch.rows.exclude(undo_refused="").count():
        tabs.insert(0, {"key": KEPT, "label": "niet teruggedraaid", "count": kept})
    return [tab for tab in tabs if tab["count"]]


def page_of(batch: Import, shown: str, after: str) -> tuple[list[ImportRow], int]:
    """Forty rows of one outcome after a line, and the last line when there are more."""
    rows = batch.rows.exclude(undo_refused="") if shown == KEPT else batch.rows.filter(outcome=shown)
    line = int(after) if after.isdecimal() and len(after) < 10 else 0
    found = list(rows.filter(line__gt=line).select_related("batch", "partner", "chosen").order_by("line")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].line if len(found) > PAGE else 0


def with_candidates(rows: list[ImportRow]) -> list[dict[str, Any]]:
    """Each row with what stood in it and whom it may be, as partners that can be opened."""
    keys = {candidate["partner"] for row in rows for candidate in row.candidates}
    partners = Partner.objects.in_bulk(keys)
    return [
        {
            "row": row,
            "cells": [(heading, cell) for heading, cell in row.in_order.items() if cell][:8],
            "candidates": [
                {**candidate, "partner": partners[candidate["partner"]]}
                for candidate in row.candidates
                if candidate["partner"] in partners
            ],
        }
        for row in rows
    ]


@require_POST
@allow(may_import)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Same, new or skip for one row."""
    row = get_object_or_404(ImportRow.objects.select_related("batch", "chosen", "partner"), pk=pk)
    choice, same_as = request.POST.get("choice", ""), request.POST.get("same_as", "")
    if choice not in RowChoice.values:
        choice = RowChoice.UNDECIDED
    known = int(same_as) if same_as.isdecimal() and len(same_as) < 19 else None
    row = choosing.choose(row=row, choice=choice, by=request.user, same_as=known)
    if is_fragment_request(request):
        [item] = with_candidates([row])
        return respond(request, "network/imports/outcome.html", {"item": item, "may_choose": True}, fragment="doubt")
    return see_other(request, f"{row.batch.get_absolute_url()}?uitkomst=duplicate")


@require_POST
@allow(may_import)
def choose_many(request: HttpRequest, pk: int) -> HttpResponse:
    """The same choice for every row in doubt on which nobody decided."""
    batch = get_object_or_404(Import, pk=pk)
    choice = request.POST.get("choice", "")
    if choice in (RowChoice.SAME, RowChoice.NEW, RowChoice.SKIP):
        count = choosing.choose_many(batch=batch, choice=choice, by=request.user)
        toast(request, f"Gekozen voor {count} {'rij' if count == 1 else 'rijen'}: {RowChoice(choice).label}.")
    return see_other(request, reverse("network:import", args=[pk]) + "?uitkomst=duplicate")
