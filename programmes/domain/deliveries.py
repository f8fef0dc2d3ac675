"""Planning visits of makers to school groups, and calling them off."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bookings.enums import CalendarKind
from bookings.models import CalendarPeriod
from fluxus.db import lock, persevering, wait_at_most
from fluxus.errors import Refusal
from fluxus.periods import GRID_MINUTES, Period, dutch_day
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner
from programmes.enums import DeliveryStatus
from programmes.models import Activity, Delivery, DeliveryGroup, SchoolGroup

FREE_DAYS = (CalendarKind.SCHOOL_HOLIDAY, CalendarKind.PUBLIC_HOLIDAY)
SATURDAY = 5
LOCK_SECONDS = 3


@persevering
def plan(*, activity: Activity, groups: Sequence[SchoolGroup], period: Period, by: Any) -> Delivery:
    """Plan one visit of the maker of `activity` to groups of one school, with a line on both timelines.

    Opens a transaction and locks the maker and the groups, so that of two rivals the second sees the first. The fee is
    that of the activity today. Refuses with a sentence: groups of other schools, years or grades, more groups than take
    part at a time, weekends and holidays (calendars of bookings), a maker or a group that is busy then.
    """
    with transaction.atomic():
        return visit(activity, hold(activity, groups), period, by=by)


def hold(activity: Activity, groups: Sequence[SchoolGroup]) -> list[SchoolGroup]:
    """The groups as they are now, locked after the maker: all at once, so that rivals never wait for each other."""
    wait_at_most(LOCK_SECONDS)
    lock(Partner.objects.filter(pk=activity.maker_id))
    return lock(SchoolGroup.objects.filter(pk__in=[group.pk for group in groups]))


def visit(activity: Activity, held: Sequence[SchoolGroup], period: Period, *, by: Any) -> Delivery:
    """Plan one visit to groups that are locked already, or a Refusal."""
    check(activity=activity, groups=held, period=period)
    return store(activity, held, period, by=by)


def check(*, activity: Activity, groups: Sequence[SchoolGroup], period: Period) -> None:
    """Raise the Refusal that `plan` would give now. Reads only; `plan` asks it again under its locks."""
    refuse_unfit_groups(activity, groups)
    most = activity.groups_per_delivery
    if len(groups) > most:
        raise Refusal(f"Hier doen hoogstens {most} groepen tegelijk aan mee.", field="groups")
    refuse_no_school_day(activity, period.start.date())
    refuse_busy(activity, groups, period)


@persevering
def plan_in_turn(*, activity: Activity, groups: Sequence[SchoolGroup], start: datetime, by: Any) -> list[Delivery]:
    """Plan all `groups` one after the other from `start` (wall-clock), as many at a time as the activity allows.

    All are planned or none, in one transaction that locks the maker and all groups before the first visit. Refuses as
    `plan` does.
    """
    if not groups:
        raise Refusal("Kies minstens één groep.", field="groups")
    with transaction.atomic():
        turns = in_turn(activity=activity, groups=hold(activity, groups), start=start)
        return [visit(activity, together, period, by=by) for period, together in turns]


def in_turn(
    *, activity: Activity, groups: Sequence[SchoolGroup], start: datetime
) -> list[tuple[Period, tuple[SchoolGroup, ...]]]:
    """Who would come when: the youngest first, each visit on the first quarter of an hour after the one before."""
    ordered = sorted(groups, key=lambda group: (group.grades, group.name))
    visits = []
    for together in batched(ordered, activity.groups_per_delivery, strict=False):
        period = Period(start, start + timedelta(minutes=activity.minutes))
        visits.append((period, together))
        start = next_quarter(period.end)
    return visits


def next_quarter(wall: datetime) -> datetime:
    """The first quarter of an hour at or after a wall-clock time."""
    return wall + timedelta(minutes=-wall.minute % GRID_MINUTES)


def refuse_unfit_groups(activity: Activity, groups: Sequence[SchoolGroup]) -> None:
    """Groups of one school, of the year and the grades of the activity, or a Refusal."""
    if not groups:
        raise Refusal("Kies minstens één groep.", field="groups")
    if len({group.school_id for group in groups}) > 1:
        raise Refusal("Kies groepen van één school.", field="groups")
    other_year = [group for group in groups if group.school_year_id != activity.school_year_id]
    if other_year:
        raise Refusal(f"{names(other_year)} hoort bij een ander schooljaar dan deze activiteit.", field="groups")
    unfit = [group for group in groups if not group.fits(activity.grades)]
    if unfit:
        grades = ", ".join(map(str, activity.grades))
        raise Refusal(f"Deze activiteit is voor leerjaar {grades}; {names(unfit)} past daar niet bij.", field="groups")


def refuse_no_school_day(activity: Activity, day: date) -> None:
    """A weekday in term and in the year of the activity, or a Refusal."""
    year = activity.school_year
    if not year.starts_on <= day <= year.ends_on:
        raise Refusal(f"{spoken(day)} ligt buiten schooljaar {year}.", field="day")
    if day.weekday() >= SATURDAY:
        raise Refusal(f"{spoken(day)} is geen schooldag. Kies een dag van maandag tot en met vrijdag.", field="day")
    free = CalendarPeriod.objects.touching(day, day).filter(calendar__kind__in=FREE_DAYS).order_by("pk").first()
    if free:
        raise Refusal(f"Op {dutch_day(day)} is er geen school: {free.name}. Kies een schooldag.", field="day")


def refuse_busy(activity: Activity, groups: Sequence[SchoolGroup], period: Period) -> None:
    """The maker and every group are free, or a Refusal that says who is where."""
    rivals = (
        Delivery.objects.standing().within(period).select_related("activity__maker", "school").order_by("local_start")
    )
    busy = rivals.filter(activity__maker=activity.maker_id).first()
    if busy:
        raise Refusal(
            f"{activity.maker.name} is dan al bij {busy.school.name} met {busy.activity.title} ({busy.period}).",
            field="start",
            code="maker_busy",
            blocker=busy,
        )
    taken = DeliveryGroup.objects.filter(delivery__in=rivals, group__in=groups).select_related(
        "group", "delivery__activity__maker"
    )
    for row in taken.order_by("delivery__local_start", "pk"):
        other = row.delivery
        raise Refusal(
            f"Groep {row.group.name} doet dan al mee aan {other.activity.title} van {other.activity.maker.name} "
            f"({other.period}).",
            field="start",
            code="group_busy",
            blocker=other,
        )


def store(activity: Activity, groups: Sequence[SchoolGroup], period: Period, *, by: Any) -> Delivery:
    """Write the visit, its groups and the lines on both timelines."""
    school = groups[0].school
    delivery = Delivery.objects.create(
        activity=activity,
        school=school,
        local_start=period.start,
        local_end=period.end,
        fee_cents=activity.fee_cents,
        planned_by=by,
    )
    DeliveryGroup.objects.bulk_create(DeliveryGroup(delivery=delivery, group=group) for group in groups)
    record(
        partners=[activity.maker, school],
        kind=EntryKind.MENU,
        title=planned_title(activity, school, groups, period),
        by=by,
        path=reverse("programmes:delivery", args=[delivery.pk]),
        amount_cents=delivery.fee_cents,
    )
    return delivery


def planned_title(activity: Activity, school: Partner, groups: Sequence[SchoolGroup], period: Period) -> str:
    """What the timeline says of a visit that is planned."""
    return f"{activity.title} ingepland: {school.name}, {names(groups)}, {period}"


@persevering
def cancel(*, delivery: Delivery, reason: str, by: Any) -> Delivery:
    """Call a visit off, with a line on both timelines. Opens a transaction. Refuses what is already off.

    An agreement does not hold it in place: it sees the difference and proposes an amendment (ADR 0011).
    """
    with transaction.atomic():
        wait_at_most(LOCK_SECONDS)
        (locked,) = lock(Delivery.objects.filter(pk=delivery.pk))
        if locked.status == DeliveryStatus.CANCELLED:
            raise Refusal("Deze uitvoering is al vervallen.")
        locked.status, locked.cancel_reason = DeliveryStatus.CANCELLED, reason
        locked.cancelled_at, locked.cancelled_by = timezone.now(), by
        locked.save(update_fields=["status", "cancel_reason", "cancelled_at", "cancelled_by"])
        record(
            partners=[locked.activity.maker, locked.school],
            kind=EntryKind.MENU,
            title=f"{locked.activity.title} bij {locked.school.name} vervalt ({locked.period})",
            detail=reason,
            by=by,
            path=locked.get_absolute_url(),
        )
    return locked


def names(groups: Sequence[SchoolGroup]) -> str:
    """'groep 5A en groep 5B'."""
    words = [f"groep {group.name}" for group in groups]
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def spoken(day: date) -> str:
    """A day at the start of a sentence."""
    return dutch_day(day).capitalize()
