"""Numbers without holes; the races are in tests/races."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.domain import numbering
from contracts.domain.numbering import Issued, audit, next_number
from contracts.enums import SeriesKind
from contracts.models import NumberSeries
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.contracts import make_agreement, make_invoice

DAY = date(2026, 11, 23)


@pytest.mark.django_db
def test_the_form_of_numbers() -> None:
    assert next_number(kind=SeriesKind.AGREEMENT, on=DAY) == "OVO-2026-0001"
    assert next_number(kind=SeriesKind.INVOICE, on=DAY) == "2026-00001"
    assert next_number(kind=SeriesKind.INVOICE, on=DAY) == "2026-00002"
    assert next_number(kind=SeriesKind.INVOICE, on=date(2027, 1, 1)) == "2027-00001"


def test_refuses_outside_a_transaction(committed_db: str) -> None:
    with pytest.raises(TransactionManagementError):
        next_number(kind=SeriesKind.INVOICE, on=DAY)
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db
def test_a_rollback_gives_the_number_back() -> None:
    assert next_number(kind=SeriesKind.INVOICE, on=DAY) == "2026-00001"
    held = transaction.savepoint_create()
    assert next_number(kind=SeriesKind.INVOICE, on=DAY) == "2026-00002"
    transaction.savepoint_rollback(held)
    assert next_number(kind=SeriesKind.INVOICE, on=DAY) == "2026-00002"


@pytest.mark.django_db
def test_dates_never_go_back_within_a_series() -> None:
    next_number(kind=SeriesKind.INVOICE, on=DAY)
    with pytest.raises(Refusal) as caught:
        next_number(kind=SeriesKind.INVOICE, on=date(2026, 11, 22))
    assert caught.value.sentence == "De vorige in de reeks is van 23 november 2026; een eerdere datum kan niet meer."
    assert caught.value.field == "issued_on"
    assert next_number(kind=SeriesKind.INVOICE, on=DAY) == "2026-00002"


def test_audit_finds_nothing_wrong_with_the_domain(cast: Cast) -> None:
    for _ in range(3):
        make_agreement(cast.bureau)
        make_invoice(cast.bureau)
    assert [(each.kind, each.year, each.count, each.findings) for each in audit()] == [
        ("agreement", 2026, 3, []),
        ("invoice", 2026, 3, []),
    ]


def findings(*rows: tuple[str, date]) -> list[str]:
    issued = sorted(Issued(numbering._parts(number)[1], number, day) for number, day in rows)
    checks = (
        numbering._holes_and_doubles("invoice", 2026, issued),
        numbering._odd_rows("invoice", 2026, issued),
        numbering._dates_that_go_back(issued),
    )
    return [finding for check in checks for finding in check]


def test_audit_names_what_is_wrong() -> None:
    assert findings(("2026-00001", DAY), ("2026-00003", DAY)) == ["2026-00002 ontbreekt"]
    assert findings(("2026-00001", DAY), ("2026-00001", DAY)) == ["2026-00001 komt 2 keer voor"]
    assert findings(("2026-1", DAY)) == ["2026-1 heeft een andere vorm dan de reeks"]
    assert findings(("2026-00001", date(2025, 1, 1))) == ["2026-00001 is van 1 januari 2025, een ander jaar"]
    assert findings(("2026-00001", DAY), ("2026-00002", date(2026, 1, 1))) == [
        "2026-00002 is van een eerdere dag dan 2026-00001"
    ]


@given(st.sets(st.integers(min_value=1, max_value=200), min_size=1))
@settings(max_examples=50)
def test_audit_finds_every_hole(ranks: set[int]) -> None:
    rows = [(numbering.written("invoice", 2026, rank), DAY) for rank in ranks]
    holes = set(range(1, max(ranks) + 1)) - ranks
    assert findings(*rows) == [f"{numbering.written('invoice', 2026, hole)} ontbreekt" for hole in sorted(holes)]


def test_audit_command_says_ok(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_invoice(cast.bureau)
    call_command("audit_numbers", "--json")
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report == {"ok": True, "series": [{"kind": "invoice", "year": 2026, "count": 1, "findings": []}]}


def test_audit_command_fails_when_the_series_runs_ahead(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_invoice(cast.bureau)
    NumberSeries.objects.filter(kind="invoice").update(last_number=7)
    with pytest.raises(CommandError):
        call_command("audit_numbers", "--json")
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report["ok"] is False
    assert report["series"][0]["findings"] == ["de reeks staat op 7, het hoogste nummer is 1"]
