"""What a booking costs: the tariffs of the price list that holds on its day, over wall-clock time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from bookings.domain import windows
from bookings.domain.windows import dutch_duration
from bookings.enums import Audience, PriceListStatus
from bookings.models import Booking, PriceList, Room, Tariff
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.enums import CULTUURMAKER_ROLES, PartnerRole
from network.models import Partner, RoleAssignment

__all__ = ["Book", "Quote", "Renter", "dutch_duration", "quote", "quotes", "quotes_of", "renter"]
LONGEST_EXPLANATION = 200
AUDIENCES = {
    **dict.fromkeys(CULTUURMAKER_ROLES, Audience.CULTUURMAKER),
    PartnerRole.SCHOOL: Audience.SCHOOL,
    PartnerRole.SCHOOL_BOARD: Audience.SCHOOL,
    PartnerRole.SOCIAL_ORGANISATION: Audience.SOCIAL,
    PartnerRole.COMMUNITY_CENTRE: Audience.SOCIAL,
    PartnerRole.CARE: Audience.SOCIAL,
    PartnerRole.SOCIAL_TEAM: Audience.SOCIAL,
}
"""Which tariff goes with a role; who has several gets the first of these."""


@dataclass(frozen=True)
class Quote:
    """Net euro cents and how they came about, in Dutch; `breakdown` has a label and cents for each tariff."""

    cents: int
    explanation: str
    breakdown: list[dict[str, str | int]] = field(default_factory=list)


@dataclass(frozen=True)
class Renter:
    """Which tariff a partner gets and the word for it: 'docent', 'overige huurder'."""

    audience: Audience
    word: str


@dataclass
class Book:
    """Price lists that were read before, newest first, each with its tariffs per class of room."""

    lists: list[tuple[date, dict[str, list[Tariff]]]]

    @classmethod
    def published(cls) -> "Book":
        """All published lists. One query."""
        return cls.of(Tariff.objects.filter(price_list__status=PriceListStatus.PUBLISHED))

    @classmethod
    def only(cls, price_list: PriceList) -> "Book":
        """One list, published or not, as if it held always. One query."""
        found = cls.of(Tariff.objects.filter(price_list=price_list))
        return cls([(date.min, tariffs) for _, tariffs in found.lists])

    @classmethod
    def of(cls, tariffs: QuerySet[Tariff]) -> "Book":
        grouped: dict[date, dict[str, list[Tariff]]] = {}
        found = tariffs.select_related("price_list").order_by("-price_list__valid_from", "pk")
        for each in found:
            own = grouped.setdefault(each.price_list.valid_from, {})
            own.setdefault(each.tariff_class, []).append(each)
        return cls(list(grouped.items()))

    def tariffs(self, tariff_class: str, on: date) -> list[Tariff]:
        """Of the list that holds on a day, for one class of room."""
        return next((known.get(tariff_class, []) for valid_from, known in self.lists if valid_from <= on), [])

    def quote(self, *, room: Room, who: Renter, period: Period) -> Quote:
        """The price by the list of the day the period starts. Refuses when an hour of it has no tariff."""
        parts = windows.split(self.tariffs(room.tariff_class, period.start.date()), who.audience, period)
        if not parts:
            raise no_tariff(room)
        return told(room.name, who, parts)


def quote(*, room: Room, partner: Partner, period: Period) -> Quote:
    """The price on the day the period starts. Cultuurmakers pay the reduced rate (jaarplan 3.2).

    Wall-clock minutes count, so the doubled hour of the autumn night is billed once. Refuses when no tariff is known.
    """
    return quotes_of([(room, partner, period)])[0]


def quotes(*, room: Room, partner: Partner, periods: Sequence[Period]) -> list[Quote]:
    """As `quote` for each of the periods, in their order. Two queries, however many there are."""
    return quotes_of([(room, partner, period) for period in periods])


def quotes_of(wanted: Sequence[tuple[Room, Partner, Period]]) -> list[Quote]:
    """As `quote` for each of them, in their order. Two queries, however many there are."""
    if not wanted:
        return []
    book = Book.published()
    roles = roles_of(partner.pk for _, partner, _ in wanted)
    return [
        book.quote(room=room, who=renter_on(roles.get(partner.pk, []), period.start.date()), period=period)
        for room, partner, period in wanted
    ]


def repriced(moves: Sequence[tuple[Booking, Room, Period]]) -> list[bool]:
    """Which of these moves make it really another thing, with a new price: another class, another duration, or hours that
    cost something else by the list that holds on the day where it stands now.

    A price that somebody set himself stays. Two queries at most, none where only the date changes.
    """
    asks = [is_other_time(*move) for move in moves]
    if not any(asks):
        return [is_other_thing(*move) for move in moves]
    book, roles = Book.published(), roles_of(booking.partner_id for booking, _, _ in moves)
    return [
        is_other_thing(*move) or (ask and costs_otherwise(book, roles.get(move[0].partner_id, []), move[0], move[2]))
        for move, ask in zip(moves, asks, strict=True)
    ]


def is_other_thing(booking: Booking, room: Room, period: Period) -> bool:
    if booking.manual_price_reason:
        return False
    other_class = room.tariff_class != booking.room.tariff_class
    return other_class or period.wall_minutes != booking.period.wall_minutes


def is_other_time(booking: Booking, room: Room, period: Period) -> bool:
    """Whether only the hours or the day of the week change, so that the windows of the tariffs decide."""
    if booking.manual_price_reason or is_other_thing(booking, room, period):
        return False
    was = booking.local_start
    return (was.weekday(), was.time()) != (period.start.weekday(), period.start.time())


def costs_otherwise(book: Book, roles: Sequence[RoleAssignment], booking: Booking, period: Period) -> bool:
    day = booking.local_start.date()
    tariffs, audience = book.tariffs(booking.room.tariff_class, day), renter_on(roles, day).audience
    was, now = (windows.split(tariffs, audience, each) for each in (booking.period, period))
    return sum(part.cents for part in was or ()) != sum(part.cents for part in now or ())


def freeze(booking: Booking, price: Quote) -> None:
    """The price on the row with its breakdown; not saved yet. A price that somebody set himself goes."""
    booking.price_cents, booking.price_explanation = price.cents, price.explanation
    booking.price_breakdown = price.breakdown
    booking.manual_price_reason = ""


def frozen(booking: Booking) -> Quote:
    """The price as the row has it."""
    return Quote(booking.price_cents, booking.price_explanation, booking.price_breakdown)


PRICE_FIELDS = ("price_cents", "price_explanation", "price_breakdown", "manual_price_reason")


def roles_of(partners: Iterable[int]) -> dict[int, list[RoleAssignment]]:
    """The roles that say which tariff they pay, past ones too. One query."""
    roles: dict[int, list[RoleAssignment]] = {}
    for role in RoleAssignment.objects.filter(partner__in=set(partners), role__in=AUDIENCES):
        roles.setdefault(role.partner_id, []).append(role)
    return roles


def renter_on(roles: Iterable[RoleAssignment], day: date) -> Renter:
    return renter_with([role.role for role in roles if holds(role, day)])


def holds(role: RoleAssignment, day: date) -> bool:
    """As `RoleAssignment.objects.on(day)`, for a row at hand."""
    return (role.started_on is None or role.started_on <= day) and (role.ended_on is None or day < role.ended_on)


def no_tariff(room: Room) -> Refusal:
    return Refusal(f"Voor {room.name} is nog geen tarief bekend op deze dag.", field="room", code="no_tariff")


def told(room_name: str, who: Renter, parts: Sequence[windows.Part]) -> Quote:
    """'Studio 1, maandagavond, docent: 2 uur à € 14,50'; over several tariffs each with its own words."""
    if len(parts) == 1:
        head = ", ".join(word for word in (room_name, parts[0].when, who.word) if word)
        explanation = f"{head}: {parts[0].how}"
    else:
        explanation = f"{room_name}, {who.word}: {'; '.join(labelled(part, ' ') for part in parts)}"
    breakdown: list[dict[str, str | int]] = [{"label": labelled(part, ": "), "cents": part.cents} for part in parts]
    return Quote(sum(part.cents for part in parts), fitting(explanation), breakdown)


def labelled(part: windows.Part, between: str) -> str:
    return f"{part.when}{between}{part.how}" if part.when else part.how


def fitting(text: str) -> str:
    """Cut to what fits in the column; the breakdown has all of it."""
    return text if len(text) <= LONGEST_EXPLANATION else f"{text[: LONGEST_EXPLANATION - 1].rstrip()}…"


def renter(*, partner: Partner, on: date) -> Renter:
    """Reduced for who is a cultuurmaker on that day."""
    held = RoleAssignment.objects.on(on).filter(partner=partner, role__in=AUDIENCES)
    return renter_with(list(held.values_list("role", flat=True)))


def renter_with(roles: Sequence[str]) -> Renter:
    """The tariff for somebody with these roles."""
    for role, audience in AUDIENCES.items():
        if role in roles:
            return Renter(audience, str(role.label))
    return Renter(Audience.OTHER, "overige huurder")
