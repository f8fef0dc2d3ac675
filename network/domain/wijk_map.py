"""The partners of a wijk as symbols on its map."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import cos, pi, sin, sqrt
from typing import Any

from network.domain import maps
from network.domain.buurten import buurten, middle_of_postcode
from network.domain.wijk_kinds import KINDS, OTHER, Kind, kind_of
from network.models import Wijk

# A symbol and the air around it, in units of the drawing.
SPACING = 15.0
# In more than this one sees a crowd, not who is in it: then a number stands for the rest.
MOST_IN_CLUSTER = 60
GOLDEN_ANGLE = pi * (3 - sqrt(5))


@dataclass(frozen=True)
class Spot:
    """One partner on the map."""

    partner: Any
    kind: Kind
    x: float
    y: float


@dataclass
class Cluster:
    """Partners of whom we only know the postcode, somewhere in this circle."""

    pc4: str
    number: int
    x: float
    y: float
    radius: float
    spots: list[Spot] = field(default_factory=list)

    @property
    def label_y(self) -> float:
        """Just above the circle, from its middle."""
        return round(-self.radius - 9, 1)


@dataclass(frozen=True)
class Part:
    """A buurt as SVG path data, with its name where that fits."""

    path: str
    label: str
    x: float
    y: float


def parts(wijk: Wijk, frame: maps.Frame, clusters: Iterable[Cluster] = ()) -> list[Part]:
    """The buurten of a wijk, without names under a circle; a wijk that is one buurt has no inner lines."""
    here = buurten().get(wijk.code, [])
    shapes = [maps.shape(Wijk(name=buurt.name, boundary=buurt.boundary), frame) for buurt in here]
    hidden = list(clusters)
    return [
        Part(one.path, "" if any(covers(cluster, one) for cluster in hidden) else one.label, one.x, one.y)
        for one in shapes
        if len(shapes) > 1
    ]


def covers(cluster: Cluster, shape: maps.Shape) -> bool:
    """Whether the circle, or the postcode above it, lies over the name."""
    half = len(shape.label) * maps.LETTER / 2
    beside = abs(shape.x - cluster.x) < cluster.radius + half
    return beside and cluster.y - cluster.radius - 24 < shape.y < cluster.y + cluster.radius + 10


def spread(people: Iterable[Any], wijk: Wijk, frame: maps.Frame) -> tuple[list[Spot], list[Cluster]]:
    """Everybody with a place of his own, and the others around the middle of their postcode, in order of kind."""
    order = {kind.slug: number for number, kind in enumerate((*KINDS, OTHER))}
    spots, loose = list[Spot](), dict[str, list[tuple[Any, Kind]]]()
    for person in people:
        kind = kind_of(person.role_names)
        if person.latitude is None or person.longitude is None:
            loose.setdefault(person.postcode[:4], []).append((person, kind))
        else:
            spots.append(Spot(person, kind, *frame.point(person.longitude, person.latitude)))
    clusters = [
        cluster(pc4, sorted(group, key=lambda one: order[one[1].slug]), wijk, frame) for pc4, group in loose.items()
    ]
    return apart(spots), pushed(sorted(clusters, key=lambda one: -one.radius), frame)


def cluster(pc4: str, group: list[tuple[Any, Kind]], wijk: Wijk, frame: maps.Frame) -> Cluster:
    place = middle_of_postcode(wijk.code, pc4)
    shown = group[:MOST_IN_CLUSTER]
    x, y = frame.point(*place) if place else middle_of(wijk, frame)
    radius = round(SPACING * sqrt(len(shown) / pi) + SPACING * 0.7, 1)
    found = Cluster(pc4, len(group), x, y, radius)
    found.spots = [Spot(person, kind, *seed(number)) for number, (person, kind) in enumerate(shown)]
    return found


def middle_of(wijk: Wijk, frame: maps.Frame) -> tuple[float, float]:
    x, y = maps.centre(
        max(([frame.point(*point) for point in ring] for ring in maps.rings(wijk.boundary)), key=maps.area)
    )
    return round(x, 1), round(y, 1)


def seed(number: int) -> tuple[float, float]:
    """Where the next one stands around the middle, as seeds in a sunflower: evenly, however many there are."""
    distance = SPACING * sqrt((number + 0.5) / pi)
    return round(distance * cos(number * GOLDEN_ANGLE), 1), round(distance * sin(number * GOLDEN_ANGLE), 1)


def apart(spots: list[Spot]) -> list[Spot]:
    """Those that share a building beside each other."""
    placed: list[Spot] = []
    for spot in spots:
        x = spot.x
        while any(abs(x - other.x) < SPACING * 0.8 and abs(spot.y - other.y) < SPACING * 0.8 for other in placed):
            x = round(x + SPACING, 1)
        placed.append(Spot(spot.partner, spot.kind, x, spot.y))
    return placed


def pushed(clusters: list[Cluster], frame: maps.Frame) -> list[Cluster]:
    """Circles side by side and inside the drawing: the smaller gives way, along the line between their middles."""
    for _round in range(20):
        for number, big in enumerate(clusters):
            for small in clusters[number + 1 :]:
                give_way(big, small)
    for one in clusters:
        one.x = round(min(max(one.x, one.radius + 4), maps.WIDTH - one.radius - 4), 1)
        one.y = round(min(max(one.y, one.radius + 24), frame.height - one.radius - 4), 1)
    return clusters


def give_way(big: Cluster, small: Cluster) -> None:
    apart_x, apart_y = small.x - big.x, small.y - big.y
    distance = sqrt(apart_x**2 + apart_y**2) or 1.0
    short = big.radius + small.radius + 22 - distance
    if short > 0:
        small.x += short * (apart_x or 1.0) / distance
        small.y += short * apart_y / distance
