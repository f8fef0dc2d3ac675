"""What a transaction is probably for: the reasons, how sure, and that only what is sure is settled by itself."""

from typing import Any

import pytest
from django.utils import timezone

from contracts.domain.settling.claims import marks
from contracts.domain.settling.matching import proposals, proposals_for, remarks, settle_sure
from contracts.domain.settling.settlement import open_cents
from contracts.enums import BankOrderKind, Certainty
from contracts.models import Allocation, BankTransaction, Invoice
from network.enums import IdentifierKind
from network.models import Identifier, Partner
from tests.cast import Cast
from tests.factories.money import (
    make_allocation,
    make_claim,
    make_credit,
    make_order,
    make_purchase,
    make_transaction,
)
from tests.factories.network import make_teacher

IBAN = "NL02ABNA0123456789"
SURE, LIKELY, POSSIBLE = Certainty.SURE, Certainty.LIKELY, Certainty.POSSIBLE


def found(bank: BankTransaction) -> list[tuple[Certainty, list[tuple[Any, int]]]]:
    return [(each.certainty, [(part.subject, part.cents) for part in each.parts]) for each in proposals(bank)]


def known(partner: Partner, iban: str = IBAN) -> Partner:
    Identifier.objects.update_or_create(partner=partner, kind=IdentifierKind.IBAN, defaults={"value": iban})
    return partner


@pytest.mark.parametrize(
    "words",
    [
        "{number}",
        "factuur {number}.",
        "Betr. {bare}",
        "fact.nr {spaced} dank u",
        "{reference}",
        "{loose}",
        "{lower}",
        "kenmerk:{reference}/huur",
        "{reference}12",
    ],
)
def test_a_number_or_reference_is_found_however_it_is_written(cast: Cast, words: str) -> None:
    invoice = make_claim(cast.finance)
    number, reference = str(invoice.number), invoice.payment_reference
    text = words.format(
        number=number,
        bare=number.replace("-", ""),
        spaced=number.replace("-", " "),
        reference=reference,
        loose=" ".join(reference[place : place + 4] for place in range(0, len(reference), 4)),
        lower=reference.lower(),
    )
    numbers, references = marks(make_transaction(1, remittance=text))
    assert number in numbers or reference in references


