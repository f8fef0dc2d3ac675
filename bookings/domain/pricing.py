"""What a booking costs: the hourly tariff of the room's class for who rents, over wall-clock time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bookings.enums import Audience
from bookings.models import Room, Tariff
from fluxus.errors import Refusal
from fluxus.money import euros, per_hour
from fluxus.periods import Period
from network.enums import CULTUURMAKER_ROLES, PartnerRole
from network.models import Partner, RoleAssignment


@dataclass(frozen=True)
class Quote:
    """Net euro cents and how they came about, in Dutch."""

    cents: int
    explanation: str


@dataclass(frozen=True)
class Renter:
    """Which tariff a partner gets and the word for it: 'docent', 'overige huurder'."""

    audience: Audience
    word: str


def quote(*, room: Room, partner: Partner, period: Period) -> Quote:
    """The price on the day the period starts. Cultuurmakers pay the reduced rate (jaarplan 3.2).

    Wall-clock minutes count, so the doubled hour of the autumn night is billed once. Refuses when no tariff is known.
    """
    day = period.start.date()
    who = renter(partner=partner, on=day)
    tariff = Tariff.objects.holding(tariff_class=room.tariff_class, audience=who.audience, on=day).first()
    if tariff is None:
        raise no_tariff(room)
    return calculate(room_name=room.name, who=who, hourly_cents=tariff.hourly_cents, minutes=period.wall_minutes)


def quotes(*, room: Room, partner: Partner, periods: Sequence[Period]) -> list[Quote]:
    """As `quote` for each of the periods, in their order. Two queries, however many there are."""
    return quotes_of([(room, partner, period) for period in periods])


def quotes_of(wanted: Sequence[tuple[Room, Partner, Period]]) -> list[Quote]:
    """As `quote` for each of them, in their order. Two queries, however many there are."""
    if not wanted:
        return []
    classes = {room.tariff_class for room, _, _ in wanted}
    tariffs: dict[tuple[str, str], list[Tariff]] = {}
    for tariff in Tariff.objects.filter(tariff_class__in=classes).order_by("-valid_from"):
        tariffs.setdefault((tariff.tariff_class, tariff.audience), []).append(tariff)
    roles: dict[int, list[RoleAssignment]] = {}
    partners = {partner.pk for _, partner, _ in wanted}
    for role in RoleAssignment.objects.filter(partner__in=partners, role__in=CULTUURMAKER_ROLES):
        roles.setdefault(role.partner_id, []).append(role)
    return [quote_from(tariffs, roles.get(partner.pk, []), room, period) for room, partner, period in wanted]


def quote_from(
    tariffs: Mapping[tuple[str, str], Sequence[Tariff]], roles: Sequence[RoleAssignment], room: Room, period: Period
) -> Quote:
    """The price by tariffs (newest first) and roles that were read before."""
    day = period.start.date()
    who = renter_with([role.role for role in roles if holds(role, day)])
    known = (tariff for tariff in tariffs.get((room.tariff_class, who.audience), ()) if tariff.valid_from <= day)
    tariff = next(known, None)
    if tariff is None:
        raise no_tariff(room)
    return calculate(room_name=room.name, who=who, hourly_cents=tariff.hourly_cents, minutes=period.wall_minutes)


def holds(role: RoleAssignment, day: date) -> bool:
    """As `RoleAssignment.objects.on(day)`, for a row at hand."""
    return (role.started_on is None or role.started_on <= day) and (role.ended_on is None or day < role.ended_on)


def no_tariff(room: Room) -> Refusal:
    return Refusal(f"Voor {room.name} is nog geen tarief bekend op deze dag.", field="room", code="no_tariff")


def calculate(*, room_name: str, who: Renter, hourly_cents: int, minutes: int) -> Quote:
    """The amount and its breakdown: 'Studio 1, docent: 2 uur à € 14,50'."""
    explanation = f"{room_name}, {who.word}: {dutch_duration(minutes)} à {euros(hourly_cents)}"
    return Quote(cents=per_hour(hourly_cents, minutes), explanation=explanation)


def renter(*, partner: Partner, on: date) -> Renter:
    """Reduced for who is a cultuurmaker on that day."""
    held = RoleAssignment.objects.on(on).filter(partner=partner, role__in=CULTUURMAKER_ROLES)
    return renter_with(list(held.values_list("role", flat=True)))


def renter_with(roles: Sequence[str]) -> Renter:
    """The tariff for somebody with these roles."""
    for role in CULTUURMAKER_ROLES:
        if role in roles:
            return Renter(Audience.CULTUURMAKER, str(PartnerRole(role).label))
    return Renter(Audience.OTHER, "overige huurder")


def dutch_duration(minutes: int) -> str:
    """120 → '2 uur', 90 → '1 uur 30 min', 45 → '45 min'."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} uur"] if hours else []
    if rest:
        parts.append(f"{rest} min")
    return " ".join(parts)
