"""The rooms of the demo world and what goes on in them. Deterministic; days are relative to the world's today."""

from bookings.management import demo_charges, demo_decade, demo_desk, demo_places, demo_season
from fluxus.demo import World


def build(world: World) -> None:
    """Four locations with sixty rooms, tariffs, opening hours, a season of bookings and a full desk; in a decade, ten seasons.

    Leaves `rooms` (all, in order) and `buildings` (by slug) in `world.shared`. Studio 1 stays free on Tuesday evenings.
    """
    demo_places.build(world)
    if world.size == "decade":
        demo_decade.build(world)
    else:
        demo_season.build(world)
    demo_desk.build(world)
    demo_charges.build(world)
