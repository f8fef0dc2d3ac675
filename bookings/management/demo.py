"""The rooms of the demo world and a season in them. Deterministic; days are relative to the world's today."""

from bookings.management import demo_places, demo_season
from fluxus.demo import World


def build(world: World) -> None:
    """Four locations with sixty rooms, tariffs, opening hours, closures and a season of bookings.

    Leaves `rooms` (all, in order) and `buildings` (by slug) in `world.shared`. Studio 1 stays free on Tuesday evenings.
    """
    demo_places.build(world)
    demo_season.build(world)
