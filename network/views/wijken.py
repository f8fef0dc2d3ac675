"""The wijken of Zaanstad side by side: the map, and who and what is where."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fluxus.access import allow
from fluxus.web import respond
from network.domain import maps
from network.domain.local_networks import PER_AREA
from network.domain.wijk_facts import SILENCE_MONTHS, Facts, facts
from network.models import Wijk
from network.rules import is_colleague, may_hand_over

LEVELS = 4
NEAR_HEIGHT = 500
# What the table can be sorted by, and the map shaded with: the heading, and what a stronger colour means.
FIGURES: dict[str, tuple[str, str, Callable[[Facts], int]]] = {
    "partners": ("Partners", "meer partners", lambda row: row.partners),
    "stil": ("Stil", f"meer partners zonder contact in {SILENCE_MONTHS} maanden", lambda row: row.silent),
    "taken": ("Taken", "meer open taken", lambda row: row.tasks),
    "netwerken": ("Netwerken", "meer netwerken waar we in meedoen", lambda row: row.networks),
    "vlekken": ("Witte vlekken", "meer witte vlekken", lambda row: len(row.white_spots)),
    "leerlingen": ("Leerlingen", "meer leerlingen", lambda row: row.pupils),
    "inwoners": ("Inwoners", "meer inwoners", lambda row: row.wijk.inhabitants),
}


@allow(is_colleague)
def index(request: HttpRequest) -> HttpResponse:
    """All wijken on a map, stronger where there is more of what the table is sorted by; one's own wijken first."""
    wijken = list(Wijk.objects.visible_to(request.user).order_by("name"))
    rows = facts(wijken=wijken, user=request.user, on=timezone.localdate())
    chosen = request.GET.get("sorteer", "")
    figure = FIGURES.get(chosen, FIGURES["partners"])[2]
    numbers = {row.wijk.pk: figure(row) for row in rows}
    context = {
        "rows": in_order(rows, chosen, request.user),
        "columns": [(key, label, key == chosen) for key, (label, _darker, _figure) in FIGURES.items()],
        "by_name": chosen not in FIGURES,
        "map": drawn(wijken, lambda wijk: shade(numbers[wijk.pk], max(numbers.values(), default=0))),
        "levels": legend(max(numbers.values(), default=0)),
        "stronger": FIGURES.get(chosen, FIGURES["partners"])[1],
        "per_area": PER_AREA,
        "silence_months": SILENCE_MONTHS,
        "may_hand_over": may_hand_over(request.user),
        "mine": {row.wijk.pk for row in rows if is_mine(row, request.user)},
    }
    return respond(request, "network/wijken.html", context)


def in_order(rows: list[Facts], chosen: str, user: Any) -> list[Facts]:
    """By name, or most of the chosen figure first; the wijken of this colleague before the others."""
    if chosen in FIGURES:
        rows = sorted(rows, key=FIGURES[chosen][2], reverse=True)
    return sorted(rows, key=lambda row: not is_mine(row, user))


def is_mine(row: Facts, user: Any) -> bool:
    return any(account.user_id == user.pk for account in row.accounts)


def drawn(wijken: list[Wijk], css_class: Callable[[Wijk], str], *, here: Wijk | None = None) -> dict[str, Any]:
    """The map for the template, each wijk with its class; with `here` only that wijk and what lies around it."""
    frame = maps.frame_around(here, height=NEAR_HEIGHT) if here else maps.frame_of(wijken)
    shapes = [(fitting(maps.shape(wijk, frame)), css_class(wijk)) for wijk in wijken]
    return {"width": maps.WIDTH, "height": frame.height, "frame": frame, "shapes": shapes}


def fitting(shape: maps.Shape) -> maps.Shape:
    """Without a name that would run off the drawing."""
    half = len(shape.label) * maps.LETTER * 0.7
    return shape if half < shape.x < maps.WIDTH - half else replace(shape, label="")


def shade(number: int, most: int) -> str:
    return f"wijk--level-{level(number, most)}" if number else ""


def level(number: int, most: int) -> int:
    """1 (few) to 4 (many) of the largest number there is."""
    return min(LEVELS, 1 + number * LEVELS // (most + 1))


def legend(most: int) -> list[tuple[int, int, int]]:
    """Level, from, to: what the shades mean."""
    edges = [-(-(most + 1) * step // LEVELS) for step in range(LEVELS + 1)]
    steps = [(number + 1, max(1, edges[number]), edges[number + 1] - 1) for number in range(LEVELS)]
    return [(number, least, greatest) for number, least, greatest in steps if least <= greatest]
