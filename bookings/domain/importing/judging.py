"""What would become of each row of a list: good, or why not, in the words of the house."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower

from bookings.domain import availability, clashes, conditions
from bookings.domain.importing.lines import Line
from bookings.models import Booking, Room
from fluxus.errors import Refusal
from fluxus.periods import Period
from fluxus.text import fold
from network.domain.imports.cells import day, day_order
from network.domain.names import comparable
from network.enums import PartnerKind
from network.models import EmailAddress, Partner

CLOCK = re.compile(r"(\d{1,2})(?:[:.u](\d{2})|u)?(?::00)?(?: ?uur)?", re.IGNORECASE)
LONGEST_TITLE = Booking._meta.get_field("title").max_length or 0
MOST_PERSONS = 5000


@dataclass(frozen=True)
class Wanted:
    """A row as a booking that could be placed."""

    room: Room
    partner: Partner
    period: Period
    title: str
    persons: int | None

    @property
    def token(self) -> UUID:
        """The same row gives the same token, in whatever file it comes: placed once."""
        what = (self.room.pk, self.partner.pk, self.period.start, self.period.end, fold(self.title))
        return uuid5(NAMESPACE_URL, "|".join(map(str, what)))


@dataclass(frozen=True)
class Judged:
    """A row with what it means, or with the sentence that says why it can't be placed. `stands`: it was placed before."""

    line: Line
    wanted: Wanted | None
    problem: str = ""
    stands: bool = False

    @property
    def is_good(self) -> bool:
        return self.wanted is not None and not self.problem and not self.stands


def judge(*, lines: Sequence[Line], by: Any, at: datetime) -> list[Judged]:
    """Look at every row, reading only. A few queries for each room in the list, however many rows."""
    reader = Reader(lines)
    read = [reader.judged(line) for line in lines]
    known = placed_before(read)
    per_room: dict[int, list[Judged]] = defaultdict(list)
    for each in read:
        if each.wanted and each.wanted.token not in known:
            per_room[each.wanted.room.pk].append(each)
    faults = {number: fault for own in per_room.values() for number, fault in faults_in(own, by, at)}
    return [
        Judged(
            each.line,
            each.wanted,
            each.problem or faults.get(each.line.number, ""),
            stands=each.wanted is not None and each.wanted.token in known,
        )
        for each in read
    ]


def placed_before(read: Iterable[Judged]) -> set[UUID]:
    """Tokens of rows that stand as a booking already."""
    tokens = [each.wanted.token for each in read if each.wanted]
    standing = Booking.objects.claiming().filter(request_token__in=tokens).values_list("request_token", flat=True)
    return {token for token in standing if token}


def faults_in(rows: Sequence[Judged], by: Any, at: datetime) -> Iterator[tuple[int, str]]:
    """Per row of one room: somebody else is in, another row wants the same time, or a rule of the house is against it."""
    wishes = [each.wanted for each in rows if each.wanted]
    room, periods = wishes[0].room, [wish.period for wish in wishes]
    taken = availability.clashes_of(room, periods)
    broken = conditions.check_many(room=room, periods=periods, persons=None, by=by, at=at)
    earlier: list[tuple[int, Period]] = []
    for each in rows:
        if each.wanted is None:
            continue
        period = each.wanted.period
        rival = next((number for number, other in earlier if too_close(room, period, other)), 0)
        if period in taken:
            yield each.line.number, clashes.describe(room=room, period=period, blockers=taken[period], by=by)
        elif period in broken:
            yield each.line.number, broken[period][0].sentence
        elif each.wanted.persons and each.wanted.persons > room.capacity:
            yield each.line.number, f"{room.name} is voor hoogstens {room.capacity} personen."
        elif rival:
            yield each.line.number, f"Regel {rival} van dit bestand wil {room.name} in dezelfde tijd."
        else:
            earlier.append((each.line.number, period))


def too_close(room: Room, period: Period, other: Period) -> bool:
    """Together with the clearing up after the first of them."""
    turnaround = timedelta(minutes=room.turnaround_minutes)
    return period.start < other.end + turnaround and other.start < period.end + turnaround


