"""What stands on the Cultuurmenu of a year."""

from typing import Any, TypedDict

from django.db import IntegrityError, transaction

from fluxus.db import explain, lock
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner
from programmes.models import Activity, SchoolYear


class ActivityFacts(TypedDict):
    """What somebody fills in. `fee_cents` is what the maker gets for one delivery, without btw."""

    title: str
    description: str
    kind: str
    discipline: str
    grades: list[int]
    minutes: int
    groups_per_delivery: int
    fee_cents: int


def add(*, school_year: SchoolYear, maker: Partner, facts: ActivityFacts, by: Any) -> Activity:
    """Put an activity of `maker` on the menu of a year, with a line on his timeline. Opens a transaction."""
    activity = Activity(school_year=school_year, maker=maker, **facts)
    activity.grades = sorted(set(activity.grades))
    store(activity, f"{activity.title} staat op het Cultuurmenu van {school_year}", by=by)
    return activity


def change(*, activity: Activity, facts: ActivityFacts, by: Any) -> Activity:
    """Change an activity; what is planned keeps the fee and the times it was planned with. Opens a transaction."""
    with transaction.atomic():
        (locked,) = lock(Activity.objects.filter(pk=activity.pk))
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.grades = sorted(set(locked.grades))
        store(locked, f"{locked.title} op het Cultuurmenu gewijzigd", by=by)
    return locked


def store(activity: Activity, title: str, *, by: Any) -> None:
    """Save with the line that goes with it; a broken constraint becomes its Dutch sentence."""
    try:
        with transaction.atomic():
            activity.save()
            record(
                partners=[activity.maker],
                kind=EntryKind.MENU,
                title=title,
                by=by,
                path=activity.get_absolute_url(),
                amount_cents=activity.fee_cents,
            )
    except IntegrityError as error:
        raise explain(Activity, error, field="title") from error


def remove(*, activity: Activity, by: Any) -> None:
    """Take an activity off the menu; refuses when it was ever planned. Opens a transaction."""
    with transaction.atomic():
        (locked,) = lock(Activity.objects.filter(pk=activity.pk))
        if locked.deliveries.exists():
            raise Refusal(f"{locked.title} is al ingepland en blijft daarom op het Cultuurmenu staan.")
        title = f"{locked.title} van het Cultuurmenu van {locked.school_year} gehaald"
        record(partners=[locked.maker], kind=EntryKind.MENU, title=title, by=by)
        locked.delete()
