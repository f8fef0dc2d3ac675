"""What it costs to let a booking lapse late: the cancellation rules of the price list that holds on its day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bookings.domain import pricing
from bookings.enums import BookingStatus
from bookings.models import Booking, CancellationRule, PriceList
from fluxus.errors import Refusal
from fluxus.money import euros, half_up
from fluxus.periods import to_utc

HOUR = timedelta(hours=1)
CHARGE_FIELDS = ("charge_cents", "charge_explanation")


@dataclass(frozen=True)
class Charge:
    """Net euro cents and why; nothing with an empty explanation."""

    cents: int = 0
    explanation: str = ""


def of(booking: Booking, *, at: datetime) -> Charge:
    """What it would cost to let it lapse at an aware moment. Three queries."""
    return of_many([booking], at=at)[booking.pk]


def of_many(bookings: Sequence[Booking], *, at: datetime) -> dict[int, Charge]:
    """As `of`, per key. Three queries, however many there are; none when nothing was agreed."""
    agreed = [each for each in bookings if each.status == BookingStatus.CONFIRMED and each.price_cents]
    found = {each.pk: Charge() for each in bookings}
    if not agreed:
        return found
    lists = PriceList.objects.published().prefetch_related("cancellation_rules").order_by("-valid_from")
    known, roles = list(lists), pricing.roles_of(each.partner_id for each in agreed)
    for each in agreed:
        day = each.local_start.date()
        audience = pricing.renter_on(roles.get(each.partner_id, []), day).audience
        holding = next((price_list for price_list in known if price_list.valid_from <= day), None)
        rules = list(holding.cancellation_rules.all()) if holding else []
        found[each.pk] = charge(each, strictest(rules, audience, hours_left(each, at)))
    return found


def hours_left(booking: Booking, at: datetime) -> float:
    """Real hours until it starts, so the night in which the clock changes counts as it is."""
    return (to_utc(booking.local_start) - at) / HOUR


def strictest(rules: Iterable[CancellationRule], audience: str, hours: float) -> CancellationRule | None:
    """Of the rules for this kind of renter, or else those for everybody: the dearest that holds."""
    known = list(rules)
    own = [each for each in known if each.audience == audience] or [each for each in known if not each.audience]
    return max((each for each in own if hours < each.hours_before), key=lambda each: each.percent, default=None)


def charge(booking: Booking, rule: CancellationRule | None) -> Charge:
    """The percentage of the price of the room, supplements not counted."""
    if rule is None or not rule.percent:
        return Charge()
    cents = half_up(Decimal(booking.price_cents) * rule.percent / 100)
    why = f"Minder dan {rule.hours_before} uur van tevoren: {rule.percent}% van {euros(booking.price_cents)}"
    return Charge(cents, why)


def impose(bookings: Sequence[Booking], *, by: Any, at: datetime, waive_reason: str = "") -> None:
    """What the renter pays for letting these lapse now, on the rows and not saved yet; call it before they lapse.

    A colleague may waive it with a reason, which stays on the booking.
    """
    if waive_reason and not by.is_colleague:
        raise Refusal("Alleen medewerkers schelden kosten kwijt.", code="not_allowed")
    found = of_many(bookings, at=at)
    for booking in bookings:
        owed = found[booking.pk]
        told = owed if not waive_reason else waived(owed, waive_reason)
        booking.charge_cents, booking.charge_explanation = told.cents, told.explanation


def waived(owed: Charge, reason: str) -> Charge:
    """Nothing to pay, and why; nothing at all when there was nothing to waive."""
    return Charge(0, pricing.fitting(f"Kwijtgescholden ({euros(owed.cents)}): {reason}")) if owed.cents else owed


def lift(booking: Booking) -> None:
    """It goes on after all: nothing to pay for lapsing; not saved yet."""
    booking.charge_cents, booking.charge_explanation = 0, ""
