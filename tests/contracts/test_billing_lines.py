"""What the lines of a booking say: hours or a piece, supplements, the btw of each, and who pays."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.models import BookedSupplement, Booking, PriceList, Supplement
from contracts.domain.billing import drafting, invoices
from contracts.domain.billing.lines import NewLine, of_booking, of_new
from contracts.domain.printing import payment_qr, printable, written_amount
from contracts.models import SepaMandate
from fluxus.errors import Refusal
from fluxus.money import half_up
from tests.cast import Cast
from tests.factories.contracts import DAY, make_booking, make_credit, make_house, make_invoice, make_vat_choice
from tests.factories.network import make_teacher

JANUARY = date(2026, 1, 1)


def with_supplement(booking: Booking, name: str, **fields: Any) -> BookedSupplement:
    prices, _ = PriceList.objects.get_or_create(name="Proef", valid_from=JANUARY)
    values = {"price_cents": 2000, "price_explanation": f"{name}: 2 × € 10,00", "quantity": 2}
    is_service = fields.pop("is_service", False)
    made = Supplement.objects.create(price_list=prices, name=name, amount_cents=1000, is_service=is_service)
    return BookedSupplement.objects.create(booking=booking, supplement=made, **{**values, **fields})


def test_a_supplement_follows_its_room_unless_it_is_a_service(cast: Cast) -> None:
    booking = make_booking(cast.bureau)
    with_supplement(booking, "Vleugel")
    with_supplement(booking, "Technicus", is_service=True)
    with_supplement(booking, "Beamer", price_cents=0)
    lines = of_booking(booking)
    found = [(line.product, line.net_cents, line.vat_category, line.vat_percent) for line in lines]
    assert found == [("room", 2900, "E", 0), ("supplement", 2000, "E", 0), ("supplement", 2000, "S", 21)]
    assert (lines[1].quantity, lines[1].unit_price_cents) == (2, 1000)
    assert "2 × Vleugel bij Studio" in lines[1].description


def test_the_choice_for_a_tenant_holds_for_room_and_supplement(cast: Cast) -> None:
    partner = make_teacher()
    make_vat_choice(cast.bureau, partner)
    booking = make_booking(cast.bureau, partner=partner)
    with_supplement(booking, "Vleugel")
    assert {(line.vat_category, line.vat_percent) for line in of_booking(booking)} == {("S", 21)}


def test_supplements_are_billed_with_their_booking_and_never_again(cast: Cast) -> None:
    make_house()
    booking = make_booking(cast.bureau)
    with_supplement(booking, "Technicus", is_service=True)
    draft = drafting.draft_for_booking(booking=booking, by=cast.bureau)
    assert (draft.net_cents, draft.vat_cents) == (4900, 420)
    later = with_supplement(booking, "Vleugel")
    second = drafting.draft_for_booking(booking=booking, by=cast.bureau)
    assert [line.supplement for line in second.lines.all()] == [later]
    with pytest.raises(Refusal, match="staat al op factuur"):
        drafting.draft_for_booking(booking=booking, by=cast.bureau)


def test_a_supplement_that_changed_stops_the_issue(cast: Cast) -> None:
    make_house()
    booking = make_booking(cast.bureau)
    booked = with_supplement(booking, "Vleugel")
    draft = drafting.draft_for_booking(booking=booking, by=cast.bureau)
    BookedSupplement.objects.filter(pk=booked.pk).update(price_cents=1)
    with pytest.raises(Refusal, match="veranderd sinds dit concept"):
        invoices.issue(invoice=draft, by=cast.bureau, today=DAY)


@given(st.integers(1, 96).map(lambda quarters: quarters * 15), st.integers(1, 500_000))
def test_quantity_times_price_is_the_rent_to_the_cent(minutes: int, cents: int) -> None:
    """The e-invoice multiplies: hours when the hourly price gives the amount back, else one piece of the whole price."""
    start = datetime(2026, 12, 1, 8)
    line = _rent_of(Booking(local_start=start, local_end=start + timedelta(minutes=minutes), price_cents=cents))
    assert abs(half_up(line.quantity * line.unit_price_cents) - cents) <= 1
    assert (line.unit == "hour") or (line.quantity, line.unit_price_cents) == (1, cents)


def _rent_of(booking: Booking) -> Any:
    from bookings.models import Building, Room
    from contracts.domain.billing.lines import _rent

    booking.room = Room(name="Studio", building=Building(name="De Fabriek"))
    return _rent(booking)


def test_typed_lines_refuse_what_cannot_be(cast: Cast) -> None:
    partner = make_teacher()
    with pytest.raises(Refusal, match="korting is groter"):
        of_new(NewLine("Les", 100, discount_cents=101, discount_reason="x"), partner=partner, on=DAY)
    turned = NewLine("Les", 100, delivered_from_on=DAY, delivered_until_on=JANUARY)
    with pytest.raises(Refusal, match="Het einde ligt voor het begin"):
        of_new(turned, partner=partner, on=DAY)


def test_the_btw_is_that_of_the_day_of_delivery(cast: Cast) -> None:
    line = of_new(NewLine("Techniek", 100, delivered_from_on=date(2012, 9, 30)), partner=make_teacher(), on=DAY)
    assert line.vat_percent == 19


def test_who_pays_by_direct_debit_reads_that_on_his_invoice(cast: Cast) -> None:
    partner = make_teacher()
    signed = {"reference": "M-1", "iban": "NL91ABNA0417164300", "holder": "B", "text": "x", "sha256": "a" * 64}
    SepaMandate.objects.create(partner=partner, signed_by=cast.bureau, text_version=1, **signed)
    invoice = make_invoice(cast.bureau, partner=partner)
    snapshot = invoice.snapshot or {}
    assert (snapshot["is_collected"], snapshot["mandate_reference"], payment_qr(snapshot)) == (True, "M-1", "")
    html = printable(invoice).html()
    assert "Je hoeft zelf niets te doen" in html
    assert "Betaal €" not in html


def test_a_credit_note_on_paper_asks_for_nothing(cast: Cast) -> None:
    note = make_credit(cast.bureau, make_invoice(cast.bureau))
    page = printable(note)
    assert page.filename == "Creditfactuur-C2026-00001.pdf"
    assert "Je hoeft niets te betalen" in page.html()
    assert payment_qr(note.snapshot or {}) == ""


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ({"minutes": 90}, "1,5 uur"),
        ({"quantity": "1.6667", "unit": "hour", "minutes": 100}, "1,67 uur"),
        ({"quantity": "1", "unit": "piece", "minutes": 120}, "1 stuk"),
        ({"quantity": "-1", "unit": "piece", "minutes": 0}, "-1 stuk"),
        ({"quantity": "2.5", "unit": "day", "minutes": 0}, "2,5 dagen"),
    ],
)
def test_amounts_as_written(line: dict[str, Any], written: str) -> None:
    assert written_amount(line) == written
