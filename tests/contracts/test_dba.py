"""The DBA check: what counts, what follows, and that it is kept as it was given."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contracts.domain.readiness import dba
from contracts.domain.readiness.dba import Answers
from contracts.models import DbaCheck, LegalAmount, Question, Questionnaire
from fluxus.errors import Refusal
from network.models import Partner
from tests.cast import Cast
from tests.factories.contracts import DAY, make_agreement
from tests.factories.network import make_organisation, make_teacher
from tests.factories.proofs import AT


def safe() -> Answers:
    """No answer that counts."""
    return {
        question.key: 3 if question.kind == "number" else ("ja" if question.risky_answer == "nee" else "nee")
        for question in dba.questions_of(dba.current())
    }


def fill_in(partner: Partner, by: Any, answers: Answers | None = None, **changes: Any) -> DbaCheck:
    values: dict[str, Any] = {
        "questionnaire": dba.current(),
        "hours_per_week": Decimal("4.5"),
        "clients": 5,
        "hourly_cents": 5500,
        "at": AT,
        **changes,
    }
    return dba.answer(partner=partner, answers={**safe(), **(answers or {})}, by=by, **values)


def make_limit(cents: int = 3800, *, is_in_force: bool = True, valid_from: date = date(2026, 1, 1)) -> LegalAmount:
    return LegalAmount.objects.create(
        kind="presumption_rate", cents=cents, valid_from=valid_from, source="proef", is_in_force=is_in_force
    )


def test_nothing_that_counts_is_little_risk(cast: Cast) -> None:
    check = fill_in(cast.bilal_partner, cast.bureau)
    assert (check.risk, check.findings, check.presumption_cents) == ("low", [], None)
    assert check.answered_by == cast.bureau


@pytest.mark.parametrize(
    ("answers", "facts", "risk", "findings"),
    [
        ({"substitute": "nee"}, {}, "low", ["Mag deze persoon zich vrij laten vervangen? Nee."]),
        (
            {"instructions": "ja"},
            {"clients": 1},
            "medium",
            ["Bepaalt FluXus hoe het werk gedaan wordt? Ja.", "Heeft maar één andere opdrachtgever."],
        ),
        (
            {"instructions": "ja", "same_as_staff": "ja"},
            {"clients": 0},
            "high",
            [
                "Bepaalt FluXus hoe het werk gedaan wordt? Ja.",
                "Doen collega’s in loondienst hetzelfde werk naast deze persoon? Ja.",
                "Heeft geen andere opdrachtgevers.",
            ],
        ),
        ({}, {"hours_per_week": Decimal(16)}, "low", ["Werkt 16 uur per week voor FluXus."]),
        ({}, {"clients": 2}, "low", ["Heeft maar 2 andere opdrachtgevers."]),
        ({"months": 24}, {}, "low", ["Hoeveel maanden achter elkaar werkt deze persoon al voor FluXus? 24."]),
        ({"months": 23}, {}, "low", []),
    ],
)
def test_answers_add_up_and_are_told(
    cast: Cast, answers: Answers, facts: dict[str, Any], risk: str, findings: list[str]
) -> None:
    check = fill_in(cast.bilal_partner, cast.bureau, answers, **facts)
    assert (check.risk, check.findings) == (risk, findings)


def test_a_rate_under_the_law_is_enough_to_talk_first(cast: Cast) -> None:
    make_limit()
    check = fill_in(cast.bilal_partner, cast.bureau, hourly_cents=3799)
    assert (check.risk, check.presumption_cents) == ("high", 3800)
    assert check.findings == [
        "Het uurtarief van € 37,99 ligt onder € 38,00: de wet vermoedt dan een arbeidsovereenkomst (proef)."
    ]
    assert fill_in(cast.bilal_partner, cast.bureau, hourly_cents=3800).risk == "low"


def test_an_announced_amount_is_a_remark(cast: Cast) -> None:
    make_limit(is_in_force=False)
    check = fill_in(cast.bilal_partner, cast.bureau, hourly_cents=3799)
    assert (check.risk, check.findings) == (
        "low",
        ["Het uurtarief van € 37,99 ligt onder € 38,00. Dat bedrag is aangekondigd en nog geen wet (proef)."],
    )


def test_the_amount_of_that_day_counts_and_law_goes_before_announcement(db: None) -> None:
    law = make_limit(3600)
    make_limit(3900, valid_from=date(2027, 1, 1))
    make_limit(3800, is_in_force=False, valid_from=date(2026, 3, 1))
    assert dba.presumption(date(2026, 11, 23)) == law
    assert dba.presumption(date(2025, 12, 31)) is None
    found = dba.presumption(date(2027, 1, 1))
    assert found is not None
    assert found.cents == 3900


@pytest.mark.parametrize(
    ("key", "given"), [("substitute", ""), ("substitute", "misschien"), ("months", -1), ("months", "veel")]
)
def test_every_question_wants_an_answer(cast: Cast, key: str, given: Any) -> None:
    with pytest.raises(Refusal) as caught:
        fill_in(cast.bilal_partner, cast.bureau, {key: given})
    assert (caught.value.field, DbaCheck.objects.count()) == (key, 0)


def test_questions_that_were_replaced_are_refused(cast: Cast) -> None:
    old = dba.current()
    newer = Questionnaire.objects.create(version=2, title="DBA-check")
    Question.objects.create(questionnaire=newer, position=1, key="x", text="X?", risky_answer="ja")
    dba.make_final(questionnaire=newer, by=cast.admin, at=AT)
    with pytest.raises(Refusal, match="net veranderd"):
        fill_in(cast.bilal_partner, cast.bureau, questionnaire=old)


def test_a_double_click_is_one_check(cast: Cast) -> None:
    first = fill_in(cast.bilal_partner, cast.bureau)
    assert fill_in(cast.bilal_partner, cast.bureau, at=AT + timedelta(seconds=2)).pk == first.pk
    assert fill_in(cast.bilal_partner, cast.bureau, clients=4, at=AT + timedelta(seconds=3)).pk != first.pk
    assert fill_in(cast.bilal_partner, cast.bureau, at=AT + timedelta(hours=1)).pk != first.pk


def test_warnings_follow_the_last_check(cast: Cast) -> None:
    partner = make_teacher()
    assert dba.warnings(partner, DAY) == ["De DBA-check is nog niet ingevuld."]
    fill_in(partner, cast.bureau, {"instructions": "ja"}, clients=0)
    assert dba.warnings(partner, DAY) == ["DBA-check: let op."]
    fill_in(partner, cast.bureau, at=AT + timedelta(days=1))
    assert dba.warnings(partner, DAY + timedelta(days=366)) == []
    assert dba.warnings(partner, DAY + timedelta(days=367)) == [
        "De DBA-check is van 24 november 2026. Vul hem opnieuw in."
    ]
    assert dba.warnings(make_organisation(), DAY) == []


def test_what_the_agreements_say_is_known(cast: Cast) -> None:
    """Two visits of an hour on one day, for € 125 each."""
    partner = make_teacher()
    nothing = dba.known(partner, DAY)
    assert (nothing.hours_per_week, nothing.hourly_cents, nothing.appointments) == (Decimal(0), None, 0)
    make_agreement(cast.bureau, partner=partner)
    found = dba.known(partner, DAY)
    assert (found.hours_per_week, found.hourly_cents, found.appointments) == (Decimal(2), 12500, 2)


def test_publishing_the_file_again_changes_nothing(db: None) -> None:
    before = dba.current()
    assert dba.publish("dba-1.toml").pk == before.pk
    assert len(dba.questions_of(before)) == 10
    assert {question.key for question in dba.questions_of(before)}.isdisjoint(dba.OWN_FIELDS)


@pytest.mark.parametrize(
    "question",
    [
        {"key": "clients", "risky_answer": "ja"},
        {"key": "x", "risky_answer": "soms"},
        {"key": "x", "risky_answer": "ja", "kind": "number"},
    ],
)
def test_a_list_that_cannot_be_weighed_is_not_published(cast: Cast, question: dict[str, Any]) -> None:
    made = Questionnaire.objects.create(version=2, title="DBA-check")
    with pytest.raises(Refusal, match="minstens één vraag"):
        dba.make_final(questionnaire=made, by=cast.admin, at=AT)
    Question.objects.create(questionnaire=made, position=1, text="X?", **question)
    with pytest.raises(Refusal):
        dba.make_final(questionnaire=made, by=cast.admin, at=AT)
    assert dba.current().version == 1


def test_a_check_and_published_questions_never_change(cast: Cast) -> None:
    check = fill_in(cast.bilal_partner, cast.bureau)
    question = dba.questions_of(dba.current())[0]
    faults = []
    for change in (
        lambda: DbaCheck.objects.filter(pk=check.pk).update(risk="high"),
        check.delete,
        lambda: Questionnaire.objects.update(title="Anders"),
        lambda: Question.objects.filter(pk=question.pk).update(weight=0),
        question.delete,
    ):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            change()
        faults.append(caught.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]  # a psycopg error
    assert (
        faults
        == ["contracts_dba_check_is_final"] * 2
        + ["contracts_questionnaire_is_final"]
        + ["contracts_question_is_final"] * 2
    )


def test_the_database_refuses_hours_that_cannot_be(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="contracts_dba_hours_plausible"), transaction.atomic():
        fill_in(cast.bilal_partner, cast.bureau, hours_per_week=Decimal("80.1"))
