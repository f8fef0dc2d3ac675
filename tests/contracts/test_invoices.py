"""Drafting and issuing invoices."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from bookings.domain import placing
from bookings.enums import BookingStatus, SkipKind
from bookings.models import Booking
from contracts.domain.billing import invoices
from contracts.domain.billing.btw import totals
from contracts.domain.billing.lines import hourly
from contracts.domain.printing import payment_qr, written_hours
from contracts.domain.snapshots import fingerprint, in_fours
from contracts.models import DocumentOrder, Invoice, InvoiceLine
from fluxus.db import explain
from fluxus.errors import Refusal
from fluxus.money import half_up
from fluxus.periods import Period
from network.models import TimelineEntry
from tests.cast import Cast
from tests.factories.contracts import DAY, make_booking, make_draft_invoice, make_house, make_invoice

CHANGED = "De boeking is veranderd sinds dit concept"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CENTS = st.integers(min_value=-10_000_000, max_value=10_000_000)
RATES = st.sampled_from([("S", Decimal(21)), ("S", Decimal(9)), ("E", Decimal(0)), ("O", Decimal(0))])
LINES = st.lists(st.builds(lambda rate, net: (*rate, net), RATES, CENTS))


def test_draft_bills_the_booking(cast: Cast) -> None:
    draft = make_draft_invoice(cast.bureau)
    line = draft.lines.get()
    assert (line.net_cents, line.unit_price_cents, line.minutes) == (2900, 1450, 120)
    assert (line.vat_category, line.vat_percent) == ("E", 0)
    assert "verhuur van onroerende zaken" in line.vat_reason
    assert line.description.startswith("Huur Studio")
    assert "di 1 dec 2026 19:00–21:00" in line.description
    assert (draft.net_cents, draft.vat_cents, draft.gross_cents) == (2900, 0, 2900)
    assert draft.number is None


def test_issue_numbers_dates_freezes_and_seals(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    assert (invoice.number, invoice.payment_reference) == ("2026-00001", "RF32202600001")
    assert (invoice.issued_on, invoice.due_on) == (DAY, date(2026, 12, 23))
    stored = Invoice.objects.get()
    assert stored.data_hash == fingerprint(stored.snapshot)
    assert stored.snapshot["seller"]["btw"] == "NL814815066B01"
    assert stored.snapshot["buyer"]["street"] == "Westzijde 148"
    assert stored.snapshot["lines"][0]["delivered_from_on"] == "2026-12-01"
    booking = stored.lines.get().booking
    with pytest.raises(Refusal, match="factuur 2026-00001"):
        placing.cancel(booking=booking, reason="ziek", by=cast.bureau)
    assert DocumentOrder.objects.get().invoice == stored
    line = TimelineEntry.objects.get(title="Factuur 2026-00001 uitgegeven")
    assert line.amount_cents == 2900


def test_a_booking_is_billed_once(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    booking = invoice.lines.get().booking
    with pytest.raises(Refusal, match="staat al op factuur 2026-00001") as caught:
        invoices.draft_for_booking(booking=booking, by=cast.bureau)
    assert caught.value.extra["invoice"] == invoice


def test_the_database_bills_once_too(cast: Cast) -> None:
    first, second = make_draft_invoice(cast.bureau), make_draft_invoice(cast.bureau)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        second.lines.update(booking=first.lines.get().booking)
    assert explain(InvoiceLine, caught.value).sentence == "Deze boeking staat al op een factuur."


def test_what_costs_nothing_or_is_cancelled_is_not_billed(cast: Cast) -> None:
    make_house()
    free = make_booking(cast.bureau, price_cents=0)
    with pytest.raises(Refusal, match="kost niets"):
        invoices.draft_for_booking(booking=free, by=cast.bureau)
    off = make_booking(cast.bureau)
    placing.cancel(booking=off, reason="ziek", by=cast.bureau)
    with pytest.raises(Refusal, match="vervallen"):
        invoices.draft_for_booking(booking=off, by=cast.bureau)


@pytest.mark.parametrize(
    ("status", "values", "word"),
    [
        (BookingStatus.REQUESTED, {}, "nog niet goedgekeurd"),
        (BookingStatus.OPTION, {"option_ends_at": datetime(2026, 12, 1, tzinfo=UTC)}, "nog een optie"),
        (BookingStatus.REJECTED, {"cancelled_at": datetime(2026, 12, 1, tzinfo=UTC)}, "afgewezen"),
        (BookingStatus.SKIPPED, {"skip_kind": SkipKind.CHOICE}, "overgeslagen"),
    ],
)
def test_only_what_is_agreed_is_billed(cast: Cast, status: BookingStatus, values: dict[str, Any], word: str) -> None:
    make_house()
    booking = make_booking(cast.bureau)
    Booking.objects.filter(pk=booking.pk).update(status=status, **values)
    with pytest.raises(Refusal, match=f"Deze boeking is {word}; daar komt geen factuur voor"):
        invoices.draft_for_booking(booking=booking, by=cast.bureau)


@pytest.mark.parametrize(
    "change",
    [
        {"price_cents": 5800},
        {"local_start": datetime(2026, 12, 2, 19), "local_end": datetime(2026, 12, 2, 21)},
        {"local_end": datetime(2026, 12, 1, 22)},
        {"title": "Zangles"},
    ],
)
def test_issue_refuses_a_booking_that_changed(cast: Cast, change: dict[str, Any]) -> None:
    draft = make_draft_invoice(cast.bureau)
    Booking.objects.update(**change)
    with pytest.raises(Refusal, match=CHANGED):
        invoices.issue(invoice=draft, by=cast.bureau, today=DAY)


def test_issue_refuses_a_booking_that_moved_for_the_same_price(cast: Cast) -> None:
    draft = make_draft_invoice(cast.bureau)
    booking = draft.lines.get().booking
    booking.room.building.opening_hours.create(weekday=3, opens=time(9), closes=time(23))
    period = Period(datetime(2026, 12, 2, 19), datetime(2026, 12, 2, 21))
    moved = placing.move(booking=booking, room=booking.room, period=period, by=cast.bureau, at=NOON)
    assert moved.price_cents == draft.net_cents
    with pytest.raises(Refusal, match=CHANGED):
        invoices.issue(invoice=draft, by=cast.bureau, today=DAY)
    invoices.discard(invoice=draft, by=cast.bureau)
    fresh = invoices.draft_for_booking(booking=moved, by=cast.bureau)
    line = invoices.issue(invoice=fresh, by=cast.bureau, today=DAY).snapshot["lines"][0]
    assert (line["delivered_from_on"], "wo 2 dec 2026" in line["description"]) == ("2026-12-02", True)


def test_issue_refuses_a_booking_that_went_to_another(cast: Cast) -> None:
    draft = make_draft_invoice(cast.bureau)
    Booking.objects.update(partner=cast.bilal_partner)
    with pytest.raises(Refusal, match=CHANGED):
        invoices.issue(invoice=draft, by=cast.bureau, today=DAY)


def test_issue_refuses_without_an_address(cast: Cast) -> None:
    draft = make_draft_invoice(cast.bureau)
    draft.partner.addresses.all().delete()
    with pytest.raises(Refusal, match="Het adres ontbreekt"):
        invoices.issue(invoice=draft, by=cast.bureau, today=DAY)


def test_discard_frees_the_booking(cast: Cast) -> None:
    draft = make_draft_invoice(cast.bureau)
    booking = draft.lines.get().booking
    invoices.discard(invoice=draft, by=cast.bureau)
    assert invoices.draft_for_booking(booking=booking, by=cast.bureau).gross_cents == 2900


@pytest.mark.parametrize(("net", "minutes", "price"), [(2900, 120, 1450), (2175, 90, 1450), (1000, 45, 1333)])
def test_hourly_price_back_from_the_amount(net: int, minutes: int, price: int) -> None:
    assert hourly(net, minutes) == price


@given(st.integers(min_value=2000, max_value=2100), st.integers(min_value=1, max_value=99999))
def test_every_number_has_a_valid_reference(year: int, number: int) -> None:
    assert iso11649.is_valid(invoices.reference(f"{year}-{number:05d}"))


@given(LINES)
def test_totals_add_up(lines: list[tuple[str, Decimal, int]]) -> None:
    amounts = totals(lines)
    assert sum(amount.net for amount in amounts.values()) == sum(net for _, _, net in lines)
    for (_, percent), amount in amounts.items():
        assert amount.vat == half_up(amount.net * percent / 100)
        assert amount.gross == amount.net + amount.vat


@given(LINES, st.randoms())
def test_totals_do_not_depend_on_the_order(lines: list[tuple[str, Decimal, int]], random: object) -> None:
    shuffled = lines.copy()
    random.shuffle(shuffled)
    assert totals(shuffled) == totals(lines)


def test_btw_is_rounded_once_per_total() -> None:
    """Ten lines of 3 cents: 21% of 30 is 6 cents, while ten times a rounded 1 cent would be 10."""
    assert totals([("S", Decimal(21), 3)] * 10)["S", Decimal(21)].vat == 6


def test_the_qr_is_there_when_there_is_something_to_pay(cast: Cast) -> None:
    snapshot = make_invoice(cast.bureau).snapshot
    assert payment_qr(snapshot).startswith("data:image/svg+xml")
    assert payment_qr({**snapshot, "gross_cents": 0}) == ""


@pytest.mark.parametrize(("minutes", "written"), [(120, "2"), (90, "1,5"), (100, "1,67"), (600, "10"), (45, "0,75")])
def test_hours_as_written(minutes: int, written: str) -> None:
    assert written_hours(minutes) == written


def test_long_numbers_are_written_in_fours() -> None:
    assert in_fours("RF32202600001") == "RF32 2026 0000 1"
