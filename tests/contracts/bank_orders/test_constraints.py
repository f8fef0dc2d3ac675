"""The database itself keeps mandates and batches as they were signed, announced and made, past the domain and the ORM."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from contracts.domain.bank_orders import carrying_out
from contracts.enums import BankOrderKind
from contracts.models import BankOrder, BankOrderLine, House, SepaMandate
from fluxus.db import explain, violation
from tests.cast import Cast
from tests.contracts.bank_orders.scene import NOW, announced, made, owed, the_house
from tests.factories.money import make_claim, make_mandate, make_order, make_purchase
from tests.factories.network import make_teacher

pytestmark = pytest.mark.usefixtures("archive")


def run(statement: str) -> None:
    """Raw SQL, after what was put off till the end of the transaction: that would stop a TRUNCATE first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


def an_order(cast: Cast, kind: str = BankOrderKind.COLLECT, **fields: Any) -> BankOrder:
    number = BankOrder.objects.count() + 1
    values = {"kind": kind, "carried_out_on": NOW, "message_id": f"X-{number:04}", "drafted_by": cast.finance}
    return BankOrder.objects.create(**{**values, **fields})


def a_line(cast: Cast, **fields: Any) -> BankOrderLine:
    values = {"position": 1, "name": "J. de Vries", "iban": "NL91ABNA0417164300", "amount_cents": 100}
    values |= {"end_to_end": f"E{BankOrderLine.objects.count()}", **fields}
    values.setdefault("order", an_order(cast))
    if "purchase" not in values:
        values.setdefault("invoice", make_claim(cast.finance))
    return BankOrderLine.objects.create(**values)


def a_mandate(cast: Cast, **fields: Any) -> SepaMandate:
    made_one = make_mandate(cast.bilal, make_teacher())
    values = {"partner": make_teacher(), "reference": "M-x", "iban": made_one.iban, "holder": "x", "text": "x"}
    return SepaMandate.objects.create(**{**values, "sha256": "0" * 64, "signed_by": cast.bilal, **fields})


def twice_in_a_batch(cast: Cast, **about: Any) -> None:
    for position in (1, 2):
        a_line(cast, position=position, **about)


def paid_alone(cast: Cast, **changes: Any) -> None:
    order = make_order(cast.finance, (make_purchase(cast.finance), 100), kind=BankOrderKind.PAY)
    BankOrder.objects.filter(pk=order.pk).update(is_alone=False, **changes)


def same_place(cast: Cast) -> None:
    order = an_order(cast)
    for _ in range(2):
        a_line(cast, order=order)


def made_without(cast: Cast, **changes: Any) -> None:
    """A batch with a file, but for this."""
    known = make_order(cast.finance, (make_claim(cast.finance), 100))
    an_order(
        cast,
        **{
            "status": "made", "document": known.document, "made_at": NOW, "made_by": cast.finance,
            "announced_at": NOW, "announced_by": cast.finance, **changes,
        },
    )  # fmt: skip


def house_with(**fields: Any) -> None:
    the_house(**fields)


BREAKS: list[tuple[str, type[Any], Callable[[Cast], Any]]] = [
    ("contracts_mandate_one_at_a_time", SepaMandate,
     lambda cast: a_mandate(cast, partner=a_mandate(cast, reference="M-y").partner)),
    ("contracts_mandate_iban_form", SepaMandate, lambda cast: a_mandate(cast, iban="NL91 ABNA 0417")),
    ("contracts_sepa_mandate_signed_by_someone", SepaMandate, lambda cast: a_mandate(cast, signed_by=None)),
    ("contracts_sepa_mandate_revoked_by_someone", SepaMandate, lambda cast: a_mandate(cast, revoked_by=cast.bilal)),
    ("contracts_bank_order_made_has_file", BankOrder, lambda cast: made_without(cast, document=None, made_at=None, made_by=None)),
    ("contracts_bank_order_file_was_made", BankOrder, lambda cast: made_without(cast, made_at=None, made_by=None)),
    ("contracts_bank_order_collected_is_announced", BankOrder,
     lambda cast: made_without(cast, announced_at=None, announced_by=None)),
    ("contracts_bank_order_four_eyes", BankOrder, paid_alone),
    ("contracts_bank_order_withdrawn_has_reason", BankOrder, lambda cast: an_order(cast, status="withdrawn")),
    ("contracts_bank_order_made_by_someone", BankOrder, lambda cast: made_without(cast, made_by=None)),
    ("contracts_bank_order_drafted_by_someone", BankOrder, lambda cast: an_order(cast, drafted_by=None)),
    ("contracts_bank_order_announced_by_someone", BankOrder, lambda cast: an_order(cast, announced_at=NOW)),
    ("contracts_bank_order_delivered_by_someone", BankOrder, lambda cast: an_order(cast, delivered_at=NOW)),
    ("contracts_bank_order_position_once", BankOrderLine, same_place),
    ("contracts_invoice_in_one_bank_order", BankOrderLine,
     lambda cast: twice_in_a_batch(cast, invoice=make_claim(cast.finance))),
    ("contracts_purchase_in_one_bank_order", BankOrderLine,
     lambda cast: twice_in_a_batch(cast, purchase=make_purchase(cast.finance))),
    ("contracts_bank_order_line_one_subject", BankOrderLine,
     lambda cast: a_line(cast, purchase=make_purchase(cast.finance), invoice=make_claim(cast.finance))),
    ("contracts_bank_order_line_is_something", BankOrderLine, lambda cast: a_line(cast, amount_cents=0)),
    ("contracts_bank_order_line_out_lets_go", BankOrderLine, lambda cast: a_line(cast, taken_out_reason="x")),
    ("contracts_bank_order_line_collects_invoice", BankOrderLine,
     lambda cast: a_line(cast, purchase=make_purchase(cast.finance), mandate=make_mandate(cast.bilal, make_teacher()))),
    ("contracts_house_creditor_id_form", House, lambda cast: house_with(creditor_id="13")),
    ("contracts_house_bic_form", House, lambda cast: house_with(bic="ABNA")),
    ("contracts_house_collect_notice_lawful", House, lambda cast: house_with(collect_notice_days=0)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "model", "break_it"), BREAKS, ids=[name for name, _, _ in BREAKS])
