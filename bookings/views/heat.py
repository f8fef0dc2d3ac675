"""The week as a map of warmth: a row per hour, a column per day, drawn by the server."""

from dataclasses import dataclass
from math import ceil

from bookings.domain.figures import Figures, Occupancy
from fluxus.periods import WEEKDAYS

LEVELS = 5
WIDTH, HEIGHT, LEFT, TOP = 56, 26, 54, 26
NEVER_OPEN = -1


@dataclass(frozen=True)
class Cell:
    """One hour of the week. `level` is 0 (empty) to 5 (full), -1 when no house is open."""

    x: int
    y: int
    text: str
    level: int

    @property
    def middle_x(self) -> int:
        return self.x + WIDTH // 2

    @property
    def middle_y(self) -> int:
        return self.y + HEIGHT // 2


@dataclass(frozen=True)
class Row:
    hour: str
    y: int
    cells: list[Cell]


@dataclass(frozen=True)
class Heat:
    days: list[tuple[str, int]]
    rows: list[Row]
    width: int
    height: int
    cell_width: int = WIDTH - 2
    cell_height: int = HEIGHT - 2


def heat_map(figures: Figures) -> Heat | None:
    """From the first to the last hour in which any house is open; None when none is."""
    hours = sorted({hour for (_, hour), each in figures.per_hour.items() if each.open})
    if not hours:
        return None
    rows = [row(figures, hour, at) for at, hour in enumerate(hours)]
    return Heat(
        days=[(name[:2], LEFT + number * WIDTH + WIDTH // 2) for number, name in enumerate(WEEKDAYS)],
        rows=rows,
        width=LEFT + 7 * WIDTH,
        height=TOP + len(rows) * HEIGHT,
    )


def row(figures: Figures, hour: int, at: int) -> Row:
    y = TOP + at * HEIGHT
    cells = [
        cell(figures.per_hour.get((weekday, hour), Occupancy()), LEFT + weekday * WIDTH, y) for weekday in range(7)
    ]
    return Row(f"{hour}:00", y, cells)


def cell(occupancy: Occupancy, x: int, y: int) -> Cell:
    share = occupancy.share
    if share is None:
        return Cell(x, y, "", NEVER_OPEN)
    return Cell(x, y, f"{round(100 * share)}", min(LEVELS, ceil(share * LEVELS)))
