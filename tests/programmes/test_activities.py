"""What stands on the menu."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from fluxus.errors import Refusal
from network.models import TimelineEntry
from programmes.domain import activities
from programmes.domain.activities import ActivityFacts
from programmes.models import Activity
from tests.cast import Cast
from tests.factories.network import make_school, make_teacher, make_user
from tests.factories.programmes import make_activity, make_delivery, make_group, make_year


def facts(**changes: Any) -> ActivityFacts:
    values: dict[str, Any] = {
        "title": "Slagwerk op alles",
        "description": "",
        "kind": "lesson",
        "discipline": "music",
        "grades": [6, 5, 5],
        "minutes": 50,
        "groups_per_delivery": 1,
        "fee_cents": 6500,
        **changes,
    }
    return ActivityFacts(**values)


def test_add_puts_it_on_the_menu_and_the_timeline(cast: Cast) -> None:
    maker = make_teacher()
    activity = activities.add(school_year=make_year(), maker=maker, facts=facts(), by=cast.bureau)
    entry = TimelineEntry.objects.get(partner=maker)
    assert activity.grades == [5, 6]
    assert entry.title == "Slagwerk op alles staat op het Cultuurmenu van 2026-2027"
    assert (entry.path, entry.amount_cents) == (activity.get_absolute_url(), 6500)


def test_add_twice_is_refused_with_its_sentence(cast: Cast) -> None:
    maker = make_teacher()
    activities.add(school_year=make_year(), maker=maker, facts=facts(), by=cast.bureau)
    with pytest.raises(Refusal, match="Deze cultuurmaker heeft deze activiteit al in dit schooljaar") as caught:
        activities.add(school_year=make_year(), maker=maker, facts=facts(), by=cast.bureau)
    assert caught.value.field == "title"
    assert TimelineEntry.objects.filter(partner=maker).count() == 1


def test_change_keeps_what_is_planned(cast: Cast) -> None:
    activity = make_activity(fee_cents=6500)
    delivery = make_delivery(activity)
    changed = activities.change(activity=activity, facts=facts(fee_cents=9900), by=cast.bureau)
    delivery.refresh_from_db()
    assert (changed.fee_cents, delivery.fee_cents) == (9900, 6500)


def test_remove_what_was_never_planned(cast: Cast) -> None:
    activity = make_activity(title="Klei")
    activities.remove(activity=activity, by=cast.bureau)
    assert not Activity.objects.filter(pk=activity.pk).exists()
    assert TimelineEntry.objects.get().title == "Klei van het Cultuurmenu van 2026-2027 gehaald"


def test_remove_is_refused_after_planning(cast: Cast) -> None:
    activity = make_activity(title="Klei")
    make_delivery(activity)
    with pytest.raises(Refusal, match="Klei is al ingepland"):
        activities.remove(activity=activity, by=cast.bureau)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"minutes": 14}, "programmes_activity_minutes_plausible"),
        ({"minutes": 481}, "programmes_activity_minutes_plausible"),
        ({"grades": []}, "programmes_activity_grades_known"),
        ({"grades": [9]}, "programmes_activity_grades_known"),
        ({"groups_per_delivery": 0}, "programmes_activity_groups_plausible"),
        ({"groups_per_delivery": 9}, "programmes_activity_groups_plausible"),
    ],
)
def test_activities_are_believable(fields: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        make_activity(**fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("grades", "words"),
    [
        ([5], "leerjaar 5"),
        ([1, 2], "leerjaar 1 en 2"),
        ([5, 6, 7], "leerjaar 5 tot en met 7"),
        ([1, 3, 5], "leerjaar 1, 3 en 5"),
    ],
)
def test_grades_in_words(grades: list[int], words: str) -> None:
    assert make_activity(grades=grades).grades_in_words == words


@pytest.mark.django_db
def test_reach_counts_a_group_once() -> None:
    activity, school = make_activity(), make_school()
    group, other = make_group(school, pupils=20), make_group(school, pupils=30)
    make_delivery(activity, [group])
    make_delivery(activity, [group, other])
    make_delivery(activity, [make_group()], status="cancelled", cancelled_at=timezone.now(), cancelled_by=make_user())
    found = Activity.objects.with_reach().get(pk=activity.pk)
    assert (found.deliveries_count, found.groups_count, found.pupils_count) == (2, 2, 50)
    assert activity.deliveries.standing().reach() == {"deliveries": 2, "groups": 2, "pupils": 50}


@pytest.mark.django_db
def test_reach_of_nothing_is_zero() -> None:
    activity = make_activity()
    found = Activity.objects.with_reach().get(pk=activity.pk)
    assert (found.deliveries_count, found.groups_count, found.pupils_count) == (0, 0, 0)