class Reader:
    """Knows the rooms and the partners that a list names; reads cells."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.rooms = by_name(Room.objects.bookable().select_related("building"))
        self.partners = named({line.cells.get("partner", "") for line in lines})
        self.order, _ = day_order(line.cells.get("day", "") for line in lines)

    def judged(self, line: Line) -> Judged:
        try:
            return Judged(line, self.wanted(line.cells))
        except Refusal as refusal:
            return Judged(line, None, refusal.sentence)
        except ValidationError as error:
            return Judged(line, None, error.messages[0])

    def wanted(self, cells: dict[str, str]) -> Wanted:
        room = self.room(cells.get("room", ""))
        partner = self.partner(cells.get("partner", ""))
        period = Period.on(self.day(cells.get("day", "")), clock(cells, "start", "van"), clock(cells, "end", "tot"))
        return Wanted(room, partner, period, title(cells.get("title", "")), persons(cells.get("persons", "")))

    def room(self, cell: str) -> Room:
        found = self.rooms.get(fold(cell), [])
        if len(found) == 1:
            return found[0]
        if not cell:
            raise Refusal("De ruimte ontbreekt.")
        if not found:
            raise Refusal(f"De ruimte “{cell}” kennen we niet, of ze is niet te huur.")
        houses = ", ".join(room.building.name for room in found)
        raise Refusal(f"“{cell}” is er in meer huizen ({houses}). Zet het huis erachter.")

    def partner(self, cell: str) -> Partner:
        found = self.partners.get(cell, [])
        if len(found) == 1:
            return found[0]
        if not cell:
            raise Refusal("De huurder ontbreekt.")
        if not found:
            raise Refusal(f"De huurder “{cell}” staat niet in het netwerk.")
        raise Refusal(f"“{cell}” staat {len(found)} keer in het netwerk. Gebruik het e-mailadres van de huurder.")

    def day(self, cell: str) -> date:
        found = day(cell, self.order)
        if found is None:
            raise Refusal(f"“{cell}” is geen datum, zoals 1-12-2026." if cell else "De datum ontbreekt.")
        return found


def by_name(rooms: Iterable[Room]) -> dict[str, list[Room]]:
    """Rooms under their name, and under their name with the house before or after it."""
    found: dict[str, list[Room]] = defaultdict(list)
    for room in rooms:
        for name in {room.name, f"{room.name} {room.building.name}", f"{room.building.name} {room.name}", room.slug}:
            if room not in found[fold(name)]:
                found[fold(name)].append(room)
    return found


def named(names: set[str]) -> dict[str, list[Partner]]:
    """The partners under each name or e-mail address; who is called exactly so goes before who is called alike."""
    keys = {name: {comparable(name, is_person=True), comparable(name)} for name in names if name}
    alike = list(Partner.objects.filter(match_name__in={key for own in keys.values() for key in own}))
    mailed: dict[str, list[Partner]] = defaultdict(list)
    addresses = EmailAddress.objects.alias(small=Lower("address")).filter(small__in=[name.lower() for name in names])
    for mail in addresses.select_related("partner"):
        mailed[mail.address.lower()].append(mail.partner)
    found = {}
    for name in keys:
        exact = [partner for partner in alike if fold(partner.name) == fold(name)]
        found[name] = mailed.get(name.lower()) or exact or [partner for partner in alike if is_named(partner, name)]
    return found


def is_named(partner: Partner, name: str) -> bool:
    """An organisation by its own way of comparing, a person by his."""
    return comparable(name, is_person=partner.kind == PartnerKind.PERSON) == partner.match_name


def clock(cells: dict[str, str], key: str, word: str) -> time:
    cell = cells.get(key, "")
    match = CLOCK.fullmatch(cell)
    latest = 24 if key == "end" else 23
    if not match or int(match[1]) > latest or int(match[2] or 0) > 59:
        raise Refusal(f"“{cell}” is geen tijd, zoals 19:30." if cell else f"De tijd “{word}” ontbreekt.")
    return time(int(match[1]) % 24, int(match[2] or 0))


def title(cell: str) -> str:
    if not cell:
        raise Refusal("De activiteit ontbreekt.")
    if len(cell) > LONGEST_TITLE:
        raise Refusal(f"De activiteit is te lang: hoogstens {LONGEST_TITLE} tekens.")
    return cell


def persons(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdecimal() and 0 < int(cell[:9]) <= MOST_PERSONS):
        raise Refusal(f"“{cell}” is geen aantal personen.")
    return int(cell)
