"""A wijk goes to one colleague, and a proposal is taken over once, also when several people press at the same moment."""

from datetime import date

import pytest

from fluxus.errors import Refusal
from network.domain import handover, register_decisions, wijken
from network.enums import ProposalKind, Role
from network.models import RegisterProposal, Task, TimelineEntry, WijkAccount
from tests.cast import gather
from tests.factories.network import make_user, make_wijk
from tests.factories.registers import BRIDGE, OCEAN, RAINBOW, TODAY, read, shown
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 6
SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)


def test_wijken_and_tasks_go_to_one_of_the_rivals(committed_db: str) -> None:
    cast, areas = gather(), [make_wijk(), make_wijk()]
    receivers = [make_user(f"Collega {number}", Role.EXPERT) for number in range(RIVALS)]
    for wijk in areas:
        wijken.appoint(wijk=wijk, user=cast.expert, from_day=SPRING, by=cast.bureau)
    task = Task.objects.create(title="Bel", assigned_to=cast.expert, created_by=cast.bureau)

    def give(rival: int) -> handover.Plan:
        order = [wijk.pk for wijk in (areas if rival % 2 else areas[::-1])]
        return handover.hand_over(
            giver=cast.expert,
            receiver=receivers[rival],
            from_day=AUTUMN,
            receivers={},
            wijk_ids=order,
            task_ids=[task.pk],
            by=cast.bureau,
        )

    results = race(RIVALS, give)
    assert failures(results, Refusal) == []
    assert len([result for result in results if isinstance(result, handover.Plan)]) == 1
    task.refresh_from_db()
    held = WijkAccount.objects.filter(ended_on=None).values_list("user", flat=True)
    assert list(held) == [task.assigned_to_id] * 2
    assert WijkAccount.objects.count() == 4


def test_proposal_is_taken_over_once(committed_db: str) -> None:
    cast = gather()
    read(OCEAN, RAINBOW, BRIDGE, year=2024)
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE)
    now = shown(ProposalKind.RENAMED)
    before = TimelineEntry.objects.count()

    def take(rival: int) -> list[str]:
        return register_decisions.accept(
            proposal=now.proposal, keys={"name"}, seen=now.seen, by=cast.bureau, today=TODAY
        )

    results = race(RIVALS, take)
    assert failures(results, Refusal) == []
    assert len([result for result in results if result == []]) == 1
    assert TimelineEntry.objects.count() == before + 1


def test_same_register_at_the_same_moment_proposes_once(committed_db: str) -> None:
    read(OCEAN, RAINBOW, BRIDGE, year=2024)
    results = race(RIVALS, lambda rival: read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE))
    assert failures(results) == []
    assert RegisterProposal.objects.count() == 1
