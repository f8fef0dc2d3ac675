"""Merges, undoings and everyday work on the same partners at the same moment: one outcome, and no row points to nobody."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from fluxus.db import POINTS_TO_NOBODY, sqlstate, violation
from fluxus.errors import Refusal
from fluxus.web import RefusalMiddleware
from network.domain import merging
from network.domain.merging.relations import relations
from network.models import Merge, Partner, Task, User
from tests.cast import Cast, gather
from tests.factories import contracts
from tests.factories.network import make_organisation, make_teacher
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 8


def merge(winner: Partner, loser: Partner, by: User) -> Merge:
    return merging.merge(winner=winner, loser=loser, by=by, at=timezone.now())


def undo(done: Merge, by: User) -> Merge:
    return merging.undo(merge=Merge.objects.get(pk=done.pk), by=by, at=timezone.now())


def dangling() -> list[str]:
    """Keys that point to a partner who is not there."""
    known = Partner.objects.values("pk")
    return [
        each.label
        for each in relations()
        if each.model._base_manager.exclude(**{f"{each.field}__in": known})
        .filter(**{f"{each.field}__isnull": False})
        .exists()
    ]


def add_task(partner: Partner, by: User) -> Task:
    return Task.objects.create(title="Bel terug", partner=partner, assigned_to=by, created_by=by)


def test_two_who_swallow_each_other_leave_one(committed_db: str) -> None:
    cast = gather()
    for _ in range(3):
        one, other = make_teacher(), make_teacher()
        pairs = [(one, other), (other, one)]
        results = race(RIVALS, lambda rival, pairs=pairs: merge(*pairs[rival % 2], cast.bureau))
        assert failures(results, Refusal) == []
        assert len([result for result in results if isinstance(result, Merge)]) == 1
        assert Partner.objects.filter(pk__in=[one.pk, other.pk]).count() == 1
    assert dangling() == []


def test_undo_happens_once_and_never_beside_a_later_merge(committed_db: str) -> None:
    cast = gather()
    for _ in range(3):
        winner, loser, third = make_teacher(), make_teacher(), make_teacher()
        done = merge(winner, loser, cast.bureau)

        def act(rival: int, done: Merge = done, pair: Any = (third, winner)) -> Merge:
            return undo(done, cast.bureau) if rival % 2 else merge(*pair, cast.bureau)

        results = race(RIVALS, act)
        assert failures(results, Refusal) == []
        assert Merge.objects.filter(pk=done.pk, undone_at__isnull=False).count() == int(
            Partner.objects.filter(pk=loser.pk).exists()
        )
        assert merging.winner_of(winner.pk) == third
    assert dangling() == []


def test_work_on_the_loser_goes_along_or_is_refused(committed_db: str) -> None:
    cast = gather()
    winner, loser = make_teacher(), make_teacher()

    def act(rival: int) -> Any:
        return merge(winner, loser, cast.bureau) if rival == 0 else add_task(loser, cast.bureau)

    results = race(RIVALS * 2, act)
    assert isinstance(results[0], Merge)
    refused = failures(results, Refusal)
    assert {sqlstate(error) for error in refused if isinstance(error, DatabaseError)} <= {POINTS_TO_NOBODY}
    assert Task.objects.filter(partner=winner).count() == Task.objects.count() == RIVALS * 2 - 1 - len(refused)
    assert dangling() == []


def late_task(loser: Partner, by: User, written: Event, merged: Event) -> Exception | None:
    """A task is written for the loser, and only committed when he has gone up in another."""
    try:
        with transaction.atomic():
            add_task(loser, by)
            written.set()
            merged.wait(timeout=30)
    except IntegrityError as error:
        return error
    finally:
        connection.close()
    return None


def test_who_comes_too_late_gets_a_page_with_a_sentence(committed_db: str, rf: Any) -> None:
    cast = gather()
    winner, loser, written, merged = make_teacher(), make_teacher(), Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(late_task, loser, cast.bureau, written, merged)
        assert written.wait(timeout=30)
        merge(winner, loser, cast.bureau)
        merged.set()
        error = waiting.result(timeout=30)
    assert isinstance(error, IntegrityError)
    request = rf.post("/werk/taken/nieuw/")
    request.user, request.htmx = cast.bureau, False
    answer = RefusalMiddleware(lambda given: None).process_exception(request, error)  # type: ignore[arg-type,return-value]  # not called
    assert answer is not None
    assert (answer.status_code, "net verwijderd of samengevoegd" in answer.content.decode()) == (409, True)


def test_without_the_lock_a_row_may_come_in_between(committed_db: str) -> None:
    """What a merge does, but without holding the loser: a colleague's task arrives after the tasks had moved."""
    cast = gather()
    winner, loser = make_organisation("Koor"), make_organisation("Koor")

    def without_lock() -> None:
        with transaction.atomic():
            for relation in relations():
                relation.rows(loser.pk).update(**{relation.field: winner})
            with ThreadPoolExecutor(1) as pool:
                pool.submit(committed_task, loser, cast).result(timeout=30)
            Partner.objects.filter(pk=loser.pk)._raw_delete(using="default")

    with pytest.raises(IntegrityError) as refused:
        without_lock()
    assert sqlstate(refused.value) == POINTS_TO_NOBODY
    assert Task.objects.get().partner == loser


def committed_task(partner: Partner, cast: Cast) -> None:
    try:
        add_task(partner, cast.bureau)
    finally:
        connection.close()


def test_what_is_issued_is_final_again_after_a_merge(committed_db: str) -> None:
    cast = gather()
    winner, loser = make_teacher(), make_teacher()
    agreement = contracts.make_agreement(cast.bureau, partner=loser, deliveries=1)
    merge(winner, loser, cast.bureau)
    agreement.refresh_from_db()
    assert agreement.partner == winner
    with pytest.raises(DatabaseError) as refused, connection.cursor() as cursor:
        cursor.execute("UPDATE contracts_agreement SET partner_id = %s", [cast.bilal_partner.pk])
    assert violation(refused.value) == "contracts_agreement_is_final"
