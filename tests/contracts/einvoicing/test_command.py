"""manage.py einvoices: what is made, what is wrong, and the files in a folder."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contracts.domain.einvoicing.refusing import NO_NUMBER
from contracts.models import EInvoice
from tests.cast import Cast
from tests.contracts.einvoicing.buyers import make_buyer
from tests.factories.contracts import make_invoice

pytestmark = pytest.mark.usefixtures("archive")


def run(*options: str) -> str:
    said = StringIO()
    call_command("einvoices", *options, stdout=said)
    return said.getvalue()


def test_it_makes_what_is_missing_and_writes_the_files(cast: Cast, tmp_path: Path) -> None:
    make_invoice(cast.bureau, partner=make_buyer())
    make_invoice(cast.bureau, partner=make_buyer(kvk=""))
    folder = tmp_path / "uit"
    said = json.loads(run("--json", "--to", str(folder)))
    assert said == {"einvoices": 1, "none": {NO_NUMBER: 1}, "wrong": {}}
    assert [each.name for each in folder.iterdir()] == ["Factuur-2026-00001.xml"]
    assert json.loads(run("--json")) == said
    assert EInvoice.objects.count() == 2


def test_it_fails_on_what_is_wrong(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_invoice(cast.bureau, partner=make_buyer(kvk="123"))
    with pytest.raises(SystemExit) as caught:
        call_command("einvoices", "--to", str(tmp_path / "uit"))
    assert caught.value.code == 1
    assert "2026-00001 niet in orde: PEPPOL-COMMON-R054" in capsys.readouterr().out
    assert list((tmp_path / "uit").iterdir()) == []


def test_it_looks_at_one_month(cast: Cast) -> None:
    make_invoice(cast.bureau, partner=make_buyer())
    assert run("--month", "2026-10") == "0 e-facturen in orde\n"
    assert run("--month", "2026-11") == "1 e-facturen in orde\n"
    with pytest.raises(CommandError):
        run("--month", "november")
