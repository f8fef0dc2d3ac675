"""A price that somebody sets himself, and back to the price list."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.domain import pricing, supplements
from bookings.domain.placing.claims import hold
from bookings.domain.placing.making import refuse_fixed
from bookings.domain.placing.story import name_of, remember
from bookings.enums import DECIDERS
from bookings.models import Booking
from fluxus.db import persevering
from fluxus.errors import Refusal
from fluxus.money import euros


@persevering
def set_price(*, booking: Booking, cents: int, reason: str, by: Any, at: datetime) -> Booking:
    """Net cents instead of the price list, with a reason; it stays when the booking moves. Refuses what is sealed."""
    if not reason.strip():
        raise Refusal("Vul in waarom deze boeking een eigen prijs heeft.", field="reason", code="no_reason")
    with transaction.atomic():
        held = changeable(booking, by)
        was = held.price_cents
        text = f"{held.room.name}, eigen prijs: {reason.strip()}"
        line: dict[str, str | int] = {"label": f"Eigen prijs: {reason.strip()}", "cents": cents}
        pricing.freeze(held, pricing.Quote(cents, pricing.fitting(text), [line]))
        held.manual_price_reason = reason.strip()
        held.save(update_fields=pricing.PRICE_FIELDS)
        title = f"Eigen prijs: {euros(cents)} in plaats van {euros(was)} voor {name_of(held)}"
        remember(held, title, by=by, detail=reason.strip(), at=at)
    return held


@persevering
def by_the_list(*, booking: Booking, by: Any, at: datetime) -> Booking:
    """The price of the price list again, as of today."""
    with transaction.atomic():
        held = changeable(booking, by)
        pricing.freeze(held, pricing.quote(room=held.room, partner=held.partner, period=held.period))
        held.save(update_fields=pricing.PRICE_FIELDS)
        remember(held, f"Prijs weer volgens de prijslijst: {name_of(held)}", by=by, at=at)
    return held


@persevering
def change_supplements(*, booking: Booking, wanted: supplements.Wanted, by: Any, at: datetime) -> Booking:
    """Exactly these supplements with the booking from now on. Refuses what is sealed or has ended."""
    with transaction.atomic():
        held = hold(booking)
        refuse_fixed(held, "wijzigen")
        supplements.change(held, wanted)
        remember(held, f"Toeslagen gewijzigd: {name_of(held)}", by=by, at=at)
    return held


def changeable(booking: Booking, by: Any) -> Booking:
    """Locked; only for who decides on rooms."""
    if not by.has_role(*DECIDERS):
        raise Refusal("Alleen het projectbureau bepaalt een eigen prijs.", code="not_allowed")
    held = hold(booking)
    refuse_fixed(held, "wijzigen")
    return held
