"""Many agreements in one go: what is chosen, what becomes of each, stopping and going on."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from contracts.domain import documents, runs
from contracts.domain.drawing_up import agreements
from contracts.domain.runs import advancing, sampling
from contracts.domain.signing import requests
from contracts.domain.texts.editions import current
from contracts.enums import AgreementStatus, Bundling, ItemStatus, OrderStatus, RunSource, RunStatus
from contracts.models import Agreement, AgreementRun, DocumentOrder, NumberSeries
from fluxus.errors import Refusal
from fluxus.periods import AMSTERDAM
from network.models import EmailAddress, Identifier, Partner, TimelineEntry
from programmes.domain import deliveries as visits
from programmes.models import SchoolYear
from tests.cast import Cast
from tests.factories.contracts import TUESDAY, make_delivery, make_house, make_proof
from tests.factories.network import make_school, make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
AT = datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)


@pytest.fixture
def makers(cast: Cast) -> list[Partner]:
    """Two cultuurmakers: the first visits two schools twice, the second one school once."""
    make_house()
    first, second = make_teacher("Anna", "Aalbers"), make_teacher("Bo", "Bakker")
    schools = [make_school(), make_school()]
    for number in range(4):
        day = TUESDAY + timedelta(weeks=3 * number)
        make_delivery(first, cast.bureau, day=day, school=schools[number % 2])
    make_delivery(second, cast.bureau)
    for maker in (first, second):
        make_proof(maker, cast.bureau)
    return [first, second]


def criteria(**changes: Any) -> dict[str, Any]:
    return {"year": SchoolYear.objects.get().pk, **changes}


def begin(cast: Cast, *, bundling: str = Bundling.SCHOOL, letters: bool = False, **changes: Any) -> AgreementRun:
    token = changes.pop("request_token", None)
    return runs.start(
        source=changes.pop("source", RunSource.MENU),
        bundling=bundling,
        criteria=criteria(**changes),
        title="Cultuurmenu 2026-2027",
        template_version=current(),
        sends_letters=letters,
        by=cast.bureau,
        at=AT,
        request_token=token,
    )


def outcomes(run: AgreementRun) -> list[str]:
    return list(run.items.order_by("position").values_list("status", flat=True))


def finish(run: AgreementRun) -> AgreementRun:
    assert runs.advance_here(run_id=run.pk)
    run.refresh_from_db()
    return run


class TestChoosing:
    @pytest.mark.parametrize(
        ("bundling", "sizes"),
        [
            (Bundling.SCHOOL, [2, 2, 1]),
            (Bundling.ACTIVITY, [1, 1, 1, 1, 1]),
            (Bundling.MONTH, [2, 1, 1, 1]),
            (Bundling.PARTNER, [4, 1]),
        ],
    )
    def test_bundles_as_asked(self, bundling: str, sizes: list[int], makers: list[Partner]) -> None:
        found = runs.choose(source=RunSource.MENU, bundling=bundling, criteria=criteria())
        assert [bundle.count for bundle in found] == sizes
        assert sum(bundle.fee_cents for bundle in found) == 5 * 12500

    def test_leaves_out_what_is_agreed_cancelled_or_before(self, makers: list[Partner], cast: Cast) -> None:
        held = list(agreements.agreeable(makers[0]))
        agreements.draft(partner=makers[0], deliveries=held[:1], by=cast.bureau, today=date(2026, 11, 23))
        visits.cancel(delivery=held[1], reason="Ziek", by=cast.bureau)
        found = runs.choose(source=RunSource.MENU, bundling=Bundling.PARTNER, criteria=criteria())
        assert found[0].sources == [held[2].pk, held[3].pk]
        later = criteria(from_on=held[3].local_start.date().isoformat())
        found = runs.choose(source=RunSource.MENU, bundling=Bundling.PARTNER, criteria=later)
        assert [bundle.sources for bundle in found] == [[held[3].pk]]

    def test_only_the_partners_asked_and_no_more_than_asked(self, makers: list[Partner]) -> None:
        asked = {"partners": [makers[1].pk]}
        found = runs.choose(source=RunSource.SELECTION, bundling=Bundling.PARTNER, criteria=asked)
        assert [bundle.partner for bundle in found] == [makers[1]]
        assert len(runs.choose(source=RunSource.MENU, bundling=Bundling.SCHOOL, criteria=criteria(most=2))) == 2

    def test_hire_is_not_bundled_by_school(self, makers: list[Partner]) -> None:
        with pytest.raises(Refusal, match="per maand"):
            runs.choose(source=RunSource.SEASON, bundling=Bundling.SCHOOL, criteria={"season": 1})


class TestPreview:
    def look(self, **changes: Any) -> runs.Preview:
        return runs.preview(
            source=RunSource.MENU,
            bundling=Bundling.SCHOOL,
            criteria=criteria(**changes),
            template_version=current(),
            today=AT.date(),
        )

    def test_counts_and_says_what_misses_with_the_place_that_mends_it(self, makers: list[Partner]) -> None:
        Identifier.objects.filter(partner=makers[0], kind="iban").delete()
        found = self.look()
        assert (found.total, len(found.ready), len(found.blocked)) == (3, 1, 2)
        assert (found.dates, found.fee_cents) == (5, 5 * 12500)
        group = found.groups[0]
        assert group.partner == makers[0]
        assert [(each.sentence, each.field) for each in group.blockers] == [("Het IBAN ontbreekt.", "iban")]
        assert group.blockers[0].url.endswith(f"/{makers[0].pk}/wijzigen/#id_iban")

    def test_writes_nothing(self, makers: list[Partner]) -> None:
        lines = TimelineEntry.objects.count()
        self.look()
        assert (AgreementRun.objects.count(), Agreement.objects.count()) == (0, 0)
        assert TimelineEntry.objects.count() == lines

    def test_asks_as_many_questions_for_one_as_for_thirty(
        self, makers: list[Partner], cast: Cast, django_assert_num_queries: Any
    ) -> None:
        with CaptureQueriesContext(connection) as few:
            self.look()
        for number in range(30):
            make_delivery(make_teacher(f"Docent{number}", "Dijk"), cast.bureau)
        with django_assert_num_queries(len(few)):
            assert self.look().total == 33


class TestStarting:
    def test_queues_one_line_per_bundle_and_draws_up_nothing_yet(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        assert outcomes(run) == [ItemStatus.WAITING] * 3
        assert [len(item.sources) for item in run.items.order_by("position")] == [2, 2, 1]
        assert (run.status, Agreement.objects.count()) == (RunStatus.RUNNING, 0)

    def test_the_same_form_sent_twice_is_one_run(self, makers: list[Partner], cast: Cast) -> None:
        token = uuid4()
        assert begin(cast, request_token=token) == begin(cast, request_token=token)
        assert AgreementRun.objects.count() == 1

    def test_refuses_a_second_run_while_one_is_busy(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        with pytest.raises(Refusal, match="is hier nog mee bezig") as caught:
            begin(cast)
        assert caught.value.extra["run"] == run

    def test_refuses_nothing_and_nobody(self, makers: list[Partner], cast: Cast) -> None:
        with pytest.raises(Refusal, match="Vink minstens één partner aan"):
            begin(cast, partners=[])
        finish(begin(cast))
        with pytest.raises(Refusal, match="niets om op te stellen"):
            begin(cast)

    def test_refuses_a_text_for_something_else(self, makers: list[Partner], cast: Cast) -> None:
        with pytest.raises(Refusal, match="Kies een model voor een huurovereenkomst"):
            begin(cast, source=RunSource.SEASON, bundling=Bundling.PARTNER, season=1)


class TestCarryingOut:
    def test_draws_up_numbers_and_prints_each_once(self, makers: list[Partner], cast: Cast) -> None:
        run = finish(begin(cast))
        assert (run.status, outcomes(run)) == (RunStatus.FINISHED, [ItemStatus.MADE] * 3)
        numbers = [item.agreement.number for item in run.items.order_by("position") if item.agreement]
        assert numbers == ["OVO-2026-0001", "OVO-2026-0002", "OVO-2026-0003"]
        assert set(Agreement.objects.values_list("status", "run")) == {(AgreementStatus.ISSUED, run.pk)}
        assert list(DocumentOrder.objects.values_list("status", "attempts")) == [(OrderStatus.READY, 1)] * 3
        assert (runs.progress(run).done, runs.progress(run).total) == (3, 3)

    def test_tells_each_partner_once_per_agreement(self, makers: list[Partner], cast: Cast) -> None:
        finish(begin(cast))
        told = TimelineEntry.objects.filter(partner=makers[1]).values_list("title", flat=True)
        assert list(told) == ["Overeenkomst OVO-2026-0003 opgesteld"]

    def test_asks_to_sign_when_that_was_chosen(self, makers: list[Partner], cast: Cast) -> None:
        finish(begin(cast, letters=True))
        assert set(Agreement.objects.values_list("status", flat=True)) == {AgreementStatus.SENT}

    def test_blocks_what_misses_data_and_makes_it_after_that_is_mended(self, makers: list[Partner], cast: Cast) -> None:
        iban = Identifier.objects.get(partner=makers[0], kind="iban")
        iban.delete()
        run = finish(begin(cast))
        assert outcomes(run) == [ItemStatus.BLOCKED, ItemStatus.BLOCKED, ItemStatus.MADE]
        assert "Het IBAN ontbreekt." in run.items.order_by("position")[0].message
        assert NumberSeries.objects.get().last_number == 1

        Identifier.objects.create(partner=makers[0], kind="iban", value=iban.value)
        finish(runs.go_on(run=run, by=cast.bureau))
        assert outcomes(run) == [ItemStatus.MADE] * 3
        assert NumberSeries.objects.get().last_number == 3

    def test_leaves_out_what_was_cancelled_since_and_drops_what_is_all_gone(
        self, makers: list[Partner], cast: Cast
    ) -> None:
        run = begin(cast)
        planned = list(agreements.agreeable(makers[0]))
        (single,) = agreements.agreeable(makers[1])
        for delivery in (planned[0], single):
            visits.cancel(delivery=delivery, reason="Ziek", by=cast.bureau)
        finish(run)
        assert outcomes(run) == [ItemStatus.MADE, ItemStatus.MADE, ItemStatus.DROPPED]
        first = run.items.order_by("position")[0].agreement
        assert first is not None
        assert first.lines.count() == 1

    def test_a_fault_of_ours_fails_one_line_and_gives_its_number_back(
        self, makers: list[Partner], cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        issue, calls = agreements.issue, []

        def breaks_once(**asked: Any) -> Agreement:
            calls.append(asked)
            agreement = issue(**asked)
            if len(calls) == 2:
                raise KeyError("dates")
            return agreement

        monkeypatch.setattr(agreements, "issue", breaks_once)
        run = finish(begin(cast))
        assert outcomes(run) == [ItemStatus.MADE, ItemStatus.FAILED, ItemStatus.MADE]
        assert run.items.get(status=ItemStatus.FAILED).message == "KeyError: 'dates'"
        assert Agreement.objects.aggregate(last=Max("number"))["last"] == "OVO-2026-0002"

    def test_a_line_that_keeps_killing_its_worker_is_put_aside(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        first = run.items.order_by("position")[0]
        run.items.filter(pk=first.pk).update(attempts=20)
        finish(run)
        assert outcomes(run) == [ItemStatus.FAILED, ItemStatus.MADE, ItemStatus.MADE]

    def test_the_date_is_that_of_the_day_on_which_it_goes_on(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        item_id = advancing.next_item(run.pk)
        assert item_id is not None
        made = runs.carry_out(item_id=item_id, at=AT + timedelta(days=3))
        assert made is not None
        assert made.agreement is not None
        assert made.agreement.issued_on == date(2026, 11, 26)

    def test_a_line_that_is_made_is_not_made_again(self, makers: list[Partner], cast: Cast) -> None:
        run = finish(begin(cast))
        for item in run.items.all():
            assert runs.carry_out(item_id=item.pk, at=AT) is None
        assert Agreement.objects.count() == 3


class TestStopping:
    def test_a_stopped_run_draws_up_and_sends_no_more(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast, letters=True)
        assert advancing.step(run_id=run.pk, at=timezone.now(), refused=set())
        runs.stop(run=run, by=cast.bureau, at=AT)
        assert not advancing.step(run_id=run.pk, at=timezone.now(), refused=set())
        assert outcomes(run) == [ItemStatus.MADE, ItemStatus.WAITING, ItemStatus.WAITING]
        assert runs.stop(run=run, by=cast.bureau, at=AT).finished_at == AT

        run = finish(runs.go_on(run=run, by=cast.bureau))
        assert outcomes(run) == [ItemStatus.MADE] * 3

    def test_the_letters_of_a_stopped_run_wait_until_it_goes_on(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast, letters=True)
        item_id = advancing.next_item(run.pk)
        assert item_id is not None
        made = runs.carry_out(item_id=item_id, at=AT)
        assert made is not None
        assert made.agreement is not None
        documents.make(document_order_id=made.agreement.document_order.pk)
        runs.stop(run=run, by=cast.bureau, at=AT)
        assert requests.send_ready() == 0
        assert requests.send_when_ready(agreement_id=made.agreement.pk, at=AT) is None
        runs.go_on(run=run, by=cast.bureau)
        assert requests.send_ready() == 1

    def test_unfinished_is_the_run_that_can_go_on(self, makers: list[Partner], cast: Cast) -> None:
        assert runs.unfinished(source=RunSource.MENU, criteria=criteria()) is None
        run = begin(cast)
        runs.stop(run=run, by=cast.bureau, at=AT)
        assert runs.unfinished(source=RunSource.MENU, criteria=criteria()) == run
        assert runs.unfinished(source=RunSource.MENU, criteria={"year": 0}) is None
        finish(runs.go_on(run=run, by=cast.bureau))
        assert runs.unfinished(source=RunSource.MENU, criteria=criteria()) is None


class TestLeftovers:
    def test_a_document_of_a_killed_worker_is_free_after_its_lease(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        item_id = advancing.next_item(run.pk)
        assert item_id is not None
        runs.carry_out(item_id=item_id, at=AT)
        now = timezone.now()
        order = DocumentOrder.objects.get()
        DocumentOrder.objects.update(status=OrderStatus.RUNNING, started_at=now, attempts=1)
        assert advancing.next_document(run.pk, now) is None
        assert advancing.next_document(run.pk, now + timedelta(minutes=1)) == order

    def test_a_letter_that_is_refused_does_not_keep_the_run_busy(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast, letters=True)
        for _ in range(2):
            item_id = advancing.next_item(run.pk)
            assert item_id is not None
            runs.carry_out(item_id=item_id, at=AT)
        EmailAddress.objects.filter(partner=makers[0]).delete()
        run = finish(run)
        assert run.status == RunStatus.FINISHED
        assert sorted(Agreement.objects.values_list("status", flat=True)) == ["issued", "issued", "sent"]

    def test_the_sweep_nudges_only_silent_runs(self, makers: list[Partner], cast: Cast) -> None:
        run = begin(cast)
        assert runs.sweep(at=AT + timedelta(seconds=30)) == 0
        assert runs.sweep(at=AT + timedelta(seconds=90)) == 1
        runs.stop(run=run, by=cast.bureau, at=AT)
        assert runs.sweep(at=AT + timedelta(seconds=90)) == 0


class TestSample:
    def test_shows_what_would_come_and_keeps_nothing(self, makers: list[Partner], cast: Cast, archive: Path) -> None:
        content = sampling.sample(
            source=RunSource.MENU,
            bundling=Bundling.SCHOOL,
            criteria=criteria(),
            template_version=current(),
            by=cast.bureau,
            today=AT.date(),
        )
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        assert "VOORBEELD" in text
        assert "OVO-2026" not in text
        assert "Anna Aalbers" in text
        assert (Agreement.objects.count(), AgreementRun.objects.count(), NumberSeries.objects.count()) == (0, 0, 0)
        assert [path for path in archive.rglob("*") if path.is_file()] == []

    def test_refuses_when_nothing_can_be_drawn_up_yet(self, makers: list[Partner], cast: Cast) -> None:
        Identifier.objects.filter(kind="iban").delete()
        with pytest.raises(Refusal, match="Los eerst op wat ontbreekt"):
            sampling.sample(
                source=RunSource.MENU,
                bundling=Bundling.SCHOOL,
                criteria=criteria(),
                template_version=current(),
                by=cast.bureau,
                today=AT.date(),
            )
