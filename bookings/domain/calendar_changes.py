"""A calendar that changed after the season was booked: what it would mean for every series. Proposals, never silent edits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils import timezone

from bookings.domain import letters, pricing
from bookings.domain.placing.claims import (
    Taken,
    claim_many,
    clashes_of,
    hold_all,
    lock_units,
    release,
    still_standing,
)
from bookings.domain.placing.dates import Planned
from bookings.domain.placing.requests import refuse_outsiders
from bookings.domain.placing.rows import GOING, GOING_FIELDS, IN_A_HOLIDAY, SKIP_FIELDS, fixed, make_going, make_skipped
from bookings.domain.recurring import SKIPPED_FOR, DaysOff, Rule
from bookings.enums import BookingStatus, CalendarKind
from bookings.models import Booking, BookingSeries, CalendarPeriod, Room, Unit
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.periods import dutch_day
from network.domain.timeline import record
from network.enums import EntryKind


@dataclass
class Proposal:
    """For one series: lessons that would fall in a holiday, skipped dates that are no holiday any more.

    `news` says per booking (by its key) in Dutch what the calendar says of that day now.
    """

    series: BookingSeries
    ends: list[Booking] = field(default_factory=list)
    returns: list[Booking] = field(default_factory=list)
    news: dict[int, str] = field(default_factory=dict)


@dataclass
class Applied:
    """What came of it: skipped now, going on again, and per booking that could not the Dutch sentence why."""

    skipped: list[Booking] = field(default_factory=list)
    returned: list[Booking] = field(default_factory=list)
    refused: list[tuple[Booking, str]] = field(default_factory=list)


def proposals(*, today: date, series: BookingSeries | None = None) -> list[Proposal]:
    """What the calendars as they are now would change from `today` on, by series. Three queries, however many there are.

    Dates of which somebody chose to go on or to stay away (`ignores_calendar`) are left alone, and so is what is sealed.
    """
    concerned = Booking.objects.filter(original_on__gte=today, ignores_calendar=False, sealed_reason="", attendance="")
    concerned = concerned.filter(series=series) if series else concerned.filter(series__isnull=False)
    found = list(
        concerned.alias(off=Exists(days_off_of()))
        .filter(Q(status__in=GOING, off=True) | Q(status=BookingStatus.SKIPPED, skip_kind__in=IN_A_HOLIDAY, off=False))
        .select_related("series__partner", "series__room", "room__building", "partner")
        .order_by("series_id", "local_start")
    )
    if not found:
        return []
    days_off = DaysOff.between(min(map(day_of, found)), max(map(day_of, found)))
    grouped: dict[int, Proposal] = {}
    for booking in found:
        if booking.series is not None:
            add(grouped.setdefault(booking.series.pk, Proposal(booking.series)), booking, booking.series, days_off)
    return list(grouped.values())


def days_off_of() -> QuerySet[CalendarPeriod]:
    """The days off that count for the series of a booking, on the day that it really is."""
    flag, day = models.BooleanField(), models.DateField()
    counting = CalendarPeriod.objects.alias(
        day=Cast(OuterRef("local_start"), day),
        school=ExpressionWrapper(OuterRef("series__follows_school_holidays"), flag),
        public=ExpressionWrapper(OuterRef("series__follows_public_holidays"), flag),
    ).filter(
        Q(calendar__kind=CalendarKind.CLOSURE)
        | Q(calendar__kind=CalendarKind.SCHOOL_HOLIDAY, school=True)
        | Q(calendar__kind=CalendarKind.PUBLIC_HOLIDAY, public=True)
    )
    return counting.filter(starts_on__lte=F("day"), ends_on__gte=F("day"))


def day_of(booking: Booking) -> date:
    return booking.local_start.date()


def add(proposal: Proposal, booking: Booking, series: BookingSeries, days_off: DaysOff) -> None:
    off = days_off.on(day_of(booking), Rule.of(series))
    if off is None:
        proposal.returns.append(booking)
        proposal.news[booking.pk] = f"geen {booking.skip_reason} meer"
    else:
        proposal.ends.append(booking)
        proposal.news[booking.pk] = off.name


@persevering
def apply(*, bookings: Iterable[Booking], by: Any, at: datetime | None = None) -> Applied:
    """Follow the calendar for these bookings: lessons in a holiday are skipped, skipped dates go on where the room is free.

    One transaction, with one line for each renter. What changed meanwhile, is fixed or is taken is told in `refused`.
    """
    refuse_outsiders(by)
    moment = at or timezone.now()
    with transaction.atomic():
        held = [booking for booking in hold_all(bookings) if booking.series_id and booking.original_on]
        prefetch_related_objects(held, "series")
        applied = Applied()
        units = lock_units(*{booking.room for booking in held})
        days_off = DaysOff.between(min(map(day_of, held)), max(map(day_of, held))) if held else DaysOff()
        follow(applied, held, days_off, at=moment)
        release(*applied.skipped)
        waiting = undecided(applied.returned)
        give_way(applied, waiting, at=moment)
        go_on(applied.returned, waiting, by=by, at=moment)
        Booking.objects.bulk_update([*applied.skipped, *applied.returned], FIELDS)
        take(applied.returned, units)
        tell(applied, by=by, at=moment)
        letters.calendar_followed(bookings=[*applied.skipped, *applied.returned], by=by)
    return applied


FIELDS = tuple(dict.fromkeys((*GOING_FIELDS, *SKIP_FIELDS)))


def follow(applied: Applied, held: Sequence[Booking], days_off: DaysOff, *, at: datetime) -> None:
    """Sort the bookings by what the calendar says now; lessons in a holiday become skipped rows, not saved yet."""
    for booking in held:
        if booking.series is None:
            continue
        off = days_off.on(day_of(booking), Rule.of(booking.series))
        why = fixed(booking, at)
        if why:
            applied.refused.append((booking, f"{moment_of(booking).capitalize()} verandert niet meer: {why}."))
        elif booking.status in GOING and off:
            make_skipped(booking, SKIPPED_FOR[CalendarKind(off.kind)], off.name)
            applied.skipped.append(booking)
        elif booking.status == BookingStatus.SKIPPED and booking.skip_kind in IN_A_HOLIDAY and off is None:
            applied.returned.append(booking)
        else:
            applied.refused.append((booking, f"{moment_of(booking).capitalize()} is intussen veranderd."))


def undecided(bookings: Iterable[Booking]) -> set[int]:
    """The series of these that still wait for a decision: a date that returns waits along. Two queries."""
    dates = Booking.objects.filter(series__in={booking.series_id for booking in bookings}).order_by()
    asked = dates.filter(status=BookingStatus.REQUESTED).values_list("series_id", flat=True).distinct()
    return set(asked) - set(dates.claiming().values_list("series_id", flat=True).distinct())


def give_way(applied: Applied, waiting: set[int], *, at: datetime) -> None:
    """What is taken by now stays skipped, unless it only asks. One query for each room."""
    rooms: dict[Room, list[Booking]] = {}
    for booking in applied.returned:
        if booking.series_id not in waiting:
            rooms.setdefault(booking.room, []).append(booking)
    for room, own in rooms.items():
        taken = clashes_of(room, [booking.period for booking in own])
        for booking in own:
            if still_standing(taken.get(booking.period, []), at=at):
                applied.returned.remove(booking)
                applied.refused.append((booking, f"{room.name} is {moment_of(booking)} intussen bezet."))


def take(bookings: Iterable[Booking], units: Sequence[Unit]) -> None:
    """Claim what is agreed. Nobody else is in, so a clash is one among the dates themselves."""
    try:
        claim_many([booking for booking in bookings if booking.is_claiming], units)
    except Taken as taken:
        sentence = "Twee van deze datums willen dezelfde ruimte op dezelfde tijd. Kies er een van."
        raise Refusal(sentence, code="overlaps") from taken


def go_on(bookings: Sequence[Booking], waiting: set[int], *, by: Any, at: datetime) -> None:
    """Lessons again, at the price of their day; not saved yet."""
    quotes = pricing.quotes_of([(booking.room, booking.partner, booking.period) for booking in bookings])
    for booking, quote in zip(bookings, quotes, strict=True):
        on = booking.original_on or day_of(booking)
        status = BookingStatus.REQUESTED if booking.series_id in waiting else BookingStatus.CONFIRMED
        make_going(
            booking, Planned(on, booking.room, booking.local_start, booking.local_end, status), quote, by=by, at=at
        )
        booking.ignores_calendar = False


@transaction.atomic
def keep(*, bookings: Iterable[Booking], by: Any) -> int:
    """Leave these as they are, whatever the calendar says, and do not propose it again; the number of them."""
    refuse_outsiders(by)
    held = hold_all(bookings)
    return Booking.objects.filter(pk__in=[booking.pk for booking in held]).update(ignores_calendar=True)


def tell(applied: Applied, *, by: Any, at: datetime) -> None:
    """One line for each renter."""
    per_partner: dict[int, list[Booking]] = {}
    for booking in (*applied.skipped, *applied.returned):
        per_partner.setdefault(booking.partner_id, []).append(booking)
    for own in per_partner.values():
        off = [booking for booking in own if booking.status == BookingStatus.SKIPPED]
        parts = [f"{len(off)} overgeslagen"] if off else []
        parts += [f"{len(own) - len(off)} weer door"] if len(off) < len(own) else []
        path = own[0].series.get_absolute_url() if own[0].series else own[0].get_absolute_url()
        record(
            partners=[own[0].partner],
            kind=EntryKind.BOOKING,
            title=f"Vakanties bijgewerkt: {' en '.join(parts)}",
            detail="\n".join(f"{moment_of(booking)}: {booking.skip_reason or 'gaat door'}" for booking in own),
            by=by,
            path=path,
            at=at,
        )


def moment_of(booking: Booking) -> str:
    return f"{dutch_day(day_of(booking), year=False)} {booking.local_start:%H:%M}"
