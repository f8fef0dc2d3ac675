"""Invoices of cultuurmakers: handing in, the three-way check, deciding, and the yearly list."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from contracts.domain.purchasing import deciding, submitting, ubd
from contracts.domain.purchasing.checking import check
from contracts.domain.purchasing.delivered import work_of
from contracts.domain.settling.settlement import open_cents
from contracts.enums import PurchaseStatus
from contracts.models import Agreement, Allocation, PurchaseInvoice, PurchaseLine
from fluxus.errors import Refusal
from network.enums import PartnerKind, VatStatus
from network.models import OutgoingMail, Partner
from programmes.models import Delivery
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.money import make_transaction
from tests.factories.purchases import after, day_of, make_purchase, make_worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    make_house()
    made = make_worked(cast.bureau)
    Partner.objects.filter(pk=made.partner_id).update(vat_status=VatStatus.EXEMPT)
    return Agreement.objects.select_related("partner").get(pk=made.pk)


def refusal_of(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        act()
    return caught.value


class TestDelivered:
    def test_what_is_over_is_proposed_with_its_fee(self, agreement: Agreement) -> None:
        (work,) = work_of(agreement.partner, at=after(agreement))
        assert work.cents == agreement.fee_cents
        assert len(work.lines) == agreement.lines.count()

    def test_what_has_yet_to_come_is_not(self, agreement: Agreement) -> None:
        at = after(agreement) - timedelta(days=365)
        assert work_of(agreement.partner, at=at) == []

    def test_a_cancelled_visit_is_not(self, agreement: Agreement) -> None:
        line = agreement.lines.order_by("position")[0]
        Delivery.objects.filter(pk=line.delivery_id).update(
            status="cancelled", cancelled_at=after(agreement), cancelled_by=agreement.drafted_by_id
        )
        (work,) = work_of(agreement.partner, at=after(agreement))
        assert line not in work.lines

    def test_what_was_billed_is_not_and_what_came_back_is(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        assert work_of(agreement.partner, at=after(agreement)) == []
        submitting.withdraw(purchase=made, by=cast.bilal, at=after(agreement))
        assert len(work_of(agreement.partner, at=after(agreement))) == 1


class TestSubmitting:
    def test_it_holds_its_lines_and_is_open(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        assert made.gross_cents == agreement.fee_cents == open_cents(made)
        assert made.lines.filter(holds=True).count() == agreement.lines.count()

    def test_the_same_form_twice_is_one_invoice(self, agreement: Agreement, cast: Cast) -> None:
        token = uuid4()
        first = make_purchase(agreement, cast.bilal, request_token=token)
        assert make_purchase(agreement, cast.bilal, request_token=token, their_number="anders") == first

    def test_nothing_is_billed_twice(self, agreement: Agreement, cast: Cast) -> None:
        make_purchase(agreement, cast.bilal)
        assert refusal_of(lambda: make_purchase(agreement, cast.bilal)).code == "billed"

    def test_the_database_keeps_an_appointment_on_one_invoice(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        line = made.lines.order_by("position")[0]
        line.pk, line.position = None, 99
        with pytest.raises(IntegrityError, match="contracts_appointment_billed_once"), transaction.atomic():
            line.save(force_insert=True)

    def test_a_number_once(self, agreement: Agreement, cast: Cast) -> None:
        lines = list(agreement.lines.order_by("position"))
        make_purchase(agreement, cast.bilal, their_number="2026-1", amounts={lines[0].pk: 100})
        refused = refusal_of(
            lambda: make_purchase(agreement, cast.bilal, their_number="2026-1", amounts={lines[1].pk: 100})
        )
        assert refused.field == "their_number"

    def test_the_total_must_be_what_was_chosen(self, agreement: Agreement, cast: Cast) -> None:
        refused = refusal_of(lambda: make_purchase(agreement, cast.bilal, gross_cents=agreement.fee_cents + 1))
        assert refused.field == "gross"

    def test_btw_of_who_is_liable_and_a_cent_of_rounding_per_line(self, agreement: Agreement, cast: Cast) -> None:
        Partner.objects.filter(pk=agreement.partner_id).update(vat_status=VatStatus.LIABLE)
        liable = Agreement.objects.select_related("partner").get(pk=agreement.pk)
        gross = round(agreement.fee_cents * 1.21) + 1
        made = make_purchase(liable, cast.bilal, rate="high", gross_cents=gross)
        assert (made.vat_category, made.gross_cents, made.net_cents) == ("S", gross, agreement.fee_cents)

    def test_btw_of_who_is_not_is_refused(self, agreement: Agreement, cast: Cast) -> None:
        assert refusal_of(lambda: make_purchase(agreement, cast.bilal, rate="high")).field == "rate"

    def test_travel_costs_stay_within_what_was_agreed(self, agreement: Agreement, cast: Cast) -> None:
        assert refusal_of(lambda: make_purchase(agreement, cast.bilal, travel_cents=1)).field == "travel"

    def test_before_it_is_over_nothing_can_be_billed(self, agreement: Agreement, cast: Cast) -> None:
        at = after(agreement) - timedelta(days=200)
        assert refusal_of(lambda: make_purchase(agreement, cast.bilal, at=at)).code == "to_come"

    def test_an_agreement_of_another_is_refused(self, agreement: Agreement, cast: Cast) -> None:
        other = make_worked(cast.bureau)
        Partner.objects.filter(pk=other.partner_id).update(vat_status=VatStatus.EXEMPT)
        refused = refusal_of(
            lambda: submitting.submit(
                partner=agreement.partner,
                agreement=other,
                amounts={},
                travel_cents=0,
                their_number="1",
                their_date_on=day_of(after(other)),
                rate="none",
                gross_cents=0,
                upload=None,  # type: ignore[arg-type]  # it comes no further than the agreement
                by=cast.bilal,
                at=after(other),
            )
        )
        assert refused.code == "agreement"


class TestDeciding:
    def test_as_agreed_is_approved_with_the_iban_of_now(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        approved = deciding.approve(purchase=made, by=cast.bureau, at=after(agreement))
        assert approved.status == PurchaseStatus.APPROVED
        assert approved.iban == agreement.partner.identifiers.get(kind="iban").value

    def test_more_than_agreed_wants_an_explanation(self, agreement: Agreement, cast: Cast) -> None:
        amounts = {line.pk: line.fee_cents + 500 for line in agreement.lines.all()}
        made = make_purchase(agreement, cast.bilal, amounts=amounts)
        assert "€ 5,00 meer dan afgesproken" in " ".join(check(made, today=day_of(after(agreement))).findings)
        refused = refusal_of(lambda: deciding.approve(purchase=made, by=cast.bureau, at=after(agreement)))
        assert refused.field == "difference_reason"
        deciding.approve(purchase=made, difference_reason="Het liep uit.", by=cast.bureau, at=after(agreement))

    def test_without_iban_it_cannot_be_paid(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        agreement.partner.identifiers.filter(kind="iban").delete()
        fresh = PurchaseInvoice.objects.get(pk=made.pk)
        assert (
            refusal_of(lambda: deciding.approve(purchase=fresh, by=cast.bureau, at=after(agreement))).code == "blocked"
        )

    def test_nobody_approves_his_own(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bureau)
        assert refusal_of(lambda: deciding.approve(purchase=made, by=cast.bureau, at=after(agreement))).code == "own"

    def test_sent_back_with_a_letter_it_can_be_billed_again(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        deciding.reject(purchase=made, reason="Het kenmerk ontbreekt.", by=cast.bureau, at=after(agreement))
        assert "Het kenmerk ontbreekt." in OutgoingMail.objects.get(key=f"contracts.purchase-rejected.{made.pk}").body
        assert open_cents(made) == 0
        make_purchase(agreement, cast.bilal, their_number=made.their_number)

    def test_a_decision_is_taken_once(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        deciding.approve(purchase=made, by=cast.bureau, at=after(agreement))
        assert (
            refusal_of(lambda: submitting.withdraw(purchase=made, by=cast.bilal, at=after(agreement))).code == "decided"
        )


class TestFinal:
    def test_what_was_handed_in_does_not_change(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        for change in ({"gross_cents": 1, "net_cents": 1}, {"their_number": "x"}):
            with pytest.raises(DatabaseError, match="verandert niet meer"), transaction.atomic():
                PurchaseInvoice.objects.filter(pk=made.pk).update(**change)
        with pytest.raises(DatabaseError, match="verandert niet meer"), transaction.atomic():
            PurchaseLine.objects.filter(purchase=made).update(net_cents=1)

    def test_a_decision_stays(self, agreement: Agreement, cast: Cast) -> None:
        made = make_purchase(agreement, cast.bilal)
        deciding.approve(purchase=made, by=cast.bureau, at=after(agreement))
        with pytest.raises(DatabaseError, match="besloten"), transaction.atomic():
            PurchaseInvoice.objects.filter(pk=made.pk).update(iban="NL02ABNA0123456789")
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("TRUNCATE contracts_purchaseinvoice CASCADE")

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"vat_cents": 5}, "contracts_purchase_adds_up"),
            ({"status": "approved", "iban": ""}, "contracts_purchase_approved_has_iban"),
            ({"decided_at": "2026-01-01T12:00Z"}, "contracts_purchase_decided_by_someone"),
        ],
    )
    def test_constraints(self, agreement: Agreement, cast: Cast, change: dict[str, Any], constraint: str) -> None:
        made = make_purchase(agreement, cast.bilal)
        made.pk, made.their_number, made.request_token = None, "een ander", None
        for name, value in change.items():
            setattr(made, name, value)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            made.save(force_insert=True)

    def test_positions_once(self, agreement: Agreement, cast: Cast) -> None:
        line = make_purchase(agreement, cast.bilal).lines.order_by("position")[0]
        line.pk, line.agreement_line_id = None, None
        with pytest.raises(IntegrityError, match="contracts_purchase_position_once"), transaction.atomic():
            line.save(force_insert=True)


class TestYearList:
    def paid(self, purchase: PurchaseInvoice, by: Any, *, on: date) -> None:
        deciding.approve(purchase=purchase, by=by, at=after(purchase.agreement))
        bank = make_transaction(-purchase.gross_cents, booked_on=on)
        Allocation.objects.create(
            kind="payment",
            transaction=bank,
            purchase=purchase,
            amount_cents=-purchase.gross_cents,
            allocated_on=on,
            allocated_by=by,
        )

    def test_a_person_without_btw_is_reported_with_the_sum(self, agreement: Agreement, cast: Cast) -> None:
        lines = list(agreement.lines.order_by("position"))
        for line in lines:
            self.paid(
                make_purchase(agreement, cast.bilal, amounts={line.pk: line.fee_cents}),
                cast.bureau,
                on=date(2026, 3, 1),
            )
        (payee,) = ubd.payees(2026)
        assert (payee.is_reported, payee.cents, payee.payments) == (True, agreement.fee_cents, len(lines))
        assert ubd.payees(2025) == []

    def test_an_organisation_is_not_and_the_list_says_why(self, agreement: Agreement, cast: Cast) -> None:
        self.paid(make_purchase(agreement, cast.bilal), cast.bureau, on=date(2026, 3, 1))
        Partner.objects.filter(pk=agreement.partner_id).update(
            kind=PartnerKind.ORGANISATION, given_name="", infix="", family_name=""
        )
        (payee,) = ubd.payees(2026)
        assert (payee.is_reported, payee.why) == (False, "Een organisatie, geen natuurlijk persoon.")
