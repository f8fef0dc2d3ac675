"""Demo worlds: what every builder gets. The builders themselves are listed in the settings, lowest app first."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, Literal

type Size = Literal["small", "house", "decade"]

PASSWORD = "fluxus-demo"


@dataclass
class World:
    """One deterministic world: the same size, seed and day give the same rows. `decade` is `house` with ten years of rooms.

    `shared` carries what lower apps made for higher ones, under the names of the accounts ('bureau', 'bilal', …) and of
    lists ('cultuurmakers', 'primary_schools', 'rooms', …).
    """

    size: Size
    random: Random
    today: date
    shared: dict[str, Any] = field(default_factory=dict)

    def scale(self, *, small: int, house: int) -> int:
        """How many of something this world has."""
        return small if self.size == "small" else house
