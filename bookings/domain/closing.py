"""Looking ahead at a closure: what it closes in words, what stands in the way, and what follows. Only reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from bookings.domain.availability import Alternative, clashes_of
from bookings.domain.clashes import span
from bookings.domain.placing.proposing import Proposal
from bookings.domain.relocation_letters import Letter, letters
from bookings.enums import BookingStatus
from bookings.models import Booking, Building, Closure, Displacement, RoomClaim, Unit
from fluxus.errors import Refusal
from fluxus.periods import Period, wall_clock

type Choices = Mapping[int, Alternative | None]
MOST_IN_THE_WAY = 2000


@dataclass(frozen=True)
class Line:
    """A booking in the way: where it can go, where it goes as chosen, and what is the matter with that."""

    booking: Booking
    options: list[Alternative] = field(default_factory=list)
    chosen: Alternative | None = None
    problem: str = ""

    @property
    def is_fixed(self) -> bool:
        return bool(self.booking.sealed_reason)


def lines(proposals: Iterable[Proposal], choices: Choices, problems: Mapping[int, str]) -> list[Line]:
    """Each proposal with what was chosen for it; without a choice the first option. By partner, then by time."""
    found = [line(proposal, choices, problems.get(proposal.booking.pk, "")) for proposal in proposals]
    return sorted(
        found, key=lambda own: (own.booking.partner.sort_name, own.booking.partner_id, own.booking.local_start)
    )


def line(proposal: Proposal, choices: Choices, problem: str) -> Line:
    """A place that was chosen stays on the list, also when others were offered it meanwhile; carrying out has the last word."""
    booking, options = proposal.booking, list(proposal.options)
    if booking.pk not in choices or problem:
        return Line(booking, options, options[0] if options else None, problem)
    choice = choices[booking.pk]
    known = next((one for one in options if choice and is_same(one, choice)), None)
    if choice and known is None:
        options.insert(0, choice)
    return Line(booking, options, known or choice, problem)


def is_same(one: Alternative, other: Alternative) -> bool:
    return (one.room.pk, one.period) == (other.room.pk, other.period)


def refuse_too_many(units: Sequence[Unit], period: Period) -> None:
    """Looking for a place for thousands takes longer than anybody waits. One query, before that search begins."""
    standing = RoomClaim.objects.filter(unit__in=units, booking__isnull=False).overlapping(period)
    count = standing.values("booking").distinct().count()
    if count > MOST_IN_THE_WAY:
        sentence = f"Hier staan {count} boekingen. Sluit een kortere tijd of minder ruimtes tegelijk."
        raise Refusal(sentence, field="ruimte", code="too_many")


def requests_in_the_way(units: Sequence[Unit], period: Period) -> QuerySet[Booking]:
    """Requests that will no longer fit. They claim nothing, so they stay; whoever decides them finds the room closed."""
    return (
        Booking.objects.within(period)
        .filter(status=BookingStatus.REQUESTED, room__units__in=units)
        .select_related("room", "partner")
        .distinct()
        .order_by("local_start", "pk")
    )


def refuse_double(units: Sequence[Unit], period: Period, at: datetime) -> None:
    """What is closed already, and a stretch that is over, can't be closed."""
    if period.end <= wall_clock(at):
        raise Refusal("Deze periode is al voorbij.", field="tot_dag", code="past")
    closed = [claim for claim in clashes_of(units, [period]).get(period, []) if claim.closure]
    if closed and closed[0].closure:
        when = span(closed[0].local_start, closed[0].local_end)
        sentence = f"Hier is al een sluiting: {closed[0].closure.reason}, {when}. Hef die eerst op, of kies anders."
        raise Refusal(sentence, field="ruimte", code="closed")


def letters_of(found: Sequence[Line], closure: Closure) -> list[Letter]:
    """The letters as they will go out, of a closure that need not be saved yet. Two queries."""
    houses = Building.objects.in_bulk()
    for own in found:
        own.booking.room.building = houses[own.booking.room.building_id]
    rows = [
        Displacement(
            booking=own.booking,
            from_room=own.booking.room,
            from_start=own.booking.local_start,
            from_end=own.booking.local_end,
            to_room=own.chosen.room if own.chosen else None,
            to_start=own.chosen.period.start if own.chosen else None,
            to_end=own.chosen.period.end if own.chosen else None,
        )
        for own in found
    ]
    return letters(rows, closure)


def sizes(units: Iterable[Unit]) -> dict[int, int]:
    """How many parts the houses of these units have. One query."""
    houses = {unit.building_id for unit in units}
    return dict(Building.objects.filter(pk__in=houses).annotate(size=Count("units")).values_list("pk", "size"))


def places(units: Iterable[Unit], totals: Mapping[int, int]) -> list[str]:
    """'Heel Verkadefabriek', 'Studio 1 (Muziekschool)'. The units come with their building."""
    of_house: dict[Building, list[str]] = {}
    for unit in units:
        of_house.setdefault(unit.building, []).append(unit.name)
    return [words(house, names, totals[house.pk]) for house, names in of_house.items()]


def words(house: Building, names: Sequence[str], size: int) -> str:
    return f"Heel {house.name}" if len(names) == size else f"{', '.join(sorted(names))} ({house.name})"


def skipped_for(closure: Closure) -> QuerySet[Booking]:
    """Dates of series that stayed empty in the rooms and the time of this closure."""
    return (
        Booking.objects.skipped()
        .within(closure.period)
        .filter(Q(room__units__in=closure.units.all()))
        .select_related("series", "partner", "room")
        .distinct()
        .order_by("local_start")
    )
