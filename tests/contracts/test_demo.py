"""What the demo builders work with; the worlds themselves are built by the tests that need one."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.drawing_up import amendments
from contracts.domain.evidence import check
from contracts.domain.numbering import audit
from contracts.domain.snapshots import fingerprint
from contracts.enums import AgreementStatus
from contracts.management.demo_agreements import moments, working_day
from contracts.models import Agreement
from fluxus.demo import World


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 12, 31)), st.sampled_from(["small", "house"]))
def test_moments_never_go_back_and_stay_in_last_year(today: date, size: Any) -> None:
    days = [moment.date() for moment in moments(World(size, Random(1), today))]
    assert days == sorted(days)
    assert {day.year for day in days} == {today.year - 1}
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 11, 20), 20), (date(2026, 11, 21), 20), (date(2026, 11, 22), 20)]
)
def test_working_day_before_a_weekend(day: date, expected: int) -> None:
    assert working_day(day).day == expected


@pytest.fixture(scope="module")
def looking(demo_world: None) -> None:
    """The small demo world, which the tests below only look at."""


def test_all_numbers_are_in_order(looking: None) -> None:
    assert [each.findings for each in audit() if each.findings] == []
    assert sum(each.count for each in audit()) > 20


def test_there_is_an_agreement_in_every_state(looking: None) -> None:
    assert set(Agreement.objects.values_list("status", flat=True)) == set(AgreementStatus)


def test_every_chain_is_whole(looking: None) -> None:
    faults = [fault for agreement in Agreement.objects.all() for fault in check(agreement).faults]
    assert faults == []
    assert Agreement.objects.issued().filter(chain_length=0).count() == 0


def test_agreements_of_last_year_are_what_was_frozen(looking: None) -> None:
    frozen = {agreement.number: agreement for agreement in Agreement.objects.issued()}
    assert {number for number, each in frozen.items() if fingerprint(each.snapshot) != each.data_hash} == set()
    for agreement in Agreement.objects.filter(paper_signature__isnull=False):
        assert sum(line.fee_cents for line in agreement.lines.all()) == agreement.fee_cents


def test_a_visit_that_fell_out_is_a_proposed_amendment(looking: None) -> None:
    assert amendments.changed(Agreement.objects.all()).count() == 1
