"""The buurten within a wijk (CBS 2024): lines on its map, and where a postcode lies in it."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from network.domain.maps import area, centre, rings
from network.domain.wijken import DATA


@dataclass(frozen=True)
class Buurt:
    """A part of a wijk, with its most common postcode (four digits). The boundary is a GeoJSON geometry in WGS 84."""

    name: str
    wijk: str
    pc4: str
    inhabitants: int
    boundary: dict[str, Any]

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of its largest piece."""
        pieces = [[(x, y) for x, y in ring] for ring in rings(self.boundary)]
        return centre(max(pieces, key=area))


@cache
def buurten() -> dict[str, list[Buurt]]:
    """The buurten by CBS code of their wijk (network/data/SOURCES.md)."""
    found: dict[str, list[Buurt]] = {}
    for feature in json.loads((DATA / "buurten_2024.geojson").read_text(encoding="utf-8"))["features"]:
        known = feature["properties"]
        buurt = Buurt(known["name"], known["wijk"], known["pc4"], known["inhabitants"], feature["geometry"])
        found.setdefault(buurt.wijk, []).append(buurt)
    return found


@cache
def middle_of_postcode(wijk_code: str, pc4: str) -> tuple[float, float] | None:
    """Longitude and latitude of the middle of the people with this postcode in this wijk, as far as CBS tells."""
    here = [buurt for buurt in buurten().get(wijk_code, []) if buurt.pc4 == pc4]
    people = sum(buurt.inhabitants for buurt in here)
    if not people:
        return here[0].middle if here else None
    x = sum(buurt.middle[0] * buurt.inhabitants for buurt in here) / people
    y = sum(buurt.middle[1] * buurt.inhabitants for buurt in here) / people
    return x, y
