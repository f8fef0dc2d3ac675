"""The database itself keeps what the bank said and the sums of what it counts for, past the domain and the ORM."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contracts.enums import AllocationKind
from contracts.models import Allocation, BankStatement, BankTransaction
from fluxus.db import explain, violation
from tests.cast import Cast
from tests.factories.contracts import make_draft_invoice
from tests.factories.money import (
    make_allocation,
    make_claim,
    make_credit,
    make_purchase,
    make_statement,
    make_transaction,
)

CREDIT, WRITE_OFF = AllocationKind.CREDIT, AllocationKind.WRITE_OFF


def a_statement_twice() -> None:
    kept = make_statement()
    BankStatement.objects.create(file=kept.file, account=kept.account, identification=kept.identification)


def a_transaction_twice() -> None:
    make_transaction(100, fingerprint=make_transaction(100).fingerprint)


BREAKS: list[tuple[str, type[Any], Callable[[Cast], Any]]] = [
    ("contracts_bank_statement_once", BankStatement, lambda cast: a_statement_twice()),
    ("contracts_bank_transaction_once", BankTransaction, lambda cast: a_transaction_twice()),
    ("contracts_bank_transaction_is_something", BankTransaction, lambda cast: make_transaction(0)),
    (
        "contracts_bank_transaction_aside_has_reason",
        BankTransaction,
        lambda cast: make_transaction(1, aside_at=timezone.now(), aside_by=cast.finance),
    ),
    (
        "contracts_bank_transaction_aside_by_someone",
        BankTransaction,
        lambda cast: make_transaction(1, aside_at=timezone.now(), aside_reason="x"),
    ),
    (
        "contracts_allocation_is_something",
        Allocation,
        lambda cast: make_allocation(0, invoice=make_claim(cast.finance), transaction=make_transaction(1)),
    ),
    ("contracts_allocation_has_one_subject", Allocation, lambda cast: make_allocation(1)),
    (
        "contracts_allocation_has_one_subject",
        Allocation,
        lambda cast: make_allocation(-1, invoice=make_claim(cast.finance), purchase=make_purchase(cast.finance)),
    ),
    (
        "contracts_allocation_has_source",
        Allocation,
        lambda cast: make_allocation(1, invoice=make_claim(cast.finance), transaction=None),
    ),
    (
        "contracts_allocation_has_source",
        Allocation,
        lambda cast: make_allocation(1, kind=WRITE_OFF, invoice=make_claim(cast.finance), reason=""),
    ),
]


@pytest.mark.parametrize(("name", "model", "act"), BREAKS)
def test_constraint_refuses(cast: Cast, name: str, model: Any, act: Callable[[Cast], Any]) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act(cast)
    assert violation(broken.value) == name
    assert explain(model, broken.value).sentence.endswith(".")


def too_much_of_a_transaction(cast: Cast) -> None:
    bank = make_transaction(100)
    make_allocation(60, invoice=make_claim(cast.finance), transaction=bank)
    make_allocation(41, invoice=make_claim(cast.finance), transaction=bank)


def the_other_way(cast: Cast) -> None:
    make_allocation(-1, invoice=make_claim(cast.finance), transaction=make_transaction(100))


def reversed_in_part(cast: Cast) -> None:
    row = make_allocation(100, invoice=make_claim(cast.finance))
    make_allocation(-50, invoice=row.invoice, transaction=row.transaction, reverses=row)


def reversed_from_another(cast: Cast) -> None:
    row = make_allocation(100, kind=WRITE_OFF, invoice=make_claim(cast.finance))
    make_allocation(-100, kind=WRITE_OFF, invoice=make_claim(cast.finance), reverses=row)


def reversed_reversal(cast: Cast) -> None:
    row = make_allocation(100, kind=WRITE_OFF, invoice=make_claim(cast.finance))
    back = make_allocation(-100, kind=WRITE_OFF, invoice=row.invoice, reverses=row)
    make_allocation(100, kind=WRITE_OFF, invoice=row.invoice, reverses=back)


def too_much_of_a_credit_note(cast: Cast) -> None:
    note = make_credit(cast.finance, make_claim(cast.finance, gross=1000))
    make_allocation(-600, kind="refund", invoice=note)
    make_allocation(401, kind=CREDIT, invoice=note.credits, credit_note=note)


def credit_of_another(cast: Cast) -> None:
    make_allocation(
        1,
        kind=CREDIT,
        invoice=make_claim(cast.finance),
        credit_note=make_credit(cast.finance, make_claim(cast.finance)),
    )


def credit_that_is_none(cast: Cast) -> None:
    invoice = make_claim(cast.finance)
    make_allocation(1, kind=CREDIT, invoice=invoice, credit_note=make_claim(cast.finance, partner=invoice.partner))


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("contracts_allocation_fits", too_much_of_a_transaction),
        ("contracts_allocation_fits", the_other_way),
        ("contracts_allocation_reverses_whole", reversed_in_part),
        ("contracts_allocation_reverses_whole", reversed_from_another),
        ("contracts_allocation_reverses_whole", reversed_reversal),
        ("contracts_allocation_of_issued", lambda cast: make_allocation(1, invoice=make_draft_invoice(cast.bureau))),
        ("contracts_allocation_fits_credit", too_much_of_a_credit_note),
        ("contracts_allocation_of_credit", credit_of_another),
        ("contracts_allocation_of_credit", credit_that_is_none),
    ],
)
def test_trigger_refuses(cast: Cast, name: str, act: Callable[[Cast], Any]) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act(cast)
    assert violation(broken.value) == name
    assert explain(Allocation, broken.value).sentence.endswith(".")


@pytest.mark.parametrize("table", ["bankfile", "bankstatement", "banktransaction", "allocation"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_the_bank_said_is_final(cast: Cast, table: str, statement: str) -> None:
    make_allocation(100, invoice=make_claim(cast.finance))
    column = {"bankfile": "filename", "bankstatement": "account", "banktransaction": "counter_name"}.get(
        table, "reason"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE waits for no checks that are still to come
    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(f"contracts_{table}", column, "'anders'"))
    assert "final" in violation(broken.value)
    assert str(broken.value).split("\n")[0].endswith(".")


def test_a_transaction_may_be_laid_aside(cast: Cast) -> None:
    make_transaction(100)
    now = timezone.now()
    assert BankTransaction.objects.update(aside_at=now, aside_by=cast.finance, aside_reason="Subsidie") == 1
