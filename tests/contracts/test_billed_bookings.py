"""What is billed keeps its price: the database refuses, whatever program asks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from bookings.domain.placing import add_back, restore
from bookings.enums import BookingStatus, SkipKind
from bookings.models import BookedSupplement, Booking, Supplement
from contracts.domain.billing import drafting, invoices
from fluxus.db import violation
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.bookings import make_price_list
from tests.factories.contracts import (
    DAY,
    make_booking,
    make_credit,
    make_draft_invoice,
    make_house,
    make_invoice,
    make_room,
)
from tests.factories.network import make_teacher

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEPT = "contracts_billed_keeps_its_price"


def broken(act: Callable[[], object]) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return violation(caught.value)


def erase(row: Booking | BookedSupplement) -> None:
    """Past Django, which would protect it as well."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


@pytest.fixture
def billed(cast: Cast) -> Booking:
    line = make_invoice(cast.finance).lines.select_related("booking").get()
    assert line.booking is not None
    return line.booking


def changes() -> dict[str, Callable[[Booking], object]]:
    def own(booking: Booking, **values: object) -> object:
        return Booking.objects.filter(pk=booking.pk).update(**values)

    return {
        "price": lambda booking: own(booking, price_cents=1),
        "renter": lambda booking: own(booking, partner=make_teacher()),
        "charge": lambda booking: own(booking, status="cancelled", charge_cents=1, charge_explanation="te laat",
                                      cancelled_at=booking.placed_at),
        "room": lambda booking: own(booking, room=make_room("Elders")),
        "start": lambda booking: own(booking, local_start=F("local_start") - timedelta(hours=1)),
        "end": lambda booking: own(booking, local_end=F("local_end") + timedelta(hours=1)),
    }  # fmt: skip


@pytest.mark.parametrize("what", changes())
def test_a_billed_booking_keeps(billed: Booking, what: str) -> None:
    assert broken(lambda: changes()[what](billed)) == KEPT


@pytest.mark.parametrize("what", changes())
def test_while_the_invoice_is_a_draft_it_may_change(cast: Cast, what: str) -> None:
    """Else the test above would prove nothing of the invoice."""
    line = make_draft_invoice(cast.finance).lines.select_related("booking").get()
    assert line.booking is not None
    assert changes()[what](line.booking) == 1


def test_nor_does_it_go_away(billed: Booking) -> None:
    assert broken(lambda: erase(billed)) == KEPT


def test_what_reception_saw_may_still_be_noted(billed: Booking, cast: Cast) -> None:
    own = Booking.objects.filter(pk=billed.pk)
    assert own.update(attendance="arrived", attended_at=billed.placed_at, attended_by=cast.reception) == 1


@pytest.mark.parametrize("what", ["price", "end"])
def test_credited_wholly_it_is_free_again(cast: Cast, what: str) -> None:
    invoice = make_invoice(cast.finance)
    line = invoice.lines.select_related("booking").get()
    make_credit(cast.finance, invoice)
    assert line.booking is not None
    assert changes()[what](line.booking) == 1


def test_a_billed_supplement_keeps_its_price(cast: Cast) -> None:
    line = make_draft_invoice(cast.finance).lines.select_related("booking", "invoice").get()
    assert line.booking is not None
    piano = Supplement(name="Vleugel", amount_cents=3500)
    make_price_list(piano)
    hired = BookedSupplement.objects.create(
        booking=line.booking, supplement=piano, price_cents=3500, price_explanation="Vleugel"
    )
    own = BookedSupplement.objects.filter(pk=hired.pk)
    assert own.update(quantity=1) == 1
    bill(hired, cast)
    assert broken(lambda: own.update(price_cents=1)) == KEPT
    assert broken(lambda: own.update(quantity=2)) == KEPT
    assert broken(lambda: erase(hired)) == KEPT


def bill(hired: BookedSupplement, cast: Cast) -> None:
    """On an invoice of its own, with the rent of its booking."""
    rent = hired.booking.invoice_lines.get()
    drafting.discard(invoice=rent.invoice, by=cast.finance)
    invoices.issue(
        invoice=drafting.draft_for_booking(booking=hired.booking, by=cast.finance), by=cast.finance, today=DAY
    )


@pytest.mark.parametrize("status", [BookingStatus.CANCELLED, BookingStatus.SKIPPED])
def test_what_lapsed_and_was_billed_for_it_does_not_stand_again(cast: Cast, status: str) -> None:
    make_house()
    booking = make_booking(cast.bureau)
    lapsed = {"cancelled_at": NOON} if status == BookingStatus.CANCELLED else {"skip_kind": SkipKind.CHOICE}
    charge = {"charge_cents": 1450, "charge_explanation": "50%"}
    Booking.objects.filter(pk=booking.pk).update(status=status, **lapsed, **charge)
    booking.refresh_from_db()
    draft = drafting.draft_for_booking(booking=booking, by=cast.finance)
    invoice = invoices.issue(invoice=draft, by=cast.finance, today=DAY)
    again = restore if status == BookingStatus.CANCELLED else add_back
    with pytest.raises(Refusal, match=f"niet terug te zetten: factuur {invoice.number}"):
        again(booking=booking, by=cast.bureau, at=NOON)
