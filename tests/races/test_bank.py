"""Money counts once, also when two colleagues say what it is for at the same moment."""

from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from contracts.domain.settling import crediting
from contracts.domain.settling.allocating import Part, allocate
from contracts.domain.settling.importing import import_file
from contracts.domain.settling.settlement import open_cents
from contracts.management.demo_camt import Line, statement
from contracts.models import Allocation, BankFile, BankTransaction
from fluxus.errors import Refusal
from tests.cast import gather
from tests.factories.contracts import make_house
from tests.factories.money import DAY, OUR_IBAN, make_claim, make_credit, make_transaction
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 8


def test_rivals_use_a_transaction_once(committed_db: str) -> None:
    cast = gather()
    bank = make_transaction(1000)
    invoices = [make_claim(cast.finance, gross=1000) for _ in range(RIVALS)]

    def take(rival: int) -> Any:
        part = Part(invoices[rival], 1000)
        return allocate(bank=bank, parts=[part], by=cast.finance, at=timezone.now())

    results = race(RIVALS, take)
    assert failures(results, Refusal) == []
    assert Allocation.objects.get().amount_cents == 1000


def test_rivals_pay_an_invoice_once(committed_db: str) -> None:
    cast = gather()
    invoice = make_claim(cast.finance, gross=1000)
    banks = [make_transaction(1000) for _ in range(RIVALS)]

    def take(rival: int) -> Any:
        return allocate(bank=banks[rival], parts=[Part(invoice, 1000)], by=cast.finance, at=timezone.now())

    results = race(RIVALS, take)
    assert failures(results, Refusal) == []
    assert (Allocation.objects.count(), open_cents(invoice)) == (1, 0)


def test_without_our_lock_the_database_still_keeps_the_sum(committed_db: str) -> None:
    """The race is real: rivals who skip the domain meet in the trigger, and one gets through."""
    cast = gather()
    bank, invoice = make_transaction(1000), make_claim(cast.finance, gross=9000)

    def add(rival: int) -> Any:
        return Allocation.objects.create(
            kind="payment", transaction=bank, invoice=invoice, amount_cents=1000, allocated_on=DAY
        )

    results = race(RIVALS, add)
    assert failures(results, DatabaseError) == []
    assert Allocation.objects.count() == 1


def test_rivals_offset_a_credit_note_once(committed_db: str) -> None:
    cast = gather()
    invoice = make_claim(cast.finance, gross=1000)
    note = make_credit(cast.finance, invoice)

    def settle(rival: int) -> Any:
        return crediting.offset(credit_note=note, by=cast.finance, at=timezone.now())

    assert failures(race(RIVALS, settle)) == []
    assert (Allocation.objects.count(), open_cents(invoice), open_cents(note)) == (1, 0, 0)


def test_rivals_read_files_that_overlap_once(committed_db: str, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    cast = gather()
    make_house()
    lines = [Line(100 + number, DAY, f"Betaler {number}") for number in range(20)]

    def take_in(rival: int) -> Any:
        content = statement(lines, account=OUR_IBAN, identification=f"A{rival % 3}")
        return import_file(content=content, filename="a.xml", by=cast.finance, at=timezone.now())

    assert failures(race(RIVALS, take_in)) == []
    assert (BankTransaction.objects.count(), BankFile.objects.count()) == (20, 3)
