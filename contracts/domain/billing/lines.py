"""The lines of an invoice: of a booking (rent, its supplements, or what cancelling costs) or typed by somebody."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bookings.enums import BookingStatus
from bookings.models import BookedSupplement, Booking
from contracts.domain.billing.btw import VatRules, percent_of
from contracts.enums import LineUnit, Product
from contracts.models import InvoiceLine, VatRule
from fluxus.errors import Refusal
from fluxus.money import half_up, per_hour
from fluxus.periods import dutch_period
from network.models import Partner

LAPSED = (BookingStatus.CANCELLED, BookingStatus.SKIPPED)
FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True)
class NewLine:
    """A line as somebody types it; `rule` is the btw that was chosen for it, else the rule of the product holds."""

    description: str
    unit_price_cents: int
    product: str = Product.SERVICE
    quantity: Decimal = Decimal(1)
    unit: str = LineUnit.PIECE
    discount_cents: int = 0
    discount_reason: str = ""
    delivered_from_on: date | None = None
    delivered_until_on: date | None = None
    rule: VatRule | None = field(default=None, compare=False)

    @property
    def net_cents(self) -> int:
        return half_up(self.quantity * self.unit_price_cents) - self.discount_cents


def of_booking(booking: Booking, *, on: date | None = None, rules: VatRules | None = None) -> list[InvoiceLine]:
    """What a booking is billed for, not stored yet and without an invoice: rent and supplements, or its charge.

    The btw is that of day `on`, without it of the day that the booking begins. What costs nothing has no line, nor what
    was never agreed.
    """
    day = on or booking.local_start.date()
    known = rules or VatRules.of([booking.partner])
    if booking.status in LAPSED:
        lines = [_charge(booking)] if booking.charge_cents else []
    elif booking.status == BookingStatus.CONFIRMED:
        lines = [_rent(booking)] if booking.price_cents else []
        lines += [_supplement(booking, each) for each in booking.supplements.all() if each.price_cents]
    else:
        lines = []
    for line in lines:
        is_service = line.supplement is not None and line.supplement.supplement.is_service
        wanted = Product.SERVICE if is_service else line.product
        set_vat(line, known.rule_for(booking.partner, wanted, day), day)
    return lines


def of_new(new: NewLine, *, partner: Partner, on: date, rules: VatRules | None = None) -> InvoiceLine:
    """A line that somebody typed, not stored yet. Refuses what cannot be: a discount above the price, days reversed."""
    if new.net_cents < 0 and new.quantity >= 0:
        raise Refusal("De korting is groter dan de prijs.", field="discount", code="discount")
    if new.delivered_from_on and new.delivered_until_on and new.delivered_until_on < new.delivered_from_on:
        raise Refusal("Het einde ligt voor het begin.", field="delivered_until_on", code="reversed")
    line = InvoiceLine(
        product=new.product,
        description=new.description[:240],
        quantity=new.quantity,
        unit=new.unit,
        unit_price_cents=new.unit_price_cents,
        discount_cents=new.discount_cents,
        discount_reason=new.discount_reason,
        net_cents=new.net_cents,
        delivered_from_on=new.delivered_from_on,
        delivered_until_on=new.delivered_until_on or new.delivered_from_on,
    )
    day = new.delivered_from_on or on
    known = rules or VatRules.of([partner])
    chosen = None if known.is_small_business(day) else new.rule
    set_vat(line, chosen or known.rule_for(partner, new.product, day), day)
    return line


def set_vat(line: InvoiceLine, rule: VatRule, on: date) -> None:
    """The btw of a rule on a day, with the reason for the invoice and the explanation for colleagues."""
    line.vat_category, line.vat_percent = rule.category, percent_of(rule, on)
    line.vat_reason, line.vat_explanation = rule.reason, f"{rule.explanation} ({rule.legal_basis})"[:300]


def hourly(net_cents: int, minutes: int) -> int:
    """The price an hour that gives `net_cents` for `minutes`, to the cent nearest."""
    return half_up(Decimal(net_cents) * 60 / minutes)


def _rent(booking: Booking) -> InvoiceLine:
    line = _at(booking, Product.ROOM, f"Huur {_where(booking)} ({booking.title})", booking.price_cents)
    minutes = booking.period.wall_minutes
    line.minutes = minutes
    price = hourly(booking.price_cents, minutes)
    if per_hour(price, minutes) == booking.price_cents:
        line.unit, line.unit_price_cents = LineUnit.HOUR, price
        line.quantity = (Decimal(minutes) / 60).quantize(FOUR_DECIMALS)
    return line


def _supplement(booking: Booking, booked: BookedSupplement) -> InvoiceLine:
    """A supplement: so many pieces when the price divides, else one of the whole price."""
    count = booked.quantity if booked.price_cents % booked.quantity == 0 else 1
    name = booked.supplement.name if booked.quantity == 1 else f"{booked.quantity} × {booked.supplement.name}"
    line = _at(booking, Product.SUPPLEMENT, f"{name} bij {_where(booking)}", booked.price_cents)
    line.supplement, line.quantity = booked, Decimal(count)
    line.unit_price_cents = booked.price_cents // count
    return line


def _charge(booking: Booking) -> InvoiceLine:
    what = f"Annuleringskosten {_where(booking)} ({booking.title})"
    return _at(booking, Product.CANCELLATION, what, booking.charge_cents)


def _where(booking: Booking) -> str:
    when = dutch_period(booking.local_start, booking.local_end)
    return f"{booking.room.name}, {booking.room.building.name}, {when}"


def _at(booking: Booking, product: str, description: str, net_cents: int) -> InvoiceLine:
    """One piece of the whole price, delivered on the day of the booking."""
    day = booking.local_start.date()
    return InvoiceLine(
        booking=booking,
        product=product,
        description=description[:240],
        quantity=Decimal(1),
        unit=LineUnit.PIECE,
        unit_price_cents=net_cents,
        net_cents=net_cents,
        delivered_from_on=day,
        delivered_until_on=day,
    )
