"""`invoice_run`: looks without writing, bills a month, goes on with what was stopped, and says in words or JSON what came."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contracts.domain import billing_runs
from contracts.management import run_workers
from contracts.models import Invoice, InvoiceRun
from network.models import Address, OutgoingMail
from tests.cast import Cast
from tests.factories.invoice_runs import MONTH, make_rent
from tests.factories.network import make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The crew works here; that its processes do is proved in tests/races."""

    def work(crew: run_workers.Crew, tell: Any) -> None:
        assert crew.command == "invoice_run"
        billing_runs.advance_here(run_id=crew.run_id)
        tell()

    monkeypatch.setattr(run_workers.Crew, "work", work)


def told(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("invoice_run", *arguments, "--json", stdout=out, stderr=StringIO())
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_a_dry_run_counts_and_writes_nothing(cast: Cast) -> None:
    ready, blocked = make_rent(cast.bureau), make_rent(cast.bureau, make_teacher("Bo", "Bakker"))
    Address.objects.filter(partner=blocked.partner).delete()
    assert told("--month", "2026-10", "--dry-run") == {
        "dry_run": True,
        "month": "2026-10",
        "total": 2,
        "ready": 1,
        "blocked": 1,
        "lines": 2,
        "net_cents": 5800,
        "reasons": [{"partner": "Bo Bakker", "reasons": ["Het adres ontbreekt."]}],
    }
    assert not InvoiceRun.objects.exists()
    assert ready.invoice_lines.count() == 0
    out = StringIO()
    call_command("invoice_run", "--month", "2026-10", "--dry-run", stdout=out)
    assert "2 facturen, 1 kunnen, 1 kunnen nog niet." in out.getvalue()
    assert "Bo Bakker: Het adres ontbreekt." in out.getvalue()


def test_bills_the_month_in_the_name_of_finance(cast: Cast) -> None:
    make_rent(cast.bureau)
    found = told("--month", "2026-10")
    assert (found["made"], found["printed"], found["queued"], found["sent"]) == (1, 1, 1, 0)
    assert (found["first"], found["last"], found["gross_cents"]) == ("2026-00001", "2026-00001", 2900)
    assert Invoice.objects.get().issued_by == cast.finance


def test_without_mail_and_in_words(cast: Cast) -> None:
    make_rent(cast.bureau)
    out = StringIO()
    call_command("invoice_run", "--month", "2026-10", "--no-mail", stdout=out)
    assert "1 van 1 uitgegeven (2026-00001 tot en met 2026-00001), 1 PDF's" in out.getvalue()
    assert not OutgoingMail.objects.exists()


def test_goes_on_with_what_was_stopped(cast: Cast) -> None:
    make_rent(cast.bureau)
    run = billing_runs.start(month=MONTH, sends_mail=True, by=cast.finance, at=timezone.now())
    billing_runs.stop(run=run, by=cast.finance, at=timezone.now())
    assert told("--month", "2026-10")["run"] == run.pk


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Schrijf een maand als jaar en maand"),
        (["--month", "oktober"], "Schrijf een maand als jaar en maand"),
        (["--month", "2026-13"], "Schrijf een maand als jaar en maand"),
        (["--month", "2026-09"], "Over september 2026 is niets te factureren."),
        (["--month", "2100-01"], "Deze maand is nog niet begonnen."),
        (["--month", "2026-10", "--by", "niemand@fluxus.test"], "Er is niemand die mag factureren."),
    ],
)
def test_refuses_in_a_sentence(arguments: list[str], sentence: str, cast: Cast) -> None:
    make_rent(cast.bureau)
    with pytest.raises(CommandError, match=sentence):
        told(*arguments)


def test_ends_with_a_code_when_something_failed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rent(cast.bureau)
    monkeypatch.setattr("contracts.domain.billing_runs.carrying.issued", lambda *_: 1 / 0)
    with pytest.raises(SystemExit) as caught:
        told("--month", "2026-10")
    assert caught.value.code == 1


def test_a_crew_that_keeps_dying_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: Any) -> None:
        raise run_workers.TooManyDeaths

    make_rent(cast.bureau)
    monkeypatch.setattr(run_workers.Crew, "work", dies)
    with pytest.raises(CommandError, match="De run staat klaar om verder te gaan"):
        told("--month", "2026-10")


def test_a_lane_works_until_the_run_is_over(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_workers, "MOST_MEGABYTES", 1 << 20)  # whatever this process grew to before this test
    make_rent(cast.bureau)
    run = billing_runs.start(month=MONTH, sends_mail=False, by=cast.finance, at=timezone.now())
    with pytest.raises(SystemExit) as caught:
        call_command("invoice_run", "--lane", str(run.pk))
    assert caught.value.code == 0
    assert Invoice.objects.count() == 1
