"""Who stands to whom in the demo world."""

from datetime import timedelta

from fluxus.demo import World
from network.domain import affiliations
from network.models import Partner


def link(
    world: World, person: Partner, organisation: Partner, kind: str, function: str, *, is_primary: bool = True
) -> None:
    """Since some day in the past years; the first to speak to unless said otherwise."""
    affiliations.affiliate(
        partner=person,
        organisation=organisation,
        kind=kind,
        function=function,
        from_day=world.today - timedelta(days=world.random.randrange(100, 900)),
        is_primary=is_primary,
        by=world.shared["bureau"],
    )
