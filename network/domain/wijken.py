"""The wijken: where an address lies, what the figures say, who answers for them."""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from fluxus.db import lock
from fluxus.errors import Refusal
from network.models import User, Wijk, WijkAccount

DATA = Path(__file__).resolve().parent.parent / "data"
# A postcode that spans wijken names one only when at least this share of its inhabitants live there.
SURE_SHARE = 0.95


@cache
def wijk_codes_by_pc4() -> dict[str, str]:
    """Four digits of a postcode → CBS code of the wijk, where that is sure (network/data/SOURCES.md)."""
    inhabitants: dict[str, dict[str, int]] = {}
    with (DATA / "postcodes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            inhabitants.setdefault(row["pc4"], {})[row["wijk"]] = int(row["inwoners"])
    shares = {pc4: (max(per_wijk, key=lambda code: per_wijk[code]), per_wijk) for pc4, per_wijk in inhabitants.items()}
    return {
        pc4: code for pc4, (code, per_wijk) in shares.items() if per_wijk[code] >= SURE_SHARE * sum(per_wijk.values())
    }


@cache
def cities_by_pc4() -> dict[str, str]:
    """Four digits of a postcode → place, for the postcodes of Zaanstad."""
    with (DATA / "postcodes.csv").open(encoding="utf-8", newline="") as lines:
        return {row["pc4"]: row["plaats"] for row in csv.DictReader(lines)}


def city_of(postcode: str) -> str:
    """The place of a postcode in Zaanstad, '' for others."""
    return cities_by_pc4().get(postcode[:4], "")


@cache
def key_figures() -> dict[str, dict[str, str]]:
    """CBS key figures by code of the wijk."""
    with (DATA / "wijken_kerncijfers_2024.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def contains(boundary: dict[str, Any], *, longitude: float, latitude: float) -> bool:
    """Whether a point lies in a GeoJSON Polygon or MultiPolygon: odd number of edges to the east of it."""
    polygons = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    inside = False
    for ring in (ring for polygon in polygons for ring in polygon):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def wijk_at(postcode: str, *, latitude: float | None = None, longitude: float | None = None) -> Wijk | None:
    """The wijk of coordinates, else of a postcode that lies in one wijk; None where that is not sure."""
    if latitude is not None and longitude is not None:
        for wijk in Wijk.objects.all():
            if contains(wijk.boundary, longitude=longitude, latitude=latitude):
                return wijk
    code = wijk_codes_by_pc4().get(postcode[:4])
    return Wijk.objects.filter(code=code).first() if code else None


@transaction.atomic
def appoint(*, wijk: Wijk, user: User, from_day: date, by: User, is_primary: bool = True) -> WijkAccount:
    """Make `user` accounthouder of `wijk` from a day; a first accounthouder takes over from the one before.

    Refuses who is no colleague, who already holds the wijk, and a day before the present one began.
    """
    if not user.is_colleague:
        raise Refusal("Alleen een collega kan accounthouder zijn.", field="user")
    lock(Wijk.objects.filter(pk=wijk.pk))
    open_accounts = list(wijk.accounts.filter(ended_on__isnull=True).select_related("user"))
    if any(account.user_id == user.pk and account.is_primary == is_primary for account in open_accounts):
        raise Refusal(f"{user.name} is al accounthouder van {wijk.name}.", field="user")
    for account in open_accounts:
        if account.user_id == user.pk or (is_primary and account.is_primary):
            end(account=account, on=from_day)
    return WijkAccount.objects.create(wijk=wijk, user=user, is_primary=is_primary, started_on=from_day)


def end(*, account: WijkAccount, on: date) -> None:
    """The account holds until (not including) `on`; one that would never have held is removed."""
    if on < account.started_on:
        raise Refusal(
            f"{account.user.name} is accounthouder vanaf {account.started_on:%d-%m-%Y}. Kies een latere dag.",
            field="from_day",
        )
    if on == account.started_on:
        account.delete()
        return
    account.ended_on = on
    account.save(update_fields=["ended_on"])
