"""Boundaries as lines on a map: from longitude and latitude to the points of an SVG drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from network.models import Wijk

WIDTH = 640
# Width of an average letter of a label, in the same units.
LETTER = 7


@dataclass(frozen=True)
class Frame:
    """The stretch of land on the drawing. Flat enough at this size: a degree of longitude shrinks with the latitude."""

    west: float
    north: float
    scale: float
    shrink: float
    height: int

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Place on the drawing, in its units, one decimal."""
        return round((longitude - self.west) * self.shrink * self.scale, 1), round(
            (self.north - latitude) * self.scale, 1
        )


@dataclass(frozen=True)
class Shape:
    """A wijk on the map: its outline as SVG path data, and its name with a place for it when it fits inside."""

    wijk: Wijk
    path: str
    label: str
    x: float
    y: float


def rings(boundary: dict[str, Any]) -> list[list[list[float]]]:
    """The outer rings of a GeoJSON Polygon or MultiPolygon; holes are slivers left by simplifying."""
    polygons = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    return [polygon[0] for polygon in polygons]


def frame_of(wijken: Iterable[Wijk], *, air: float = 0.02) -> Frame:
    """The frame that holds all of `wijken`, `WIDTH` units wide, with a share of `air` around them."""
    points = [point for wijk in wijken for ring in rings(wijk.boundary) for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    air = max(north - south, (east - west) * shrink) * air
    scale = WIDTH / ((east - west + 2 * air / shrink) * shrink)
    return Frame(west - air / shrink, north + air, scale, shrink, round((north - south + 2 * air) * scale))


def frame_around(wijk: Wijk, *, height: int, air: float = 0.06) -> Frame:
    """The frame of `WIDTH` by `height` units in whose middle a wijk lies as large as it can be."""
    points = [point for ring in rings(wijk.boundary) for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    room = 1 - 2 * air
    scale = min(WIDTH * room / ((east - west) * shrink), height * room / (north - south))
    left = (west + east) / 2 - WIDTH / 2 / scale / shrink
    return Frame(left, (south + north) / 2 + height / 2 / scale, scale, shrink, height)


def shape(wijk: Wijk, frame: Frame) -> Shape:
    """The outline of a wijk in a frame; points closer than the eye sees are left out."""
    lines: list[str] = []
    largest: list[tuple[float, float]] = []
    for ring in rings(wijk.boundary):
        points = thinned([frame.point(x, y) for x, y in ring])
        lines.append(f"M{'L'.join(f'{x:g} {y:g}' for x, y in points)}Z")
        largest = max(largest, points, key=area)
    x, y = centre(largest)
    left, right = breadth(largest, x, y)
    label = wijk.name if len(wijk.name) * LETTER <= right - left else ""
    return Shape(wijk, "".join(lines), label, round((left + right) / 2, 1), round(y, 1))


def breadth(points: list[tuple[float, float]], x: float, y: float) -> tuple[float, float]:
    """Left and right end of the land at height `y` around `x`."""
    edges = zip(points, [*points[1:], *points[:1]], strict=True)
    crossings = [(x2 - x1) * (y - y1) / (y2 - y1) + x1 for (x1, y1), (x2, y2) in edges if (y1 > y) != (y2 > y)]
    west, east = [at for at in crossings if at <= x], [at for at in crossings if at > x]
    return (max(west), min(east)) if west and east else (x, x)


def thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without points less than half a unit from the one before."""
    kept = points[:1]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 0.5:
            kept.append(point)
    return kept


def area(points: list[tuple[float, float]]) -> float:
    """Surface of a ring, in square units."""
    return abs(signed_area(points))


def signed_area(points: list[tuple[float, float]]) -> float:
    following = [*points[1:], *points[:1]]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, following, strict=True)) / 2


def centre(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Centre of gravity of a ring."""
    surface = signed_area(points) * 6
    if not surface:
        return points[0]
    following = [*points[1:], *points[:1]]
    weights = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(points, following, strict=True)]
    return sum((a[0] + b[0]) * w for a, b, w in weights) / surface, sum(
        (a[1] + b[1]) * w for a, b, w in weights
    ) / surface
