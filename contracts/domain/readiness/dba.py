"""The DBA check: how much working with somebody looks like employment. A signal for a talk, never a verdict.

The points and limits below are policy of the house; what the law says about the rate stands in `LegalAmount`, with its
date and source.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from contracts.domain.readiness.fair_pay import hourly
from contracts.enums import AgreementKind, AnswerKind, LegalAmountKind, Risk
from contracts.models import Agreement, AgreementLine, DbaCheck, LegalAmount, Question, Questionnaire
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.money import euros
from fluxus.periods import dutch_date, wall_clock
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner

DATA = Path(__file__).parents[2] / "data"
HIGH_FROM, MEDIUM_FROM = 9, 4
MANY_HOURS, MANY_HOURS_POINTS = Decimal(16), 2
NO_OTHERS_POINTS, FEW_OTHERS, FEW_OTHERS_POINTS = 3, 2, 1
RATE_POINTS = HIGH_FROM
COUNTS_FOR = timedelta(days=365)
HALF_A_YEAR = timedelta(days=183)
DOUBLE_CLICK = timedelta(minutes=1)
YES, NO = "ja", "nee"
OWN_FIELDS = {"version", "hours_per_week", "clients", "hourly_cents", "remark"}

type Answers = dict[str, str | int]


@dataclass(frozen=True)
class Outcome:
    """What follows from the answers, each finding a Dutch sentence."""

    risk: Risk
    findings: list[str]


@dataclass(frozen=True)
class Known:
    """What the agreements of the past year say about somebody: hours a week and cents per hour."""

    hours_per_week: Decimal
    hourly_cents: int | None
    appointments: int


def current() -> Questionnaire:
    """The newest published questions. Refuses when there are none."""
    newest = Questionnaire.objects.filter(published_at__isnull=False).order_by("-version").first()
    if newest is None:
        raise Refusal("Er is nog geen gepubliceerde vragenlijst voor de DBA-check.")
    return newest


def questions_of(questionnaire: Questionnaire) -> list[Question]:
    return sorted(questionnaire.questions.all(), key=lambda question: question.position)


def publish(file: str, *, by: Any = None) -> Questionnaire:
    """Publish the questions of contracts/data/<file>; a version that is there already stays as it is."""
    text = tomllib.loads((DATA / file).read_text())
    with transaction.atomic():
        made, is_new = Questionnaire.objects.get_or_create(
            version=text["version"], defaults={"title": text["title"], "intro": text["intro"]}
        )
        if is_new:
            Question.objects.bulk_create(
                Question(questionnaire=made, position=position, **row_of(each))
                for position, each in enumerate(text["questions"], start=1)
            )
            made.published_at, made.published_by = timezone.now(), by
            made.save()
    return made


def make_final(*, questionnaire: Questionnaire, by: Any, at: datetime) -> Questionnaire:
    """Publish questions that were written in the admin. Refuses a list that cannot be answered or weighed."""
    with transaction.atomic():
        held = lock(Questionnaire.objects.filter(pk=questionnaire.pk))[0]
        if held.published_at is not None:
            raise Refusal("Deze vragenlijst is al gepubliceerd.", code="published")
        _refuse_unfit(questions_of(held))
        held.published_at, held.published_by = at, by
        held.save()
    return held


def row_of(text: dict[str, Any]) -> dict[str, Any]:
    """A question of the file as columns."""
    return {
        "key": text["key"],
        "text": text["text"],
        "help_text": text.get("help", ""),
        "kind": text.get("kind", AnswerKind.YES_NO),
        "risky_answer": text["risky"],
        "weight": text["weight"],
    }


def answer(
    *,
    partner: Partner,
    questionnaire: Questionnaire,
    answers: Answers,
    hours_per_week: Decimal,
    clients: int,
    hourly_cents: int,
    remark: str = "",
    by: Any,
    at: datetime,
) -> DbaCheck:
    """Keep the answers about somebody with what follows from them.

    Refuses questions that were replaced meanwhile, and a question without an answer (`field` is its key). The same
    answers again within a minute (a double click) are one check.
    """
    if questionnaire.pk != current().pk:
        raise Refusal("De vragen zijn net veranderd. Vul de nieuwe lijst in.", code="stale")
    questions = questions_of(questionnaire)
    _refuse_gaps(questions, answers)
    limit = presumption(wall_clock(at).date())
    given: dict[str, Any] = {"hours_per_week": hours_per_week, "clients": clients, "hourly_cents": hourly_cents}
    outcome = weigh(questions, answers, limit=limit, **given)
    with transaction.atomic():
        lock(Partner.objects.filter(pk=partner.pk))
        just_now = partner.dba_checks.filter(
            answered_by=by, answered_at__gt=at - DOUBLE_CLICK, answers=answers, remark=remark, **given
        )
        if same := just_now.first():
            return same
        made = DbaCheck.objects.create(
            partner=partner,
            questionnaire=questionnaire,
            answers=answers,
            presumption_cents=limit.cents if limit else None,
            risk=outcome.risk,
            findings=outcome.findings,
            remark=remark,
            answered_at=at,
            answered_by=by,
            **given,
        )
        record(partners=[partner], kind=EntryKind.AGREEMENT, title="DBA-check ingevuld", by=by, at=at)
    return made


def weigh(
    questions: Iterable[Question],
    answers: Answers,
    *,
    hours_per_week: Decimal,
    clients: int,
    hourly_cents: int,
    limit: LegalAmount | None,
) -> Outcome:
    """Add up what counts, and say it in words."""
    counted = [
        (question.weight, told(question, answers[question.key])) for question in questions if counts(question, answers)
    ]
    counted += list(facts(hours_per_week, clients))
    counted += list(rate(hourly_cents, limit))
    points = sum(weight for weight, _ in counted)
    risk = Risk.HIGH if points >= HIGH_FROM else Risk.MEDIUM if points >= MEDIUM_FROM else Risk.LOW
    return Outcome(risk, [sentence for _, sentence in counted])


def counts(question: Question, answers: Answers) -> bool:
    """Whether this answer points at employment: the risky word, or a number from the risky one on."""
    given = answers[question.key]
    if question.kind == AnswerKind.NUMBER:
        return int(given) >= int(question.risky_answer)
    return given == question.risky_answer


def told(question: Question, given: str | int) -> str:
    """'Mag deze persoon zich vrij laten vervangen? Nee.'"""
    return f"{question.text} {str(given).capitalize()}."


def facts(hours_per_week: Decimal, clients: int) -> Iterable[tuple[int, str]]:
    """Many hours here and few clients elsewhere."""
    if hours_per_week >= MANY_HOURS:
        yield MANY_HOURS_POINTS, f"Werkt {str(hours_per_week).replace('.', ',')} uur per week voor FluXus."
    if clients == 0:
        yield NO_OTHERS_POINTS, "Heeft geen andere opdrachtgevers."
    elif clients <= FEW_OTHERS:
        yield (
            FEW_OTHERS_POINTS,
            f"Heeft {'maar één andere opdrachtgever' if clients == 1 else f'maar {clients} andere opdrachtgevers'}.",
        )


def rate(hourly_cents: int, limit: LegalAmount | None) -> Iterable[tuple[int, str]]:
    """Under the amount of the rechtsvermoeden: heavy when it is law, a remark as long as it is announced."""
    if limit is None or hourly_cents >= limit.cents:
        return
    sentence = f"Het uurtarief van {euros(hourly_cents)} ligt onder {euros(limit.cents)}"
    if limit.is_in_force:
        yield RATE_POINTS, f"{sentence}: de wet vermoedt dan een arbeidsovereenkomst ({limit.source})."
    else:
        yield 0, f"{sentence}. Dat bedrag is aangekondigd en nog geen wet ({limit.source})."


def presumption(on: date) -> LegalAmount | None:
    """The rate of the rechtsvermoeden on a day; the announced one when none is law yet."""
    amounts = LegalAmount.objects.filter(kind=LegalAmountKind.PRESUMPTION_RATE, valid_from__lte=on)
    return amounts.order_by("-is_in_force", "-valid_from").first()


def latest(partner: Partner) -> DbaCheck | None:
    """The last check; `partner.dba_checks` may be fetched beforehand."""
    return max(partner.dba_checks.all(), key=lambda check: (check.answered_at, check.pk), default=None)


def warnings(partner: Partner, on: date | None) -> list[str]:
    """What to look at before somebody gets an agreement until `on`; organisations are not checked."""
    if not partner.is_person:
        return []
    last = latest(partner)
    if last is None:
        return ["De DBA-check is nog niet ingevuld."]
    answered_on = wall_clock(last.answered_at).date()
    found = []
    if on and answered_on + COUNTS_FOR < on:
        found.append(f"De DBA-check is van {dutch_date(answered_on)}. Vul hem opnieuw in.")
    if last.risk != Risk.LOW:
        found.append(f"DBA-check: {last.get_risk_display()}.")
    return found


def known(partner: Partner, on: date) -> Known:
    """What the agreements with somebody for the year around `on` say; hours are spread over the weeks they take.

    What was let go (withdrawn, replaced, terminated from a day on) does not count, nor does an amendment as long as what
    it amends goes on.
    """
    year = AgreementLine.objects.filter(
        agreement__in=Agreement.objects.filter(partner=partner, kind=AgreementKind.OVO).issued().once(),
        holds=True,
        local_start__gte=datetime.combine(on, time.min) - HALF_A_YEAR,
        local_start__lt=datetime.combine(on, time.min) + HALF_A_YEAR,
    )
    sums = year.aggregate(
        minutes=models.Sum(models.F("local_end") - models.F("local_start"), output_field=models.DurationField()),
        first=models.Min("local_start"),
        last=models.Max("local_start"),
        appointments=models.Count("pk"),
        cents=models.Sum("fee_cents"),
    )
    minutes = int((sums["minutes"] or timedelta()).total_seconds() // 60)
    weeks = max(1, ((sums["last"] - sums["first"]).days + 6) // 7) if minutes else 1
    hours = (Decimal(minutes) / 60 / weeks).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Known(min(hours, Decimal(80)), hourly(sums["cents"] or 0, minutes), sums["appointments"])


def _refuse_unfit(questions: list[Question]) -> None:
    """A list has questions, their keys are no names of other fields, and their risky answers can be given."""
    if not questions:
        raise Refusal("Een vragenlijst heeft minstens één vraag.")
    for question in questions:
        if question.key in OWN_FIELDS:
            raise Refusal(f"De sleutel {question.key} is al in gebruik. Kies een andere.")
        is_number = question.kind == AnswerKind.NUMBER
        if not (question.risky_answer.isdecimal() if is_number else question.risky_answer in {YES, NO}):
            raise Refusal(f"Vul bij “{question.text}” in welk antwoord telt: ja, nee of een getal.")


def _refuse_gaps(questions: list[Question], answers: Answers) -> None:
    for question in questions:
        given = answers.get(question.key)
        is_number = question.kind == AnswerKind.NUMBER
        if not (isinstance(given, int) and given >= 0 if is_number else given in {YES, NO}):
            raise Refusal("Beantwoord deze vraag.", field=question.key, code="gap")
