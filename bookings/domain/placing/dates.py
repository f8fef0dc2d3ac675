"""The dates of a series before they are rows: what the rule and somebody's choices make of each, and what is in the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal

from django.utils import timezone

from bookings.domain import conditions, noise, pricing
from bookings.domain.availability import clashes_of
from bookings.domain.placing.claims import Taken, has_run_out, still_standing
from bookings.domain.recurring import DaysOff, Occasion, Rule, occasions
from bookings.enums import CLAIMING, BookingMode, BookingStatus, SkipKind
from bookings.models import Booking, Room, RoomClaim
from fluxus.errors import Refusal
from fluxus.periods import Period, dutch_day, to_utc
from network.models import Partner

CLASHES = "series_clashes"
STALE = "stale"
NAMED_DATES = 3
NO_PRICE = "geen les, geen kosten"
type Clashes = dict[date, list[RoomClaim]]


@dataclass(frozen=True)
class Plan:
    """What somebody chose for the day `on` of a rule. Without `room` or `period` those of the rule."""

    on: date
    action: Literal["place", "skip", "ask"]
    room: Room | None = None
    period: Period | None = None
    ignores_calendar: bool = False
    skip: SkipKind | str = ""
    why: str = ""


@dataclass(frozen=True)
class Planned:
    """A date as it will stand: `status` is confirmed, requested or skipped. `period` lacks where the clock skips it."""

    on: date
    room: Room
    start: datetime
    end: datetime
    status: BookingStatus
    skip: SkipKind | str = ""
    why: str = ""
    ignores_calendar: bool = False
    chosen: bool = False

    @property
    def period(self) -> Period:
        return Period.noted(self.start, self.end)

    @property
    def claims(self) -> bool:
        return self.status in CLAIMING

    @property
    def is_skipped(self) -> bool:
        return self.status == BookingStatus.SKIPPED


def settle(
    *, rule: Rule, room: Room, plans: Mapping[date, Plan] | None, days_off: DaysOff, status: BookingStatus
) -> list[Planned]:
    """Every date of the rule, as chosen. A date that nobody chose for is skipped in a holiday and wanted otherwise."""
    chosen = dict(plans or {})
    found = [
        settled(rule, each, chosen.pop(each.on, None), room, days_off, status) for each in occasions(rule, days_off)
    ]
    if chosen:
        odd = dutch_day(min(chosen), short=True)
        raise Refusal(f"De dagen van de reeks zijn veranderd ({odd}). Bekijk de datums opnieuw.", code=STALE)
    return found


def settled(
    rule: Rule, occasion: Occasion, plan: Plan | None, room: Room, days_off: DaysOff, status: BookingStatus
) -> Planned:
    start, end = rule.span(occasion.on)
    wanted = Planned(occasion.on, room, start, end, status, chosen=plan is not None)
    if plan is None:
        return skipped(wanted, occasion.skip, occasion.why) if occasion.skip else wanted
    if plan.action == "skip":
        return skipped(wanted, plan.skip or occasion.skip or SkipKind.CHOICE, plan.why or occasion.why)
    if plan.period is None and occasion.period is None:
        return skipped(wanted, SkipKind.NO_SUCH_TIME, occasion.why)
    if plan.period is not None:
        wanted = replace(wanted, start=plan.period.start, end=plan.period.end)
    off = days_off.on(wanted.start.date(), rule)
    if off is not None and not plan.ignores_calendar:
        return skipped(wanted, occasion.skip or SkipKind.CHOICE, off.name)
    asked = BookingStatus.REQUESTED if plan.action == "ask" else status
    return replace(wanted, room=plan.room or room, status=asked, ignores_calendar=off is not None)


def asked_where_heard(planned: Sequence[Planned], *, by: Any) -> list[Planned]:
    """A partner asks for the dates on which a neighbour would hear it, and books the others. Colleagues are warned."""
    if by.is_colleague:
        return list(planned)
    heard: set[date] = set()
    for room, own in per_room(each for each in planned if each.claims):
        uses = noise.around(room, [each.period for each in own])
        heard |= {each.on for each in own if any(use.period.overlaps(each.period) for use in uses)}
    return [replace(each, status=BookingStatus.REQUESTED) if each.on in heard else each for each in planned]


def skipped(wanted: Planned, kind: SkipKind | str, why: str) -> Planned:
    reason = why or str(SkipKind(kind).label)
    return replace(wanted, status=BookingStatus.SKIPPED, skip=SkipKind(kind), why=reason[:200])


def status_for(room: Room, by: Any) -> BookingStatus:
    """Colleagues book; a partner books or asks as the room allows."""
    if by.is_colleague or room.booking_mode == BookingMode.DIRECT:
        return BookingStatus.CONFIRMED
    if room.booking_mode == BookingMode.INTERNAL:
        raise Refusal(f"{room.name} boek je niet zelf: vraag het aan het projectbureau.", field="room", code="internal")
    return BookingStatus.REQUESTED


def check(
    dates: Iterable[Planned],
    *,
    partner: Partner | None = None,
    persons: int | None,
    by: Any,
    at: datetime,
    override_reason: str = "",
    ignoring: Sequence[Booking] = (),
) -> set[date]:
    """Refuse what is forbidden on any of the dates, and say on which; gives the dates that go past a rule of the house.

    As `conditions.check`: a rule of the house is overridable, and a request may ask for a noisy hour. The same number of
    queries for one date and for forty.
    """
    found: list[tuple[Planned, Refusal]] = []
    for room, own in per_room(each for each in dates if not each.is_skipped):
        if any(each.claims for each in own) and status_for(room, by) == BookingStatus.REQUESTED:
            raise Refusal(f"{room.name} is alleen op aanvraag.", field="room", code="on_request")
        broken = conditions.check_many(
            room=room,
            periods=[each.period for each in own],
            persons=persons,
            by=by,
            at=at,
            partner=partner,
            ignoring=ignoring,
        )
        found += [(each, refusal) for each in own for refusal in broken.get(each.period, ()) if weighs(each, refusal)]
    hard = [(each, refusal) for each, refusal in found if not refusal.extra.get("overridable")]
    if hard or (found and not conditions.may_go_past(by, override_reason)):
        raise on_its_date(hard or found)
    return {each.on for each, _ in found}


def weighs(each: Planned, refusal: Refusal) -> bool:
    """Who decides on a request weighs the noise."""
    return refusal.code != "noise" or each.claims


def on_its_date(found: Sequence[tuple[Planned, Refusal]]) -> Refusal:
    """The first refusal with its day in front, and how many more days there are."""
    first, refusal = found[0]
    days = sorted({each.on for each, _ in found})
    more = len(days) - 1
    others = f" Dit geldt ook voor {'1 andere datum' if more == 1 else f'{more} andere datums'}." if more else ""
    sentence = f"{dutch_day(first.on, short=True).capitalize()}: {refusal.sentence}{others}"
    extra = {**refusal.extra, "dates": days, "sentences": list(dict.fromkeys(each.sentence for _, each in found))}
    return Refusal(sentence, field=refusal.field, code=refusal.code, **extra)


def refuse_overlaps(dates: Iterable[Planned]) -> None:
    """Two dates of one series in one room, clearing up included, never lie over each other."""
    own = sorted((each for each in dates if each.claims), key=lambda each: (each.room.pk, each.start))
    for _, in_room in groupby(own, key=lambda each: each.room.pk):
        until: datetime | None = None
        for each in in_room:
            if until is not None and to_utc(each.start) < until:
                sentence = f"De reeks zit zichzelf in de weg op {dutch_day(each.start.date(), year=False)}."
                raise Refusal(sentence, field="ends", code="overlaps_itself")
            until = to_utc(each.end + timedelta(minutes=each.room.turnaround_minutes))


def in_the_way(
    dates: Iterable[Planned], *, at: datetime | None = None, ignoring: Iterable[Booking] = (), locked: bool = False
) -> Clashes:
    """Per date what stands there already; an option that ran out by `at` does not. One query for each room.

    With the units locked, such an option is ended as well.
    """
    found: Clashes = {}
    moment = at or timezone.now()
    leaving = list(ignoring)
    for room, own in per_room(each for each in dates if each.claims):
        taken = clashes_of(room, [each.period for each in own], ignoring=leaving)
        every = [claim for claims in taken.values() for claim in claims]
        standing = (
            still_standing(every, at=moment)
            if locked
            else [each for each in every if not has_run_out(each.booking, moment)]
        )
        for each in own:
            claims = [claim for claim in taken.get(each.period, ()) if claim in standing]
            if claims:
                found[each.on] = claims
    return dict(sorted(found.items()))


def per_room(dates: Iterable[Planned]) -> list[tuple[Room, list[Planned]]]:
    groups: dict[int, tuple[Room, list[Planned]]] = {}
    for each in dates:
        groups.setdefault(each.room.pk, (each.room, []))[1].append(each)
    return list(groups.values())


def refuse_clashes(room: Room, clashes: Clashes) -> None:
    if not clashes:
        return
    named = [dutch_day(on, short=True) for on in list(clashes)[:NAMED_DATES]]
    rest = len(clashes) - len(named)
    listed = ", ".join(named) + (f" en nog {rest}" if rest else "")
    many = "1 datum" if len(clashes) == 1 else f"{len(clashes)} datums"
    sentence = f"{room.name} is op {many} bezet: {listed}. Kies per datum wat je wilt."
    raise Refusal(sentence, field="room", code=CLASHES, clashes=clashes)


@contextmanager
def explained(room: Room, dates: Sequence[Planned], *, at: datetime) -> Iterator[None]:
    """Turns a clash that only the database saw into the refusal with its dates, outside the transaction."""
    try:
        yield
    except Taken as taken:
        refuse_clashes(room, in_the_way(dates, at=at))
        raise Refusal("Iemand anders boekte hier net. Probeer het nog eens.", field="room", code="busy") from taken


def prices(dates: Iterable[Planned], partner: Partner) -> dict[date, pricing.Quote]:
    """What each date that is no skipped one costs, by its day of the rule. Two queries."""
    own = [each for each in dates if not each.is_skipped]
    quotes = pricing.quotes_of([(each.room, partner, each.period) for each in own])
    return dict(zip((each.on for each in own), quotes, strict=True))
