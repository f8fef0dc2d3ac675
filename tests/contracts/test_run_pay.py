"""A dry run says beforehand what a run would refuse for its pay or its size."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contracts.domain import runs
from contracts.domain.drawing_up import rentals
from contracts.domain.runs import previewing
from contracts.domain.texts.editions import current
from contracts.enums import Bundling, ItemStatus, RunSource
from contracts.models import Agreement, WorkKind
from network.models import Partner
from programmes.models import SchoolYear
from tests.cast import Cast
from tests.contracts.test_drafting import make_work_kind
from tests.factories.contracts import DAY, TUESDAY, make_delivery, make_draft_agreement, make_house, make_proof
from tests.factories.network import make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def makers(cast: Cast) -> list[Partner]:
    """Two cultuurmakers with a visit each: an hour for € 125."""
    make_house()
    found = [make_teacher("Anna", "Aalbers"), make_teacher("Bo", "Bakker")]
    for maker in found:
        make_proof(maker, cast.bureau)
        make_delivery(maker, cast.bureau, day=TUESDAY + timedelta(days=7))
    return found


def worked_before(maker: Partner, work_kind: WorkKind, cast: Cast) -> None:
    """A draft from which the next agreement takes over the kind of work."""
    draft = make_draft_agreement(cast.bureau, partner=maker, deliveries=1)
    Agreement.objects.filter(pk=draft.pk).update(work_kind=work_kind)


def choice() -> dict[str, Any]:
    return {
        "source": RunSource.MENU,
        "bundling": Bundling.SCHOOL,
        "criteria": {"year": SchoolYear.objects.get().pk},
        "template_version": current(),
    }


def look() -> runs.Preview:
    return runs.preview(**choice(), today=DAY)


def test_pay_under_the_advice_is_told_with_where_to_explain_it(makers: list[Partner], cast: Cast) -> None:
    worked_before(makers[0], make_work_kind(hourly_cents=9000), cast)
    found = look()
    (blocked,) = found.blocked
    assert blocked.bundle.partner == makers[0]
    url = reverse("contracts:agreement-draft", args=[makers[0].pk])
    assert [(each.sentence, each.url) for each in blocked.blockers] == [(previewing.LOW_PAY, url)]
    assert [row.bundle.partner for row in found.ready] == [makers[1]]


@pytest.mark.parametrize("hourly_cents", [8333, 8334])
def test_dry_run_and_run_agree(hourly_cents: int, makers: list[Partner], cast: Cast) -> None:
    """With half as much preparation € 125 an hour is € 83,33 per paid hour."""
    worked_before(makers[0], make_work_kind(hourly_cents=hourly_cents), cast)
    found = look()
    run = runs.start(**choice(), title="Proef", sends_letters=False, by=cast.bureau, at=timezone.now())
    runs.advance_here(run_id=run.pk)
    assert run.items.filter(status=ItemStatus.MADE).count() == len(found.ready)
    assert run.items.filter(status=ItemStatus.BLOCKED).count() == len(found.blocked) == (hourly_cents > 8333)


def test_weighing_pay_asks_no_more_for_more_partners(
    makers: list[Partner], cast: Cast, django_assert_num_queries: Any
) -> None:
    work_kind = make_work_kind(hourly_cents=9000)
    worked_before(makers[0], work_kind, cast)
    with CaptureQueriesContext(connection) as few:
        look()
    for number in range(10):
        maker = make_teacher(f"Docent{number}", "Dijk")
        make_delivery(maker, cast.bureau, day=TUESDAY + timedelta(days=7))
        worked_before(maker, work_kind, cast)
    with django_assert_num_queries(len(few)):
        assert len(look().blocked) == 11


def test_more_bookings_than_one_agreement_takes(makers: list[Partner]) -> None:
    bundle = look().rows[0].bundle
    hire = runs.Bundle(
        **{**vars(bundle), "most": rentals.MOST_BOOKINGS, "sources": list(range(rentals.MOST_BOOKINGS + 1))}
    )
    judged = previewing.judge(hire, previewing.Readiness(), DAY, is_low=False)
    assert [each.sentence for each in judged.blockers] == ["Dit zijn meer dan 400 afspraken. Bundel per maand."]
