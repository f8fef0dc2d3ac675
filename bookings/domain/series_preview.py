"""A series before it is booked: every date as it will stand, what is in the way, and what could be done about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from bookings.domain.placing import dates
from bookings.domain.placing.dates import Plan, Planned
from bookings.domain.recurring import DaysOff, Occasion, Rule, occasions
from bookings.domain.taken_by import Witness
from bookings.domain.ways_out import WayOut, ways_out
from bookings.enums import BookingStatus, SkipKind
from bookings.models import Room
from fluxus.errors import Refusal
from fluxus.periods import MONTHS
from network.models import Partner

GOES_ON, SKIP = "door", "overslaan"


@dataclass(frozen=True)
class Line:
    """One date. `taken` says in Dutch what is in the way of what the rule wants; `again` of what was chosen instead.

    `is_lost`: it was chosen to go on, and that can't be had any more. `is_heard`: it is asked for, because a neighbour
    would hear it.
    """

    planned: Planned
    choice: str
    holiday: str = ""
    taken: str = ""
    again: str = ""
    ways: list[WayOut] = field(default_factory=list)
    cents: int = 0
    is_lost: bool = False
    is_heard: bool = False

    @property
    def on(self) -> date:
        return self.planned.on

    @property
    def is_on(self) -> bool:
        return not self.planned.is_skipped

    @property
    def is_asked(self) -> bool:
        return self.planned.status == BookingStatus.REQUESTED

    @property
    def way(self) -> WayOut | None:
        """The way out that was chosen, if any."""
        return next((way for way in self.ways if way.value == self.choice), None)

    @property
    def impossible(self) -> bool:
        return self.planned.skip == SkipKind.NO_SUCH_TIME


@dataclass(frozen=True)
class Preview:
    """All dates of a series. `against` is why it can't be booked like this, whatever is chosen per date."""

    lines: list[Line]
    plans: dict[date, Plan]
    against: Refusal | None = None

    @property
    def problem(self) -> str:
        return self.against.sentence if self.against else ""

    @property
    def is_overridable(self) -> bool:
        """A rule of the house: who may decide goes past it with a reason."""
        return bool(self.against and self.against.extra.get("overridable"))

    @property
    def going(self) -> list[Line]:
        return [line for line in self.lines if line.is_on]

    @property
    def skipped(self) -> list[Line]:
        return [line for line in self.lines if not line.is_on]

    @property
    def asked(self) -> list[Line]:
        return [line for line in self.going if line.is_asked]

    @property
    def heard(self) -> list[Line]:
        """Dates that are only asked for, because a neighbour would hear them."""
        return [line for line in self.going if line.is_heard]

    @property
    def in_the_way(self) -> list[Line]:
        """Dates on which the room is taken, whatever was chosen for them."""
        return [line for line in self.lines if line.taken]

    @property
    def lost_again(self) -> list[Line]:
        """Dates whose choice can't be had (any more). Never skipped without a word: somebody looks again first."""
        return [line for line in self.lines if line.again or line.is_lost]

    @property
    def different(self) -> list[Line]:
        """Going on, but elsewhere, at another time, in a holiday or as a request among bookings."""
        alike = (line for line in self.going if line.way or line.holiday or line.is_heard)
        return list(alike)

    @property
    def total_cents(self) -> int:
        return sum(line.cents for line in self.going)

    def months(self) -> list[tuple[str, list[Line]]]:
        """'september 2026' with its dates, in order."""
        grouped = groupby(self.lines, key=lambda line: (line.on.year, line.on.month))
        return [(f"{MONTHS[month - 1]} {year}", list(lines)) for (year, month), lines in grouped]


def preview(
    *,
    rule: Rule,
    room: Room,
    partner: Partner | None,
    persons: int | None,
    choices: Mapping[date, str],
    by: Any,
    at: datetime,
    override_reason: str = "",
) -> Preview:
    """Every date of the rule with the choices applied. Reads only; a constant number of queries per room involved.

    A taken date that nobody chose for is skipped with that reason. Choices for dates that the rule does not have (any
    more) are let go; so is a choice that was never offered.
    """
    days_off = DaysOff.between(rule.first_on, rule.last_on)
    days = occasions(rule, days_off)
    status = dates.status_for(room, by)
    taken = clashing(rule, room, days_off)
    offered = ways_out(
        rule=rule, room=room, days=[day for day in days if day.on in taken], persons=persons, by=by, at=at
    )
    plans = {day.on: plan for day in days if (plan := planned_for(day, choices, taken, offered))}
    wanted = dates.settle(rule=rule, room=room, plans=plans, days_off=days_off, status=status)
    settled = dates.asked_where_heard(wanted, by=by)
    heard = {each.on for each, was in zip(settled, wanted, strict=True) if each.status != was.status}
    made = Maker(days, choices, taken, offered, Witness.of(by), heard).lines(settled)
    priced = with_prices(made, partner)
    against = problem(settled, partner=partner, persons=persons, by=by, at=at, override_reason=override_reason)
    return Preview(priced, plans, against)


