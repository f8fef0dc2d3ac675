"""A maker and a group are planned once at a time, also when colleagues plan at the same moment."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from fluxus.errors import Refusal
from fluxus.periods import Period
from programmes.domain import deliveries
from programmes.models import Delivery, DeliveryGroup
from tests.factories.network import make_school, make_user
from tests.factories.programmes import SCHOOL_DAY, make_activity, make_group
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 12
PERIOD = Period(datetime.combine(SCHOOL_DAY, time(9)), datetime.combine(SCHOOL_DAY, time(9)) + timedelta(hours=1))


def test_one_maker_wanted_by_many_schools(committed_db: str) -> None:
    activity, user = make_activity(), make_user()
    groups = [make_group() for _ in range(RIVALS)]
    results = race(
        RIVALS, lambda rival: deliveries.plan(activity=activity, groups=[groups[rival]], period=PERIOD, by=user)
    )
    assert failures(results, Refusal) == []
    assert Delivery.objects.count() == 1


def test_one_group_wanted_by_many_makers(committed_db: str) -> None:
    group, user = make_group(), make_user()
    activities = [make_activity() for _ in range(RIVALS)]
    results = race(
        RIVALS, lambda rival: deliveries.plan(activity=activities[rival], groups=[group], period=PERIOD, by=user)
    )
    assert failures(results, Refusal) == []
    assert DeliveryGroup.objects.count() == 1


def test_batches_of_the_same_groups_in_opposite_order(committed_db: str) -> None:
    """Half of the makers visit one by one, by name; half all together, by key. No deadlock reaches anybody."""
    school, user = make_school(), make_user()
    groups = [make_group(school, name=name) for name in ("5F", "5E", "5D", "5C", "5B", "5A")]
    activities = [make_activity(groups_per_delivery=6 if rival % 2 else 1) for rival in range(RIVALS)]
    results = race(
        RIVALS,
        lambda rival: deliveries.plan_in_turn(activity=activities[rival], groups=groups, start=PERIOD.start, by=user),
    )
    assert failures(results, Refusal) == []
    assert len([planned for planned in results if isinstance(planned, list)]) == 1
    assert DeliveryGroup.objects.count() == len(groups)


def test_the_race_is_real_without_the_lock(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check without the locked rows lets rivals through."""

    def unlocked(rows: Any) -> list[Any]:
        return list(rows.order_by("pk"))

    monkeypatch.setattr(deliveries, "lock", unlocked)
    activity, user = make_activity(), make_user()
    groups = [make_group() for _ in range(RIVALS)]
    race(RIVALS, lambda rival: deliveries.plan(activity=activity, groups=[groups[rival]], period=PERIOD, by=user))
    assert Delivery.objects.count() > 1