def test_an_exact_reference_with_the_exact_amount_is_sure(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    make_claim(cast.finance, gross=9000)
    bank = make_transaction(9000, reference=invoice.payment_reference)
    assert found(bank) == [(SURE, [(invoice, 9000)])]
    assert proposals(bank)[0].reasons == (f"De betaler noemt {invoice.number}.", "Het bedrag klopt precies.")


def test_several_numbers_with_their_sum_are_sure(cast: Cast) -> None:
    first, second = make_claim(cast.finance, gross=9000), make_claim(cast.finance, gross=500)
    bank = make_transaction(9500, remittance=f"{first.number} en {second.number}")
    assert found(bank) == [(SURE, [(first, 9000), (second, 500)])]


def test_a_reference_with_less_or_more_is_only_likely(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=9000)
    assert found(make_transaction(4000, reference=invoice.payment_reference)) == [(LIKELY, [(invoice, 4000)])]
    assert found(make_transaction(9100, reference=invoice.payment_reference)) == [(LIKELY, [(invoice, 9000)])]


def test_the_account_tells_who_paid(cast: Cast) -> None:
    partner = known(make_teacher("Anna", "Bakker"))
    first, second, third = (make_claim(cast.finance, gross=each, partner=partner) for each in (3000, 4000, 9000))
    paid = make_transaction(4000, counter_iban=IBAN, counter_name="")
    assert found(paid) == [(LIKELY, [(second, 4000)])]
    assert proposals(paid)[0].reasons == ("De rekening is van Anna Bakker.", "Het bedrag klopt precies.")
    assert found(make_transaction(7000, counter_iban=IBAN)) == [(LIKELY, [(first, 3000), (second, 4000)])]
    assert found(make_transaction(16_000, counter_iban=IBAN)) == [
        (LIKELY, [(first, 3000), (second, 4000), (third, 9000)])
    ]
    assert found(make_transaction(3500, counter_iban=IBAN)) == [(POSSIBLE, [(first, 3000), (second, 500)])]


def test_the_account_is_learned_from_what_was_paid_before(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=3000)
    make_allocation(3000, invoice=invoice, transaction=make_transaction(3000, counter_iban=IBAN))
    now = make_claim(cast.finance, gross=4000, partner=invoice.partner)
    make_claim(cast.finance, gross=4000)
    assert found(make_transaction(4000, counter_iban=IBAN)) == [(LIKELY, [(now, 4000)])]


def test_a_name_with_the_amount_is_likely_and_the_amount_alone_possible(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=4000, partner=make_teacher("Sanne", "Verhoeven"))
    make_claim(cast.finance, gross=5000)
    assert found(make_transaction(4000, counter_name="S. VERHOEVEN e/o")) == [(LIKELY, [(invoice, 4000)])]
    assert found(make_transaction(4000, counter_name="Van de Ander")) == [(POSSIBLE, [(invoice, 4000)])]
    assert found(make_transaction(4001, counter_name="Verhoeven")) == []


def test_of_one_name_with_the_same_amount_twice_the_oldest_goes_first(cast: Cast) -> None:
    partner = make_teacher("Sanne", "Verhoeven")
    newer = make_claim(cast.finance, gross=4000, partner=partner)
    older = make_claim(cast.finance, gross=4000, partner=partner, due_on=newer.issued_on)
    bank = make_transaction(4000, counter_name="S. Verhoeven")
    assert found(bank) == [(LIKELY, [(older, 4000)])]
    assert proposals(bank)[0].reasons[1] == "Het bedrag klopt precies; de oudste factuur gaat voor."


def test_doubt_proposes_nothing(cast: Cast) -> None:
    """Two owe the same and nothing tells them apart."""
    make_claim(cast.finance, gross=4000)
    make_claim(cast.finance, gross=4000)
    assert found(make_transaction(4000, counter_name="Onbekend")) == []


def test_what_was_paid_already_is_remarked_and_not_proposed(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=4000)
    make_allocation(4000, invoice=invoice)
    bank = make_transaction(4000, reference=invoice.payment_reference)
    assert found(bank) == []
    assert remarks(bank) == [f"Factuur {invoice.number} is al voldaan. Misschien is er twee keer betaald."]


def test_a_collection_is_known_by_its_own_reference(cast: Cast) -> None:
    first, second = make_claim(cast.finance, gross=4000), make_claim(cast.finance, gross=5000)
    order = make_order(cast.finance, (first, 4000), (second, 5000))
    line = order.lines.get(invoice=second)
    assert found(make_transaction(5000, end_to_end=line.end_to_end))[0] == (SURE, [(second, 5000)])
    both = (SURE, [(first, 4000), (second, 5000)])
    assert found(make_transaction(9000, batch=order.message_id))[0] == both
    assert found(make_transaction(9000, batch=f"{order.message_id}-RCUR"))[0] == both
    assert SURE not in [certainty for certainty, _ in found(make_transaction(9000, batch=f"{order.message_id}0"))]


def test_first_and_other_collections_are_booked_apart(cast: Cast) -> None:
    first, second = make_claim(cast.finance, gross=4000), make_claim(cast.finance, gross=5000)
    order = make_order(cast.finance, (first, 4000), (second, 5000), first=second)
    assert found(make_transaction(4000, batch=f"{order.message_id}-RCUR"))[0] == (SURE, [(first, 4000)])
    assert found(make_transaction(5000, batch=f"{order.message_id}-FRST"))[0] == (SURE, [(second, 5000)])


def test_a_returned_collection_is_known_by_its_own_reference(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=4000)
    order = make_order(cast.finance, (invoice, 4000))
    make_allocation(4000, invoice=invoice)
    end_to_end = order.lines.get().end_to_end
    assert found(make_transaction(-4000, end_to_end=end_to_end, return_code="MD06")) == [(SURE, [(invoice, -4000)])]


def test_a_return_without_our_reference_is_likely_of_what_it_names(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=4000)
    make_allocation(4000, invoice=invoice)
    bank = make_transaction(-4000, remittance=f"storno {invoice.number}", return_code="AM04")
    assert found(bank) == [(LIKELY, [(invoice, -4000)])]


def test_our_payments_are_known_by_our_own_order(cast: Cast) -> None:
    purchase = make_purchase(cast.finance, gross=4000)
    order = make_order(cast.finance, (purchase, 4000), kind=BankOrderKind.PAY)
    assert found(make_transaction(-4000, end_to_end=order.lines.get().end_to_end))[0] == (SURE, [(purchase, -4000)])


def test_a_payment_by_hand_is_likely_of_the_cultuurmaker_with_that_account(cast: Cast) -> None:
    purchase = make_purchase(cast.finance, gross=4000)
    make_purchase(cast.finance, gross=4000, iban=IBAN)
    bank = make_transaction(-4000, counter_iban=purchase.iban, remittance=f"factuur {purchase.their_number}")
    assert found(bank) == [(LIKELY, [(purchase, -4000)])]
    assert proposals(bank)[0].reasons[-1] == f"Nummer {purchase.their_number} staat erbij."


def test_a_refund_is_known_by_the_number_of_the_credit_note(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=4000)
    make_allocation(4000, invoice=invoice)
    note = make_credit(cast.finance, invoice)
    assert found(make_transaction(-4000, remittance=f"Terugbetaling {note.number}")) == [(SURE, [(note, -4000)])]


def test_only_what_is_sure_is_settled_by_itself(cast: Cast) -> None:
    sure, likely = make_claim(cast.finance, gross=4000), make_claim(cast.finance, gross=5000)
    banks = [
        make_transaction(4000, reference=sure.payment_reference),
        make_transaction(1000, reference=likely.payment_reference),
        make_transaction(4000, reference=sure.payment_reference),
    ]
    assert settle_sure(banks, at=timezone.now()) == [banks[0]]
    row = Allocation.objects.get()
    assert (row.allocated_by, row.reason) == (None, f"De betaler noemt {sure.number}. Het bedrag klopt precies.")
    assert (open_cents(sure), open_cents(likely)) == (0, 5000)


def test_a_collection_that_came_and_went_in_one_file_is_settled_in_that_order(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=4000)
    order = make_order(cast.finance, (invoice, 4000))
    end_to_end = order.lines.get().end_to_end
    back = make_transaction(-4000, end_to_end=end_to_end, return_code="AM04")
    came = make_transaction(4000, end_to_end=end_to_end)
    assert settle_sure([back, came], at=timezone.now()) == [came, back]
    assert open_cents(invoice) == 4000
    assert not order.lines.get().holds


@pytest.mark.parametrize("rows", [1, 30])
def test_proposals_take_a_fixed_number_of_queries(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    banks = [
        make_transaction(12100, reference=make_claim(cast.finance).payment_reference, counter_iban=IBAN)
        for _ in range(rows)
    ]
    banks = list(BankTransaction.objects.all())
    with django_assert_num_queries(6):
        found = proposals_for(banks)
        assert all(str(each[0].parts[0].subject.partner) for each in found.values())
    assert Invoice.objects.count() == rows