def clashing(rule: Rule, room: Room, days_off: DaysOff) -> dates.Clashes:
    """What is in the way of the rule itself, per date."""
    plain = dates.settle(rule=rule, room=room, plans=None, days_off=days_off, status=BookingStatus.CONFIRMED)
    everything = [replace(each, status=BookingStatus.CONFIRMED) for each in plain if exists(each)]
    return dates.in_the_way(everything)


def exists(planned: Planned) -> bool:
    return planned.skip != SkipKind.NO_SUCH_TIME


def planned_for(
    day: Occasion, choices: Mapping[date, str], taken: dates.Clashes, offered: Mapping[date, list[WayOut]]
) -> Plan | None:
    """What the choice for a day means; None leaves it to the rule."""
    choice = choices.get(day.on, "")
    if day.period is None:
        return None
    if choice == SKIP and not day.skip and day.on not in taken:
        return Plan(day.on, "skip", skip=SkipKind.CHOICE)
    if day.skip and choice in ("", SKIP):
        return None
    if day.on in taken:
        way = next((way for way in offered.get(day.on, []) if way.value == choice), None)
        return way.plan if way else Plan(day.on, "skip", skip=SkipKind.CLASH)
    return Plan(day.on, "place", ignores_calendar=True) if day.skip else None


@dataclass(frozen=True)
class Maker:
    """Puts what is known of a date into its line."""

    days: list[Occasion]
    choices: Mapping[date, str]
    taken: dates.Clashes
    offered: Mapping[date, list[WayOut]]
    witness: Witness
    heard: Collection[date]

    def lines(self, settled: list[Planned]) -> list[Line]:
        again = dates.in_the_way(settled)
        return [self.line(day, each, again) for day, each in zip(self.days, settled, strict=True)]

    def line(self, day: Occasion, planned: Planned, again: dates.Clashes) -> Line:
        wants = not day.skip or self.choices.get(day.on, "") not in ("", SKIP)
        is_taken = day.on in self.taken and wants
        return Line(
            planned=planned,
            choice=self.choice(day, is_taken),
            holiday=day.why if day.skip else "",
            taken=self.witness.says(self.taken[day.on]) if is_taken else "",
            again=self.witness.says(again[day.on]) if day.on in again else "",
            ways=self.offered.get(day.on, []) if is_taken else [],
            is_heard=day.on in self.heard,
            is_lost=self.choices.get(day.on, "") not in ("", SKIP) and planned.is_skipped and exists(planned),
        )

    def choice(self, day: Occasion, is_taken: bool) -> str:
        """As the form shows it: a choice that is no longer offered falls back on skipping."""
        choice = self.choices.get(day.on, "")
        if is_taken:
            known = {way.value for way in self.offered.get(day.on, [])}
            return choice if choice in known else SKIP
        if day.skip:
            return SKIP if choice in ("", SKIP) else GOES_ON
        return SKIP if choice == SKIP else GOES_ON


def with_prices(lines: list[Line], partner: Partner | None) -> list[Line]:
    """With what each date costs; nothing as long as the partner is not known or no tariff is."""
    if partner is None:
        return lines
    quotes = dates.prices([line.planned for line in lines], partner)
    return [replace(line, cents=quotes[line.on].cents) if line.on in quotes else line for line in lines]


def problem(
    settled: list[Planned], *, partner: Partner | None, persons: int | None, by: Any, at: datetime, override_reason: str
) -> Refusal | None:
    """What the rules of the house say against it."""
    try:
        dates.check(settled, partner=partner, persons=persons, by=by, at=at, override_reason=override_reason)
        dates.refuse_overlaps(settled)
    except Refusal as refusal:
        return refusal
    return None
