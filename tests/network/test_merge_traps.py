"""What a merge could leave behind: keys kept in JSON, a choice in a session, a door that stays open."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from network.domain import acting, merging, partners
from network.domain.imports import choosing, running
from network.enums import AffiliationKind, ImportStatus, RowChoice, RowOutcome
from network.models import Identifier, Import, Membership, Merge, Partner, Segment
from tests.cast import Cast
from tests.network.test_imports import PEOPLE, upload
from tests.network.test_matching import jan, organisation
from tests.network.test_merging import AT, fresh, merge

pytestmark = pytest.mark.django_db


def undo(done: Merge, cast: Cast) -> Merge:
    return merging.undo(merge=Merge.objects.get(pk=done.pk), by=cast.bureau, at=AT + timedelta(hours=1))


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fluxus.merging', true)")
        return str(cursor.fetchone()[0])


def test_saved_lists_follow_an_organisation_and_go_back(cast: Cast) -> None:
    winner, loser = organisation("Koor Zaanzang"), organisation("Zaanzang Koor")
    kept = {"organisation": loser.pk, "link": AffiliationKind.WORKS_AT.value}
    at_loser = Segment.objects.create(name="Bij het koor", filters=kept, created_by=cast.bureau)
    of_loser = Segment.objects.create(name="Onder", filters={"board": loser.pk}, created_by=cast.bureau)
    other = Segment.objects.create(
        name="Anders", filters={"organisation": cast.bilal_partner.pk}, created_by=cast.bureau
    )
    done = merge(winner, loser, cast)
    found = {segment.pk: segment.filters for segment in Segment.objects.all()}
    assert found == {
        at_loser.pk: {**kept, "organisation": winner.pk},
        of_loser.pk: {"board": winner.pk},
        other.pk: {"organisation": cast.bilal_partner.pk},
    }
    undo(done, cast)
    at_loser.refresh_from_db()
    assert at_loser.filters == kept


def test_who_speaks_for_somebody_keeps_speaking_for_whom_he_became(cast: Cast) -> None:
    first, winner, loser = organisation("Aardig Koor"), organisation("Zaanzang"), organisation("Zaanzang")
    for partner in (first, loser):
        Membership.objects.create(user=cast.stranger, partner=partner, started_on=AT.date())
    session = {acting.SESSION_KEY: loser.pk}
    merge(winner, loser, cast)
    assert acting.current_partner(user=cast.stranger, session=session, on=AT.date()) == winner


def test_what_is_final_is_final_again_after_a_merge(cast: Cast) -> None:
    done = merge(jan(), jan(), cast)
    assert setting() != "on"
    undo(done, cast)
    assert setting() != "on"


def test_a_number_that_is_somebody_elses_by_now_is_named(cast: Cast) -> None:
    winner = organisation("Koor", identifiers={"btw": "NL820646660B14"})
    loser = organisation("Koor", identifiers={"btw": "NL002455799B11"})
    done = merge(winner, loser, cast)
    Identifier.objects.create(partner=organisation("Ander"), kind="btw", value="NL002455799B11")
    done = undo(done, cast)
    assert [each["text"] for each in done.remainder if "NL002455799B11" in each["text"]]
    assert not fresh(loser).identifiers.exists()
    assert fresh(winner).identifiers.get().value == "NL820646660B14"


def test_a_row_of_a_list_is_joined_to_the_candidate_that_is_left(cast: Cast) -> None:
    details = {"email": "koor@zang.nl", "by": None, "today": timezone.localdate(), "despite_duplicates": True}
    one = partners.add_person(given_name="Anna", family_name="Berg", **details)
    two = partners.add_person(given_name="Anna", family_name="Berg", **details)
    batch = upload([("Anna", "", "Berg", "koor@zang.nl", "0612345678", "", "")], PEOPLE)
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.CHECK_QUEUED)
    batch = running.advance_here(import_id=batch.pk)
    row = batch.rows.get()
    assert [each["partner"] for each in row.candidates] == [one.pk, two.pk]
    merge(two, one, cast)
    row = choosing.choose(row=row, choice=RowChoice.SAME, by=cast.bureau)
    assert row.chosen == two
    choosing.choose(row=row, choice=RowChoice.UNDECIDED, by=cast.bureau)
    choosing.choose_many(batch=batch, choice=RowChoice.SAME, by=cast.bureau)
    choosing.confirm(batch=batch, by=cast.bureau)
    running.advance_here(import_id=batch.pk)
    row.refresh_from_db()
    assert (row.partner, row.outcome) == (two, RowOutcome.UPDATED)


def test_an_import_is_not_taken_back_over_a_merge(cast: Cast) -> None:
    batch = upload([("Anna", "", "Berg", "a@berg.nl", "", "", "")], PEOPLE)
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.QUEUED)
    batch = running.advance_here(import_id=batch.pk)
    anna, winner = batch.rows.get().partner, jan(given_name="Anna", family_name="Berg")
    assert anna is not None
    merge(winner, anna, cast)
    choosing.order_undo(batch=batch, by=cast.bureau, at=timezone.now())
    batch = running.advance_here(import_id=batch.pk)
    assert batch.status == ImportStatus.UNDONE
    assert batch.rows.get().undo_refused
    assert Partner.objects.filter(pk=winner.pk).exists()
    assert fresh(winner).emails.get().address == "a@berg.nl"


def test_what_the_winner_took_over_and_somebody_changed_since_is_named(cast: Cast) -> None:
    winner, loser = jan(roles=["teacher"]), jan(roles=["teacher"])
    loser.role_assignments.update(started_on=AT.date() - timedelta(days=900))
    done = merge(winner, loser, cast)
    role = fresh(winner).role_assignments.get()
    assert role.started_on == AT.date() - timedelta(days=900)
    fresh(winner).role_assignments.update(started_on=AT.date() - timedelta(days=30))
    planned = merging.plan(Merge.objects.get(pk=done.pk)).remainder
    done = undo(done, cast)
    assert [each.text for each in planned] == [each["text"] for each in done.remainder]
    assert "daarna gewijzigd" in planned[0].text
    assert fresh(winner).role_assignments.get().started_on == AT.date() - timedelta(days=30)
    assert fresh(loser).role_assignments.get().started_on == AT.date() - timedelta(days=900)


def test_somebodys_own_list_is_not_named(cast: Cast) -> None:
    winner, loser = organisation("Koor Zaanzang"), organisation("Zaanzang Koor")
    own = {"filters": {"organisation": loser.pk}, "created_by": cast.expert, "is_shared": False}
    mine = Segment.objects.create(name="Geheim plan", **own)
    done = merge(winner, loser, cast)
    Segment.objects.filter(pk=mine.pk).update(filters={"kind": "person"})
    texts = [each["text"] for each in undo(done, cast).remainder]
    assert texts == ["Vertrouwelijke lijst is daarna gewijzigd en blijft bij Koor Zaanzang."]
