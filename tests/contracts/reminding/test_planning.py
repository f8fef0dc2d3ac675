"""Who gets which letter on a day, and why somebody gets none."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contracts.domain.reminding import pausing, plan
from contracts.domain.reminding.planning import buyer_kind
from contracts.enums import AllocationKind, BuyerKind, PauseKind, ReminderKind
from contracts.models import BillingProfile, ReminderStep
from network.enums import MailStatus
from network.models import Address, EmailAddress, Identifier, OutgoingMail
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.money import make_allocation, make_credit, make_mandate, make_order, make_transaction
from tests.factories.network import make_person
from tests.factories.reminding import AT, DAY, case_of, make_debtor, make_late, moment, write_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def kind_of(case: Any) -> str:
    return case.step.kind if case.step else ""


class TestSteps:
    def test_consumer_is_warned_for_fourteen_days_before_any_costs(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor()
        make_late(cast.finance, partner, gross=100000)
        case = case_of(partner)
        assert (kind_of(case), case.costs_cents, case.announced_cents) == ("friendly", 0, 0)
        write_to(partner, cast.finance)
        case = case_of(partner, days=14)
        assert (kind_of(case), case.costs_cents, case.announced_cents) == ("notice", 0, 15000)
        write_to(partner, cast.finance, days=14)
        assert case_of(partner, days=14 + 20).step is None
        case = case_of(partner, days=14 + 21)
        assert (kind_of(case), case.costs_cents) == ("handover", 15000)
        write_to(partner, cast.finance, days=14 + 21)
        case = case_of(partner, days=14 + 21 + 60)
        assert case.step is None
        assert case.reasons == ["Alle stappen zijn gezet. Draag over aan een incassobureau, of boek af."]

    def test_business_gets_costs_with_the_second_letter_and_they_are_asked_once(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor("business")
        make_late(cast.finance, partner, gross=100000)
        write_to(partner, cast.finance)
        case = case_of(partner, days=14)
        assert (kind_of(case), case.costs_cents) == ("final", 15000)

    def test_first_letter_waits_for_its_days(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner, days=6)
        assert case_of(partner).reasons == ["Herinnering vanaf 24 november 2026."]
        assert kind_of(case_of(partner, days=1)) == ReminderKind.FRIENDLY

    def test_on_the_last_day_nothing_is_late(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner, days=0)
        assert plan(on=DAY) == []

    def test_step_that_is_out_of_use_is_passed_over(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner, days=30)
        ReminderStep.objects.filter(buyer_kind="consumer", position=1).update(is_active=False)
        assert kind_of(case_of(partner)) == ReminderKind.NOTICE

    def test_consumer_without_a_notice_is_never_handed_over(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor("business")
        make_late(cast.finance, partner)
        write_to(partner, cast.finance)
        write_to(partner, cast.finance, days=14)
        BillingProfile.objects.update(buyer_kind="consumer")
        assert kind_of(case_of(partner, days=60)) == ReminderKind.NOTICE
        ReminderStep.objects.filter(kind=ReminderKind.NOTICE).update(is_active=False)
        assert case_of(partner, days=60).step is None

    def test_notice_that_came_late_moves_the_next_step(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor()
        make_late(cast.finance, partner)
        write_to(partner, cast.finance)
        letter = write_to(partner, cast.finance, days=14)
        OutgoingMail.objects.filter(pk=letter.mail_id).update(sent_at=moment(24))
        ReminderStep.objects.filter(kind=ReminderKind.HANDOVER).update(days_after=0)
        assert case_of(partner, days=24 + 15).step is None
        assert kind_of(case_of(partner, days=24 + 16)) == ReminderKind.HANDOVER

    def test_letter_that_did_not_arrive_holds_up_the_next(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor()
        make_late(cast.finance, partner)
        letter = write_to(partner, cast.finance, delivers=False)
        assert case_of(partner, days=30).reasons == ["De vorige brief is nog onderweg."]
        letter.mail = OutgoingMail.objects.create(
            key="x", to="a@b.test", subject="x", body="x", status=MailStatus.FAILED
        )
        letter.save()
        assert case_of(partner, days=30).reasons == ["De vorige brief kon niet worden bezorgd. Stuur hem opnieuw."]


class TestOneLetter:
    def test_several_invoices_are_one_letter_and_one_sum(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor()
        make_late(cast.finance, partner, gross=20000)
        make_late(cast.finance, partner, gross=30000)
        write_to(partner, cast.finance)
        case = case_of(partner, days=14)
        assert (case.open_cents, case.announced_cents) == (50000, 7500)

    def test_what_is_late_newly_goes_along_without_costs(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor()
        make_late(cast.finance, partner, gross=40000)
        write_to(partner, cast.finance)
        make_late(cast.finance, partner, days=-5, gross=60000)
        case = case_of(partner, days=14)
        assert (kind_of(case), case.open_cents, case.announced_cents) == ("notice", 100000, 6000)

    def test_a_notice_does_not_hide_in_a_handover(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor()
        make_late(cast.finance, partner, gross=40000)
        write_to(partner, cast.finance)
        make_late(cast.finance, partner, days=-5, gross=60000)
        write_to(partner, cast.finance, days=14)
        case = case_of(partner, days=14 + 21)
        assert (kind_of(case), case.open_cents) == ("handover", 40000)
        assert [each.why for each in case.late if not each.is_ready] == ["Volgt in een eigen brief, na die van nu."]

    def test_part_that_is_paid_is_not_asked(self, cast: Cast) -> None:
        partner = make_debtor()
        make_allocation(4000, invoice=make_late(cast.finance, partner, gross=10000))
        assert case_of(partner).open_cents == 6000

    def test_second_letter_within_a_week_waits(self, cast: Cast) -> None:
        make_house()
        partner = make_debtor()
        make_late(cast.finance, partner)
        write_to(partner, cast.finance)
        make_late(cast.finance, partner)
        assert case_of(partner, days=6).reasons == ["Kreeg al een brief op 23 november 2026."]
        assert kind_of(case_of(partner, days=7)) == ReminderKind.FRIENDLY


class TestWhyNot:
    def test_dispute_about_one_invoice_leaves_the_other(self, cast: Cast) -> None:
        partner = make_debtor()
        disputed = make_late(cast.finance, partner, gross=5000)
        make_late(cast.finance, partner, gross=7000)
        pausing.pause(
            partner=partner, invoice=disputed, kind=PauseKind.DISPUTE, reason="Zaal was koud.", by=cast.finance, at=AT
        )
        case = case_of(partner)
        assert case.open_cents == 7000
        assert case.reasons == ["Bezwaar: Zaal was koud."]

    def test_pause_ends_after_its_last_day(self, cast: Cast) -> None:
        partner = make_debtor()
        make_late(cast.finance, partner)
        last = DAY + timedelta(days=3)
        pausing.pause(partner=partner, kind="other", reason="Ziek.", until_on=last, by=cast.finance, at=AT)
        assert case_of(partner, days=3).reasons == ["Andere reden tot en met 26 november 2026: Ziek."]
        assert kind_of(case_of(partner, days=4)) == ReminderKind.FRIENDLY

    def test_what_is_in_a_collection_is_left_alone(self, cast: Cast) -> None:
        partner = make_debtor()
        make_order(cast.finance, (make_late(cast.finance, partner), 10000))
        assert case_of(partner).reasons == ["Zit in een incasso van 23 november 2026."]

    def test_what_we_collect_ourselves_is_left_alone_until_it_comes_back(self, cast: Cast) -> None:
        partner = make_debtor()
        invoice = make_late(cast.finance, partner, snapshot={"is_collected": True})
        make_mandate(cast.finance, partner)
        assert case_of(partner).reasons == ["Wij schrijven dit zelf af, met een machtiging."]
        make_allocation(10000, invoice=invoice)
        make_allocation(-10000, kind=AllocationKind.RETURN, invoice=invoice)
        assert kind_of(case_of(partner)) == ReminderKind.FRIENDLY

    def test_money_that_is_not_settled_yet_comes_first(self, cast: Cast) -> None:
        partner = make_debtor()
        Identifier.objects.create(partner=partner, kind="iban", value="NL91ABNA0417164300")
        make_late(cast.finance, partner)
        make_transaction(2500, counter_iban="NL91ABNA0417164300")
        assert case_of(partner).reasons == [
            "Er is € 25,00 binnengekomen die nog niet gekoppeld is. Kijk eerst bij Bank."
        ]

    def test_money_of_strangers_holds_up_nobody(self, cast: Cast) -> None:
        partner = make_debtor()
        invoice = make_late(cast.finance, partner, payment_reference="")
        make_transaction(2500, counter_iban="NL20INGB0001234567")
        assert kind_of(case_of(partner)) == ReminderKind.FRIENDLY
        known = make_late(cast.finance, partner)
        make_transaction(2500, reference=known.payment_reference)
        assert case_of(invoice.partner).step is None

    def test_credit_that_is_left_is_settled_first(self, cast: Cast) -> None:
        partner = make_debtor()
        paid = make_late(cast.finance, partner, gross=3000)
        make_allocation(3000, invoice=paid)
        make_credit(cast.finance, paid)
        make_late(cast.finance, partner)
        assert case_of(partner).reasons == ["Er staat nog € 30,00 tegoed. Verreken dat eerst."]

    def test_without_mail_it_goes_by_post_and_without_both_not(self, cast: Cast) -> None:
        partner = make_debtor(email="")
        make_late(cast.finance, partner)
        assert case_of(partner).reasons == ["Er is geen e-mailadres en geen postadres bekend."]
        Address.objects.create(
            partner=partner, kind="post", street="Dam", house_number=1, postcode="1506EK", city="Zaandam"
        )
        case = case_of(partner)
        assert (case.channel, case.due_on) == ("post", DAY + timedelta(days=7 + 2))


def test_buyer_kind_is_noted_or_follows_from_who_he_is(cast: Cast) -> None:
    person = make_person()
    assert buyer_kind(person) == BuyerKind.CONSUMER
    Identifier.objects.create(partner=person, kind="kvk", value="34814815")
    person.refresh_from_db()
    assert buyer_kind(person) == BuyerKind.BUSINESS
    BillingProfile.objects.create(partner=person, buyer_kind="consumer")
    person.refresh_from_db()
    assert buyer_kind(person) == BuyerKind.CONSUMER


@pytest.mark.parametrize("count", [1, 30])
def test_plan_takes_the_same_queries_for_one_and_for_thirty(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        partner = make_debtor()
        EmailAddress.objects.filter(partner=partner).update(address=f"{partner.pk}@huurder.test")
        make_late(cast.finance, partner)
        pausing.pause(partner=partner, kind="other", reason="Ziek.", by=cast.finance, at=timezone.now())
    with django_assert_max_num_queries(14):
        assert len(plan(on=DAY)) == count
