"""What a change of a series comes down to, before it is done: each date in words, and a choice where the room is taken."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, TypedDict

from bookings.domain.placing import preview_change
from bookings.domain.placing.dates import Plan
from bookings.domain.placing.differences import Difference
from bookings.domain.recurring import Occasion, Rule
from bookings.domain.taken_by import Witness
from bookings.domain.ways_out import WayOut, ways_out
from bookings.enums import SkipKind
from bookings.models import Booking, Room

WORDS = {
    "moves": ("verplaatst", "verplaatst"),
    "new": ("nieuw", "nieuw"),
    "ends": ("vervalt", "vervallen"),
    "stays": ("blijft", "blijven"),
}
"""What is said of one date, and of more."""


class Wanted(TypedDict, total=False):
    """The arguments of `change_series` that say what becomes different."""

    booking: Booking
    scope: Any
    room: Room | None
    weekdays: Sequence[int] | None
    starts: time | None
    ends: time | None
    last_on: date | None
    title: str | None
    persons: int | None


@dataclass(frozen=True)
class TakenDate:
    """A date of the changed series on which the room is taken, and what can be done about it.

    `again` says what is in the way of the choice as well.
    """

    on: date
    taken: str
    ways: list[WayOut]
    choice: str
    again: str = ""


@dataclass(frozen=True)
class ChangePreview:
    differences: list[Difference]
    taken: list[TakenDate]
    plans: dict[date, Plan]

    @property
    def acting(self) -> list[Difference]:
        return [each for each in self.differences if each.what != "stays"]

    @property
    def staying(self) -> list[Difference]:
        return [each for each in self.differences if each.what == "stays"]

    @property
    def blocked(self) -> list[Difference]:
        """Still a clash after the choices: somebody took that too."""
        return [each for each in self.differences if each.what == "clash"]

    @property
    def told(self) -> list[tuple[Difference, str]]:
        """What changes, each with its words."""
        return [(each, in_words(each)) for each in self.acting]

    def sums(self) -> str:
        """'12 verplaatst, 1 nieuw, 3 blijven'."""
        counts: Counter[str] = Counter(each.what for each in self.differences)
        said = [f"{counts[what]} {words[counts[what] > 1]}" for what, words in WORDS.items() if counts[what]]
        return ", ".join(said)


def in_words(each: Difference) -> str:
    """'18:30–20:00 wordt 19:30–21:00', and no more of room and day than changes."""
    booking, target = each.booking, each.target
    if each.what == "ends":
        return f"vervalt: {each.before}"
    if each.what == "clash":
        return f"{each.after} is bezet"
    if booking is None or target is None or each.what == "new":
        return f"erbij: {each.after}"
    if (booking.room_id, booking.local_start.date()) == (target.room.pk, target.start.date()):
        return f"{hours(booking.local_start, booking.local_end)} wordt {hours(target.start, target.end)}"
    if (booking.local_start, booking.local_end) == (target.start, target.end):
        return f"{booking.room.name} wordt {target.room.name}"
    return f"{each.before} wordt {each.after}"


def hours(start: datetime, end: datetime) -> str:
    return f"{start:%H:%M}–{end:%H:%M}"


def preview(*, wanted: Wanted, choices: Mapping[date, str], by: Any, at: datetime) -> ChangePreview:
    """The differences with the choices applied; a taken date that nobody chose for is skipped. Refuses like the change."""
    plain = preview_change(**wanted, by=by, at=at)
    clashing = [each for each in plain if each.what == "clash" and each.target is not None]
    if not clashing:
        return ChangePreview(plain, [], {})
    offered = offers(wanted["booking"], clashing, by=by, at=at)
    witness = Witness.of(by)
    taken = [
        TakenDate(each.on, witness.says(each.clashes), offered[each.on], chosen(choices.get(each.on), offered[each.on]))
        for each in clashing
    ]
    plans = {each.on: plan_of(each) for each in taken}
    found = preview_change(**wanted, plans=plans, by=by, at=at)
    again = {each.on: witness.says(each.clashes) for each in found if each.what == "clash"}
    return ChangePreview(found, [replace(each, again=again.get(each.on, "")) for each in taken], plans)


def offers(booking: Booking, clashing: Sequence[Difference], *, by: Any, at: datetime) -> dict[date, list[WayOut]]:
    """Per date: leave it as it was, or one of the ways out that the wizard knows. `booking` is of the series."""
    if booking.series is None:
        raise ValueError("a change is of a series")
    rule = Rule.of(booking.series)
    targets = [each.target for each in clashing if each.target]
    days = [Occasion(each.on, target.period) for each, target in zip(clashing, targets, strict=True)]
    found = ways_out(rule=rule, room=targets[0].room, days=days, persons=booking.persons, by=by, at=at)
    kept = {each.on: [as_it_was(each.on, each.booking)] for each in clashing if each.booking}
    no_request = {on: [way for way in ways if way.kind != "aanvragen"] for on, ways in found.items()}
    return {on: no_request[on][:1] + kept.get(on, []) + no_request[on][1:] for on in no_request}


def as_it_was(on: date, booking: Booking) -> WayOut:
    plan = Plan(on, "place", room=booking.room, period=booking.period, ignores_calendar=True)
    return WayOut("blijft", "blijft", "laat staan zoals het was", plan)


def chosen(choice: str | None, ways: Sequence[WayOut]) -> str:
    return choice if choice in {way.value for way in ways} and choice else ways[0].value


def plan_of(taken: TakenDate) -> Plan:
    way = next((way for way in taken.ways if way.value == taken.choice), None)
    return way.plan if way else Plan(taken.on, "skip", skip=SkipKind.CLASH)
