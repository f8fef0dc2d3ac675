"""What is paid against what the sector advises on that day."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.readiness import fair_pay
from contracts.domain.readiness.fair_pay_figures import figures, years
from contracts.models import Agreement, Rate, RateTable, WorkKind
from tests.cast import Cast
from tests.factories.contracts import DAY, make_draft_agreement
from tests.factories.proofs import AT

JANUARY = date(2026, 1, 1)


@pytest.fixture
def teaching(db: None) -> WorkKind:
    """A kind of work with half an hour of preparation for every hour, advised at 50 euro in 2026."""
    kind = WorkKind.objects.create(name="Lesgeven", slug="lesgeven", preparation_percent=50)
    table = RateTable.objects.create(name="Tabel", source="proef", valid_from=JANUARY)
    Rate.objects.create(table=table, work_kind=kind, hourly_cents=5000)
    return kind


def weigh(kind: WorkKind | None, fee_cents: int, *, minutes: int = 120, on: date = date(2026, 5, 1)) -> Any:
    return fair_pay.weigh(fee_cents=fee_cents, minutes=minutes, work_kind=kind, on=on)


@pytest.mark.parametrize(
    ("fee", "hourly", "is_low"),
    [(15000, 5000, False), (14999, 5000, False), (14998, 4999, True), (30000, 10000, False)],
)
def test_preparation_is_paid_time(teaching: WorkKind, fee: int, hourly: int, is_low: bool) -> None:
    found = weigh(teaching, fee)
    assert (found.paid_minutes, found.agreed_hourly_cents, found.advised_hourly_cents) == (180, hourly, 5000)
    assert (found.is_low, found.advised_fee_cents) == (is_low, 15000)


def test_the_table_of_that_day_counts(teaching: WorkKind) -> None:
    newer = RateTable.objects.create(name="Nieuw", source="proef", valid_from=date(2026, 7, 1))
    Rate.objects.create(table=newer, work_kind=teaching, hourly_cents=6000)
    days = [date(2025, 12, 31), JANUARY, date(2026, 6, 30), date(2026, 7, 1)]
    assert [weigh(teaching, 1, on=day).advised_hourly_cents for day in days] == [None, 5000, 5000, 6000]


def test_work_that_the_newest_table_leaves_out_has_no_advice(teaching: WorkKind) -> None:
    RateTable.objects.create(name="Leeg", source="proef", valid_from=date(2026, 3, 1))
    assert fair_pay.advice(work_kind=teaching, on=date(2026, 5, 1)) is None


def test_without_a_kind_of_work_or_time_nothing_is_low(teaching: WorkKind) -> None:
    assert weigh(None, 100).is_low is False
    nothing = weigh(teaching, 0, minutes=0)
    assert (nothing.agreed_hourly_cents, nothing.is_low, nothing.advised_fee_cents) == (None, False, 0)


@given(minutes=st.integers(60, 10_000), cents=st.integers(1, 20_000), percent=st.integers(0, 300))
def test_the_advised_fee_is_never_low(minutes: int, cents: int, percent: int) -> None:
    """Whoever pays exactly what is advised, rounded to whole cents, has nothing to explain."""
    kind = WorkKind(preparation_percent=percent)
    paid = fair_pay.paid_minutes(minutes, kind)
    fee = fair_pay.Weighed(paid, None, cents, None).advised_fee_cents
    assert fee is not None
    assert fair_pay.hourly(fee, paid) == cents


def agreed(by: Any, kind: WorkKind | None, hourly: int | None, **fields: Any) -> Agreement:
    """An agreement of this pay, made final by hand: issuing would weigh it itself."""
    agreement = make_draft_agreement(by)
    values = {
        "status": "issued",
        "number": f"OVO-2026-{agreement.pk}",
        "issued_on": DAY,
        "issued_at": AT,
        "issued_by": by,
        "keep_until_on": DAY,
        "snapshot": {},
        "data_hash": "0" * 64,
        "work_kind": kind,
        "agreed_hourly_cents": hourly,
        "advised_hourly_cents": 5000 if kind else None,
        "paid_minutes": 60,
        **fields,
    }
    Agreement.objects.filter(pk=agreement.pk).update(**values)
    return agreement


def test_figures_count_shares_and_explanations(cast: Cast, teaching: WorkKind) -> None:
    agreed(cast.bureau, teaching, 5000)
    agreed(cast.bureau, teaching, 6000)
    low = agreed(cast.bureau, teaching, 4000, pay_explanation="Vast bedrag van de wijk.")
    agreed(cast.bureau, None, 100)
    agreed(cast.bureau, teaching, 1000, pay_explanation="Geweigerd.", status="declined")
    found = figures(2026)
    assert (found.total.agreements, found.total.weighed, found.total.fair, found.total.low) == (4, 3, 2, 1)
    assert (found.total.percent, found.agreed_hourly_cents, found.advised_hourly_cents) == (66, 5000, 5000)
    assert [(line.label, line.agreements, line.percent, line.explained) for line in found.work_kinds] == [
        ("Lesgeven", 3, 66, 1),
        ("Zonder soort werk", 1, None, 0),
    ]
    assert [(line.label, line.agreements) for line in found.disciplines] == [("Muziek", 4)]
    assert [each.pk for each in found.explained] == [low.pk]
    assert (figures(2025).total.agreements, years()) == (0, [2026])


def test_page_and_file_tell_the_same(cast: Cast, teaching: WorkKind) -> None:
    agreed(cast.bureau, teaching, 4000, pay_explanation="=Vast bedrag")
    client = Client()
    client.force_login(cast.finance)
    page = client.get("/contracten/fair-practice/", {"jaar": "2026"})
    assert page.status_code == 200
    assert "=Vast bedrag" in page.text
    file = client.get("/contracten/fair-practice.csv", {"jaar": "2026"})
    assert file["Content-Disposition"] == 'attachment; filename="fair-practice-2026.csv"'
    assert file.content.decode("utf-8-sig").splitlines()[1:] == [
        "totaal;Alles;1;1;0;1;1",
        "soort werk;Lesgeven;1;1;0;1;1",
        "discipline;Muziek;1;1;0;1;1",
    ]


@pytest.mark.parametrize("year", ["", "abc", "99999", "٢٠٢٦", "-1", "0001"])
def test_a_year_that_makes_no_sense_shows_this_one(cast: Cast, year: str) -> None:
    client = Client()
    client.force_login(cast.finance)
    assert client.get("/contracten/fair-practice/", {"jaar": year}).status_code == 200


def asked(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/contracten/fair-practice/", {"jaar": "2026"}).status_code == 200
    return len(queries)


def test_the_page_asks_the_same_of_one_and_of_thirty(cast: Cast, teaching: WorkKind) -> None:
    client = Client()
    client.force_login(cast.finance)
    agreed(cast.bureau, teaching, 4000, pay_explanation="Vast bedrag.")
    one = asked(client)
    for _ in range(29):
        agreed(cast.bureau, teaching, 4000, pay_explanation="Vast bedrag.")
    assert asked(client) == one