def test_the_database_refuses_and_says_so_in_dutch(
    name: str, model: type[Any], break_it: Callable[[Cast], Any], cast: Cast
) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        break_it(cast)
    if violation(caught.value):
        assert (violation(caught.value), explain(model, caught.value).sentence != "") == (name, True)
    else:
        assert "violates not-null" in str(caught.value)


MADE = [
    ("UPDATE contracts_sepamandate SET iban = 'NL49FLXS0148150600'", "contracts_mandate_is_final"),
    ("UPDATE contracts_sepamandate SET text = 'x'", "contracts_mandate_is_final"),
    ("DELETE FROM contracts_sepamandate", "contracts_mandate_is_final"),
    ("TRUNCATE contracts_sepamandate CASCADE", "contracts_mandate_is_final"),
    ("UPDATE contracts_bankorder SET carried_out_on = '2026-01-01'", "contracts_bank_order_is_announced"),
    ("UPDATE contracts_bankorder SET message_id = 'x'", "contracts_bank_order_is_announced"),
    ("UPDATE contracts_bankorder SET made_at = now()", "contracts_bank_order_is_final"),
    ("UPDATE contracts_bankorder SET document_id = NULL, made_at = NULL, made_by_id = NULL",
     "contracts_bank_order_is_final"),
    ("UPDATE contracts_bankorder SET status = 'draft'", "contracts_bank_order_goes_on"),
    ("DELETE FROM contracts_bankorder", "contracts_bank_order_is_announced"),
    ("TRUNCATE contracts_bankorder CASCADE", "contracts_bank_order_is_announced"),
    ("UPDATE contracts_bankorderline SET amount_cents = 1", "contracts_bank_order_line_is_announced"),
    ("UPDATE contracts_bankorderline SET iban = 'NL49FLXS0148150600'", "contracts_bank_order_line_is_announced"),
    ("UPDATE contracts_bankorderline SET taken_out_reason = 'x', holds = false", "contracts_bank_order_line_is_final"),
    ("UPDATE contracts_bankorderline SET is_first = NOT is_first", "contracts_bank_order_line_is_final"),
    ("DELETE FROM contracts_bankorderline", "contracts_bank_order_line_is_announced"),
    ("TRUNCATE contracts_bankorderline", "contracts_bank_order_line_is_announced"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "name"), MADE, ids=[statement for statement, _ in MADE])
def test_what_is_made_does_not_change(statement: str, name: str, cast: Cast) -> None:
    made(cast, owed(cast))
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run(statement)
    assert violation(caught.value) == name


def test_a_file_is_not_made_back_into_a_draft_by_announcing(cast: Cast) -> None:
    order = announced(cast, owed(cast))
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        BankOrder.objects.filter(pk=order.pk).update(status="draft")
    assert violation(caught.value) == "contracts_bank_order_goes_on"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE contracts_bankorderline SET holds = true", "contracts_bank_order_line_stays_gone"),
        ("UPDATE contracts_bankorder SET status = 'made'", "contracts_bank_order_goes_on"),
    ],
)
def test_what_is_let_go_does_not_come_back(statement: str, name: str, cast: Cast) -> None:
    carrying_out.withdraw(order=made(cast, owed(cast)), reason="Verkeerde dag", by=cast.finance, at=NOW)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run(statement)
    assert violation(caught.value) == name


def test_a_revoked_mandate_does_not_come_back(cast: Cast) -> None:
    mandate = make_mandate(cast.bilal, make_teacher())
    SepaMandate.objects.filter(pk=mandate.pk).update(revoked_at=NOW, revoked_by=cast.bilal)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        SepaMandate.objects.filter(pk=mandate.pk).update(revoked_at=None, revoked_by=None)
    assert violation(caught.value) == "contracts_mandate_stays_revoked"
