"""What the demo builders work with; the worlds themselves are built by the tests that need one."""

from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.numbering import audit
from contracts.management.demo import build
from contracts.management.demo_agreements import moments, split, working_day
from contracts.models import Agreement, DocumentOrder, Invoice
from fluxus.demo import World
from tests.cast import Cast
from tests.factories.contracts import make_booking, make_delivery
from tests.factories.network import make_teacher

TODAY = date(2026, 11, 23)


@given(st.lists(st.integers(), min_size=1, max_size=60), st.integers(min_value=1, max_value=80))
def test_split_keeps_order_and_leaves_nothing_empty(visits: list[Any], parts: int) -> None:
    made = split(visits, parts)
    assert [visit for part in made for visit in part] == visits
    assert len(made) == min(parts, len(visits))
    assert all(made)


@given(st.lists(st.integers(min_value=-200, max_value=300), min_size=1, max_size=50))
def test_moments_never_go_back_nor_ahead(offsets: list[int]) -> None:
    bundles: list[Any] = [
        (
            None,
            [SimpleNamespace(local_start=SimpleNamespace(date=lambda offset=offset: TODAY + timedelta(days=offset)))],
        )
        for offset in sorted(offsets)
    ]
    days = [moment.date() for moment in moments(World("small", Random(1), TODAY), bundles)]
    assert days == sorted(days)
    assert max(days) <= TODAY
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 11, 20), 20), (date(2026, 11, 21), 20), (date(2026, 11, 22), 20)]
)
def test_working_day_before_a_weekend(day: date, expected: int) -> None:
    assert working_day(day).day == expected


def test_build_leaves_what_the_domain_would_have_left(cast: Cast) -> None:
    teacher = make_teacher()
    for hour in range(8, 18):
        make_delivery(teacher, cast.bureau, hour=hour)
    rented = make_booking(cast.bureau, partner=teacher, local_start="2026-10-06T19:00", local_end="2026-10-06T21:00")
    shared = {"beheer": cast.admin, "bureau": cast.bureau, "financien": cast.finance}
    build(World("small", Random(1), TODAY, shared))
    assert [(each.count, each.findings) for each in audit()] == [(Agreement.objects.issued().count(), []), (1, [])]
    assert Agreement.objects.drafts().count() == 2
    rented.refresh_from_db()
    assert rented.sealed_reason == "factuur 2026-00001"
    for agreement in Agreement.objects.issued():
        assert {line.delivery.sealed_reason for line in agreement.lines.all()} == {f"overeenkomst {agreement.number}"}
    assert DocumentOrder.objects.count() == Agreement.objects.issued().count() + Invoice.objects.count()
