"""The database refuses rates, amounts and questions that cannot be."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contracts.models import (
    DbaCheck,
    Funding,
    LegalAmount,
    PartnerProof,
    Question,
    Questionnaire,
    Rate,
    RateTable,
    WorkKind,
)
from tests.cast import Cast

JANUARY = date(2026, 1, 1)


def a_kind(**fields: Any) -> WorkKind:
    return WorkKind.objects.create(**{"name": "Lesgeven", "slug": "lesgeven", **fields})


def a_table(**fields: Any) -> RateTable:
    return RateTable.objects.create(**{"name": "Tabel", "source": "proef", "valid_from": JANUARY, **fields})


def a_rate_twice() -> None:
    table, kind = a_table(), a_kind()
    for _ in range(2):
        Rate.objects.create(table=table, work_kind=kind, hourly_cents=5000)


def an_amount_twice() -> None:
    for _ in range(2):
        LegalAmount.objects.create(kind="presumption_rate", cents=3800, valid_from=JANUARY, source="proef")


def a_list(**fields: Any) -> Questionnaire:
    return Questionnaire.objects.create(**{"version": 9, "title": "Proef", **fields})


def questions(*pairs: tuple[int, str]) -> None:
    made = a_list()
    for position, key in pairs:
        Question.objects.create(questionnaire=made, position=position, key=key, text="X?")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("contracts_work_kind_preparation_plausible", lambda: a_kind(preparation_percent=301)),
        ("contracts_rate_table_has_source", lambda: a_table(source="")),
        (
            "contracts_rate_is_something",
            lambda: Rate.objects.create(table=a_table(), work_kind=a_kind(), hourly_cents=0),
        ),
        ("contracts_rate_once", a_rate_twice),
        ("contracts_legal_amount_once", an_amount_twice),
        (
            "contracts_funding_ends_after_start",
            lambda: Funding.objects.create(name="Subsidie", starts_on=JANUARY, ends_on=date(2025, 12, 31)),
        ),
        ("contracts_question_position_once", lambda: questions((1, "a"), (1, "b"))),
        ("contracts_question_key_once", lambda: questions((1, "a"), (2, "a"))),
    ],
)
def test_the_database_is_the_last_judge(name: str, act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_moments_and_people_go_together(cast: Cast) -> None:
    """Who published, handed in and answered stands beside when."""
    with pytest.raises(IntegrityError, match="contracts_questionnaire_published_by_someone"), transaction.atomic():
        a_list(published_by=cast.admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerProof.objects.create(partner=cast.bilal_partner, kind="vog", starts_on=JANUARY)
    with pytest.raises(IntegrityError), transaction.atomic():
        DbaCheck.objects.create(partner=cast.bilal_partner, questionnaire=a_list(), answers={}, hours_per_week=1)
