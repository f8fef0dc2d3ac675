"""The weeks of a room in one glance: a bar per date, its shape as telling as its colour."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from bookings.domain.finding import is_on
from bookings.domain.recurring import Occasion

STEP, BAR, HEIGHT = 6, 4, 20


@dataclass(frozen=True)
class Strip:
    """Three outlines for one drawing: free stands tall, taken lies low with a gap above, off is a dash."""

    width: int
    height: int
    free: str
    taken: str
    off: str


def strip(days: list[Occasion], taken: Collection[date]) -> Strip:
    """Dates left to right."""
    outlines: dict[str, list[str]] = {"free": [], "taken": [], "off": []}
    for kind, outline in bars(days, taken):
        outlines[kind].append(outline)
    drawn = {kind: "".join(parts) for kind, parts in outlines.items()}
    return Strip(width=len(days) * STEP, height=HEIGHT, **drawn)


def bars(days: list[Occasion], taken: Collection[date]) -> Iterator[tuple[str, str]]:
    for number, day in enumerate(days):
        left = number * STEP
        if not is_on(day):
            yield "off", f"M{left} 9h{BAR}v2h-{BAR}z"
        elif day.on in taken:
            yield "taken", f"M{left} 1h{BAR}v5h-{BAR}zM{left} 14h{BAR}v5h-{BAR}z"
        else:
            yield "free", f"M{left} 1h{BAR}v18h-{BAR}z"
