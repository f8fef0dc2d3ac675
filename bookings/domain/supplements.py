"""What is hired with a room: a piano, technique, a host. Asked for by name, at the price of the list of that day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bookings.domain import pricing, windows
from bookings.enums import BookingStatus
from bookings.models import BookedSupplement, Booking, PriceList, Supplement
from fluxus.errors import Refusal
from fluxus.periods import Period

type Wanted = Mapping[str, int]
"""How many of each, by name."""
MOST = 99


def offered(*, since: date) -> list[Supplement]:
    """One of each name that the list of that day or a later one has, the latest price. Two queries."""
    holding = PriceList.objects.holding(since).values_list("valid_from", flat=True).first()
    lists = PriceList.objects.published().filter(valid_from__gte=holding or since)
    found = Supplement.objects.filter(price_list__in=lists).order_by("price_list__valid_from", "position", "pk")
    return list({each.name: each for each in found}.values())


def price(supplement: Supplement, quantity: int, period: Period) -> pricing.Quote:
    """'2 × Technicus: 3 uur à € 42,00'."""
    cents = windows.amount(supplement.unit, supplement.amount_cents, [period]) * quantity
    times = f"{quantity} × " if quantity > 1 else ""
    how = windows.counted(supplement.unit, supplement.amount_cents, [period])
    return pricing.Quote(cents, pricing.fitting(f"{times}{supplement.name}: {how}"))


def quotes(wanted: Wanted, period: Period) -> list[pricing.Quote]:
    """What these cost with a booking then, in the order of the list. Two queries; refuses what that day does not have."""
    known = of_day([period.start.date()], wanted)[period.start.date()] if wanted else {}
    return [price(each, wanted[name], period) for name, each in known.items()]


def total(wanted: Wanted, periods: Sequence[Period]) -> int:
    """Net cents of these with every one of the periods; what a day does not have is left to who books. Two queries."""
    asked = {name: quantity for name, quantity in wanted.items() if quantity}
    if not asked or not periods:
        return 0
    try:
        days = of_day({period.start.date() for period in periods}, asked)
    except Refusal:
        return 0
    return sum(
        price(each, asked[name], period).cents for period in periods for name, each in days[period.start.date()].items()
    )


def put(bookings: Sequence[Booking], wanted: Wanted) -> list[BookedSupplement]:
    """With each of these bookings, at the price of its day. Two queries and an insert, however many there are."""
    asked = {name: quantity for name, quantity in wanted.items() if quantity}
    going = [each for each in bookings if each.status != BookingStatus.SKIPPED]
    if not asked or not going:
        return []
    days = of_day({each.local_start.date() for each in going}, asked)
    return BookedSupplement.objects.bulk_create(
        row(booking, supplement, asked[name])
        for booking in going
        for name, supplement in days[booking.local_start.date()].items()
    )


def row(booking: Booking, supplement: Supplement, quantity: int) -> BookedSupplement:
    found = price(supplement, quantity, booking.period)
    return BookedSupplement(
        booking=booking,
        supplement=supplement,
        quantity=quantity,
        price_cents=found.cents,
        price_explanation=found.explanation,
    )


def change(booking: Booking, wanted: Wanted) -> None:
    """Exactly these with the booking from now on; call it inside the transaction. What stays as it was keeps its row."""
    was = {each.supplement.name: each for each in booking.supplements.select_related("supplement")}
    gone = [each.pk for name, each in was.items() if wanted.get(name, 0) != each.quantity]
    booking.supplements.filter(pk__in=gone).delete()
    stays = {name for name, each in was.items() if each.pk not in gone}
    put([booking], {name: quantity for name, quantity in wanted.items() if name not in stays})


def reprice(bookings: Iterable[Booking]) -> None:
    """After these came to stand at another time: what is paid by the hour or the daypart follows. Two queries."""
    own = {booking.pk: booking for booking in bookings}
    changed = []
    for each in BookedSupplement.objects.filter(booking__in=own).select_related("supplement"):
        found = price(each.supplement, each.quantity, own[each.booking_id].period)
        if found.cents != each.price_cents:
            each.price_cents, each.price_explanation = found.cents, found.explanation
            changed.append(each)
    if changed:
        BookedSupplement.objects.bulk_update(changed, ["price_cents", "price_explanation"])


def of_day(days: Iterable[date], wanted: Wanted) -> dict[date, dict[str, Supplement]]:
    """The wanted supplements by name in the list of each day. Two queries."""
    lists = PriceList.objects.published().prefetch_related("supplements").order_by("-valid_from")
    known = list(lists)
    return {day: chosen(next((each for each in known if each.valid_from <= day), None), wanted) for day in days}


def chosen(price_list: PriceList | None, wanted: Wanted) -> dict[str, Supplement]:
    found = price_list.supplements.all() if price_list else []
    by_name = {each.name: each for each in sorted(found, key=lambda each: each.position) if wanted.get(each.name)}
    for name, quantity in wanted.items():
        if quantity and name not in by_name:
            raise Refusal(f"‘{name}’ staat niet in de prijslijst van deze dag.", code="no_supplement")
        if not 0 <= quantity <= MOST:
            raise Refusal(f"Vul voor ‘{name}’ een aantal tot {MOST} in.", code="no_supplement")
    return by_name
