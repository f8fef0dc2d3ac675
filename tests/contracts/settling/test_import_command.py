"""manage.py import_bank: a file from the command line, told in words and in JSON."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contracts.domain.settling.settlement import open_cents
from contracts.management.demo_camt import Line, statement
from contracts.models import Allocation, BankFile
from contracts.tasks import settle_bank_file
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.money import OUR_IBAN, make_claim, make_transaction

DAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("archive")


def run(path: Path) -> list[str]:
    out = StringIO()
    call_command("import_bank", str(path), "--json", stdout=out)
    return out.getvalue().splitlines()


def test_command_reads_a_file_and_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    make_house()
    invoice = make_claim(cast.finance, gross=2900)
    path = tmp_path / "a.xml"
    path.write_bytes(
        statement(
            [Line(2900, DAY, reference=invoice.payment_reference), Line(100, DAY)],
            account=OUR_IBAN,
            identification="A1",
        )
    )
    first, facts = run(path)
    assert first == "2 nieuw, 1 vanzelf gekoppeld, 0 al bekend"
    file = BankFile.objects.get()
    assert json.loads(facts) == {"file": file.pk, "new": 2, "settled": 1, "known": 0, "waiting": 0, "gaps": []}
    assert run(path)[0] == "0 nieuw, 0 vanzelf gekoppeld, 2 al bekend"
    assert (open_cents(invoice), file.imported_by) == (0, None)


def test_command_refuses_with_the_sentence(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Datum;Naam")
    with pytest.raises(CommandError, match="geen bankbestand"):
        run(path)
    with pytest.raises(CommandError, match="niet te lezen"):
        run(tmp_path / "weg.xml")


def test_worker_settles_what_is_sure_of_a_large_file_and_twice_is_once(cast: Cast) -> None:
    invoice = make_claim(cast.finance, gross=2900)
    bank = make_transaction(2900, reference=invoice.payment_reference)
    for _ in range(2):
        settle_bank_file(file_id=bank.statement.file_id)
    assert Allocation.objects.get().invoice == invoice
