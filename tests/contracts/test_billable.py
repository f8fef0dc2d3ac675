"""What there is to bill in a month, per payer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.enums import BookingStatus, SkipKind
from bookings.models import Booking
from contracts.domain.billing import billable, crediting, drafting, holding, invoices
from contracts.models import BillingProfile
from fluxus.errors import Refusal
from network.models import Partner
from tests.cast import Cast
from tests.factories.contracts import DAY, make_booking, make_house
from tests.factories.network import make_school, make_teacher

DECEMBER = date(2026, 12, 1)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def teacher(cast: Cast) -> Partner:
    make_house()
    return make_teacher()


def lapse(booking: Booking, *, charge: int = 0) -> None:
    values = {"charge_cents": charge, "charge_explanation": "50% van € 29,00" if charge else ""}
    Booking.objects.filter(pk=booking.pk).update(status=BookingStatus.CANCELLED, cancelled_at=NOON, **values)


def test_each_thing_of_a_month_has_its_place(cast: Cast, teacher: Partner) -> None:
    billed, held, free, late, wish = (make_booking(cast.bureau, partner=teacher) for _ in range(5))
    lapse(free)
    lapse(late, charge=1450)
    Booking.objects.filter(pk=wish.pk).update(status=BookingStatus.REQUESTED)
    holding.hold_booking(booking=held, reason="Wacht op subsidie", by=cast.bureau, at=NOON)
    (bill,) = billable.month(DECEMBER)
    assert [(line.booking, line.product, line.net_cents) for line in bill.lines] == [
        (billed, "room", 2900),
        (late, "cancellation", 1450),
    ]
    assert ([each.booking for each in bill.held], bill.cancelled, bill.undecided) == ([held], [free], [wish])
    assert (bill.gross_cents, bill.is_ready) == (4350, True)


def test_a_skipped_date_costs_what_its_charge_says(cast: Cast, teacher: Partner) -> None:
    booking = make_booking(cast.bureau, partner=teacher)
    values = {"status": BookingStatus.SKIPPED, "skip_kind": SkipKind.CHOICE}
    Booking.objects.update(**values, charge_cents=700, charge_explanation="te laat")
    invoice = drafting.draft_for_booking(booking=booking, by=cast.bureau)
    assert [(line.product, line.net_cents, line.vat_category) for line in invoice.lines.all()] == [
        ("cancellation", 700, "E")
    ]


def test_what_stayed_behind_comes_along(cast: Cast, teacher: Partner) -> None:
    old = make_booking(cast.bureau, partner=teacher)
    (bill,) = billable.month(date(2027, 1, 1))
    assert ([line.booking for line in bill.lines], bill.from_earlier) == ([old], bill.lines)
    assert billable.month(date(2026, 11, 1)) == []
    assert billable.month(date(2028, 1, 1)) == []


def test_what_is_on_an_invoice_is_not_asked_again_until_it_is_credited(cast: Cast, teacher: Partner) -> None:
    booking = make_booking(cast.bureau, partner=teacher)
    invoice = invoices.issue(
        invoice=drafting.draft_for_booking(booking=booking, by=cast.bureau), by=cast.bureau, today=DAY
    )
    assert billable.month(DECEMBER) == []
    note = crediting.draft(invoice=invoice, by=cast.bureau, reason="Verkeerd")
    invoices.issue(invoice=note, by=cast.bureau, today=date(2026, 12, 3))
    (bill,) = billable.month(DECEMBER)
    assert ([line.booking for line in bill.lines], bill.credits) == ([booking], [note])


def test_a_partner_who_is_skipped_has_no_lines(cast: Cast, teacher: Partner) -> None:
    make_booking(cast.bureau, partner=teacher)
    hold = holding.hold_partner(partner=teacher, reason="Overleg", by=cast.bureau, at=NOON)
    bill = billable.of(partner=teacher, month=DECEMBER)
    assert (bill.lines, len(bill.kept), bill.hold, bill.is_ready) == ([], 1, hold, False)
    holding.release(hold=hold, by=cast.bureau, at=NOON)
    assert billable.of(partner=teacher, month=DECEMBER).is_ready


def test_a_board_pays_for_its_school(cast: Cast, teacher: Partner) -> None:
    school, board = make_school(), make_teacher()
    BillingProfile.objects.create(partner=school, payer=board, buyer_reference="KP 12")
    booking = make_booking(cast.bureau, partner=school)
    assert [bill.partner for bill in billable.month(DECEMBER)] == [board]
    assert billable.of(partner=school, month=DECEMBER).lines == []
    draft = drafting.draft_for_booking(booking=booking, by=cast.bureau)
    assert invoices.issue(invoice=draft, by=cast.bureau, today=DAY).partner == board


def test_without_an_address_it_says_what_is_missing_and_where(cast: Cast, teacher: Partner) -> None:
    make_booking(cast.bureau, partner=teacher)
    teacher.addresses.all().delete()
    (bill,) = billable.month(DECEMBER)
    assert [each.sentence for each in bill.blockers] == ["Het adres ontbreekt."]
    assert (bill.is_ready, billable.sums([bill])["count"]) == (False, 0)


def test_held_twice_or_without_reason_or_after_billing_is_refused(cast: Cast, teacher: Partner) -> None:
    booking = make_booking(cast.bureau, partner=teacher)
    with pytest.raises(Refusal, match="Zeg waarom"):
        holding.hold_booking(booking=booking, reason=" ", by=cast.bureau, at=NOON)
    holding.hold_booking(booking=booking, reason="Wacht", by=cast.bureau, at=NOON)
    with pytest.raises(Refusal, match="wordt al vastgehouden"):
        holding.hold_booking(booking=booking, reason="Wacht", by=cast.bureau, at=NOON)
    other = make_booking(cast.bureau, partner=teacher)
    drafting.draft_for_booking(booking=other, by=cast.bureau)
    with pytest.raises(Refusal, match="staat al op een factuur"):
        holding.hold_booking(booking=other, reason="Wacht", by=cast.bureau, at=NOON)


def test_a_month_takes_the_same_number_of_queries_for_one_and_for_many(cast: Cast, teacher: Partner) -> None:
    make_booking(cast.bureau, partner=teacher)
    with CaptureQueriesContext(connection) as few:
        billable.month(DECEMBER)
    for day in range(12):
        start = datetime(2026, 12, 2, 19) + timedelta(days=day)
        make_booking(cast.bureau, partner=make_teacher(), local_start=start, local_end=start + timedelta(hours=1))
    with CaptureQueriesContext(connection) as many:
        assert len(billable.month(DECEMBER)) == 13
    assert len(many) == len(few)


def test_an_invoice_takes_the_same_number_of_queries_for_one_line_and_for_many(cast: Cast, teacher: Partner) -> None:
    def bill(partner: Partner) -> int:
        with CaptureQueriesContext(connection) as asked:
            found = billable.of(partner=partner, month=DECEMBER)
            draft = drafting.draft_lines(partner=partner, lines=found.lines, by=cast.bureau)
            invoices.issue(invoice=draft, by=cast.bureau, today=DAY)
        return len(asked)

    other = make_teacher()
    make_booking(cast.bureau, partner=teacher)
    for _ in range(15):
        make_booking(cast.bureau, partner=other)
    bill(teacher)
    make_booking(cast.bureau, partner=teacher)
    assert bill(other) == bill(teacher)


def test_who_is_held_back_is_not_billed_to_his_payer_either(cast: Cast, teacher: Partner) -> None:
    school = make_school()
    BillingProfile.objects.create(partner=school, payer=teacher)
    one, other = (make_booking(cast.bureau, partner=school) for _ in range(2))
    own = make_booking(cast.bureau, partner=teacher)
    hold = holding.hold_partner(partner=school, reason="Bezwaar", by=cast.bureau, at=NOON)
    (bill,) = billable.month(DECEMBER)
    assert ([line.booking for line in bill.lines], [each.booking for each in bill.held]) == ([own], [one, other])
    assert [each.pk for each in bill.held] == [hold.pk, hold.pk]
    holding.release(hold=hold, by=cast.bureau, at=NOON)
    assert [line.booking for line in billable.month(DECEMBER)[0].lines] == [one, other, own]
