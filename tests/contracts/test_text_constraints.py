"""Every promise about texts, agreements and runs that the database keeps by itself, broken once."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contracts.domain.texts.editions import current
from contracts.enums import AgreementStatus
from contracts.models import (
    Agreement,
    AgreementLine,
    AgreementRun,
    AgreementTemplate,
    ClauseVersion,
    ModelAgreement,
    RegisterView,
    RunItem,
    TemplateClause,
    TemplateVersion,
)
from fluxus.db import explain, violation
from tests.cast import Cast
from tests.factories.contracts import make_booking, make_draft_agreement
from tests.factories.programmes import make_course
from tests.factories.texts import make_clause, make_model_agreement, make_template

NOW = timezone.make_aware(datetime.combine(date(2026, 11, 23), time(12)))
HASH = "0" * 64


class Scene:
    """A clause in a template, a draft of two visits, and a run."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.text = make_clause(cast.bureau)
        self.version = make_template(self.text, make_clause(cast.bureau))
        self.draft = make_draft_agreement(cast.bureau)
        self.run = AgreementRun.objects.create(
            source="menu", bundling="school", title="Proef", template_version=current(), issued_on=date(2026, 11, 23)
        )
        self.item = RunItem.objects.create(run=self.run, position=1, partner=self.draft.partner, sources=[])
        self.booking = make_booking(cast.bureau)

    def change(self, row: Any, **fields: Any) -> None:
        type(row)._default_manager.filter(pk=row.pk).update(**fields)

    def again(self, row: Any, **fields: Any) -> None:
        """The same row once more."""
        row.pk, row._state.adding = None, True
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()

    def hold(self, **origin: Any) -> None:
        """The same booking or lesson in two lines."""
        for line in list(self.draft.lines.all()):
            self.change(line, delivery=None, **origin)


def line(scene: Scene) -> AgreementLine:
    return scene.draft.lines.order_by("position")[0]


def issued(scene: Scene) -> dict[str, Any]:
    """All that an issued agreement has."""
    return {
        "status": AgreementStatus.ISSUED,
        "number": "OVO-2026-9999",
        "snapshot": {},
        "data_hash": HASH,
        "issued_at": NOW,
        "issued_by": scene.cast.bureau,
        "issued_on": NOW.date(),
        "keep_until_on": NOW.date(),
    }


BROKEN: dict[str, tuple[type, Callable[[Scene], object]]] = {
    "contracts_model_agreement_ends_after_start": (
        ModelAgreement,
        lambda scene: make_model_agreement(assessed_on=date(2026, 1, 2), ends_on=date(2026, 1, 1)),
    ),
    "contracts_clause_version_once": (
        ClauseVersion,
        lambda scene: scene.again(scene.text, status="published", published_at=NOW),
    ),
    "contracts_clause_one_in_the_making": (ClauseVersion, lambda scene: scene.again(scene.text, version=2)),
    "contracts_clause_published_by_someone": (
        ClauseVersion,
        lambda scene: scene.change(scene.text, published_by=scene.cast.bureau),
    ),
    "contracts_template_time_to_sign": (
        AgreementTemplate,
        lambda scene: scene.change(scene.version.template, days_to_sign=0),
    ),
    "contracts_template_version_once": (
        TemplateVersion,
        lambda scene: scene.again(scene.version, status="published", published_at=NOW),
    ),
    "contracts_template_one_in_the_making": (TemplateVersion, lambda scene: scene.again(scene.version, version=2)),
    "contracts_template_published_has_moment": (
        TemplateVersion,
        lambda scene: scene.change(scene.version, status="published"),
    ),
    "contracts_template_proofs_known": (
        TemplateVersion,
        lambda scene: scene.change(scene.version, required_proofs=["rijbewijs"]),
    ),
    "contracts_template_reviewed_by_someone": (
        TemplateVersion,
        lambda scene: scene.change(scene.version, reviewed_by=scene.cast.bureau),
    ),
    "contracts_template_clause_position_once": (
        TemplateClause,
        lambda scene: scene.version.clauses.update(position=1),
    ),
    "contracts_template_clause_once": (
        TemplateClause,
        lambda scene: scene.version.clauses.update(clause_version=scene.text),
    ),
    "contracts_agreement_issued_is_complete": (
        Agreement,
        lambda scene: scene.change(scene.draft, status=AgreementStatus.ISSUED, data_hash=HASH),
    ),
    "contracts_agreement_ends_after_start": (
        Agreement,
        lambda scene: scene.change(scene.draft, ends_on=scene.draft.starts_on - timedelta(days=1)),
    ),
    "contracts_agreement_issued_has_hash": (Agreement, lambda scene: scene.change(scene.draft, data_hash="x")),
    "contracts_agreement_low_pay_is_explained": (
        Agreement,
        lambda scene: scene.change(scene.draft, agreed_hourly_cents=4999, advised_hourly_cents=5000, **issued(scene)),
    ),
    "contracts_agreement_one_amendment_at_a_time": (
        Agreement,
        lambda scene: [
            scene.change(each, amends=scene.draft)
            for each in (make_draft_agreement(scene.cast.bureau), make_draft_agreement(scene.cast.bureau))
        ],
    ),
    "contracts_agreement_issued_by_someone": (
        Agreement,
        lambda scene: scene.change(scene.draft, issued_by=scene.cast.bureau),
    ),
    "contracts_agreement_position_once": (AgreementLine, lambda scene: scene.draft.lines.update(position=1)),
    "contracts_booking_agreed_once": (AgreementLine, lambda scene: scene.hold(booking=scene.booking)),
    "contracts_lesson_agreed_once": (
        AgreementLine,
        lambda scene: scene.hold(course_date=make_course(by=scene.cast.bureau).dates.earliest("local_start")),
    ),
    "contracts_agreement_line_one_origin": (
        AgreementLine,
        lambda scene: scene.change(line(scene), booking=scene.booking),
    ),
    "contracts_agreement_line_ends_after_start": (
        AgreementLine,
        lambda scene: scene.change(line(scene), local_end=line(scene).local_start),
    ),
    "contracts_run_finished_has_moment": (AgreementRun, lambda scene: scene.change(scene.run, status="finished")),
    "contracts_run_item_once": (RunItem, lambda scene: scene.again(scene.item)),
    "contracts_run_item_made_has_agreement": (RunItem, lambda scene: scene.change(scene.item, status="made")),
    "contracts_register_view_once": (
        RegisterView,
        lambda scene: [RegisterView.objects.create(owner=scene.cast.bureau, name="Van mij") for _ in range(2)],
    ),
}


def broken(scene: Scene, act: Callable[[Scene], object]) -> None:
    with transaction.atomic():
        act(scene)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_pay_as_advised_or_explained_is_issued(cast: Cast) -> None:
    """So that the proof of `low_pay_is_explained` fails for the pay and for nothing else."""
    for pay in ({"agreed_hourly_cents": 5000}, {"agreed_hourly_cents": 4999, "pay_explanation": "Het is een proef."}):
        scene = Scene(cast)
        with transaction.atomic():
            scene.change(scene.draft, advised_hourly_cents=5000, **issued(scene), **pay)
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_keeps_its_promise(cast: Cast, name: str) -> None:
    model, act = BROKEN[name]
    scene = Scene(cast)
    with pytest.raises(IntegrityError) as caught:
        broken(scene, act)
    assert violation(caught.value) == name
    assert explain(model, caught.value).sentence.endswith(".")
