"""The months of a year as bars, drawn by the server: billed, still to be billed above it, the budget as a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from contracts.domain.money_figures import Month
from fluxus.periods import MONTHS

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 752, 280, 104, 12, 34
STEPS = 4
EURO = 100


@dataclass(frozen=True)
class Bar:
    """One month: two rectangles on each other and the line of its budget (None without one)."""

    label: str
    x: int
    middle: int
    rent_y: int
    rent_height: int
    expected_y: int
    expected_height: int
    budget_y: int | None


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    ticks: list[tuple[int, str]]
    bar_width: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    label_y: int = HEIGHT - 12


def chart(months: Sequence[Month]) -> Chart | None:
    """None when there is nothing to draw."""
    top = max((max(max(month.rent, 0) + month.expected, month.budget) for month in months), default=0)
    if top <= 0:
        return None
    step = _round_step(top)
    scale = (HEIGHT - TOP - BOTTOM) / (step * STEPS)
    slot = (WIDTH - LEFT) // len(months)
    ground = HEIGHT - BOTTOM
    bars = [_bar(month, LEFT + slot * place, slot, ground, scale) for place, month in enumerate(months)]
    ticks = [(ground - round(step * each * scale), _euros(step * each)) for each in range(STEPS + 1)]
    return Chart(bars, ticks, round(slot * 0.6))


def _bar(month: Month, x: int, slot: int, ground: int, scale: float) -> Bar:
    rent, expected = round(max(month.rent, 0) * scale), round(month.expected * scale)
    return Bar(
        label=MONTHS[month.first.month - 1][:3] if month.first.month != 3 else "mrt",
        x=x + round(slot * 0.2),
        middle=x + slot // 2,
        rent_y=ground - rent,
        rent_height=rent,
        expected_y=ground - rent - expected,
        expected_height=expected,
        budget_y=ground - round(month.budget * scale) if month.budget else None,
    )


def _round_step(top: int) -> int:
    """A quarter of the axis in cents: 1, 2, 2.5 or 5 times a power of ten euros, so that four of them hold `top`."""
    unit = EURO
    while True:
        for factor in (1, 2, 2.5, 5):
            step = ceil(factor * unit)
            if step * STEPS >= top:
                return step
        unit *= 10


def _euros(cents: int) -> str:
    return f"€ {cents // EURO:,}".replace(",", ".")
