"""Where a list could do harm: the wrong partner, a note that gets lost, an undo that gets stuck, a number that may not be kept."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import partners
from network.domain.imports import choosing, cleaning, running, uploading
from network.enums import Gender, ImportStatus, RowOutcome
from network.models import Identifier, Import, Partner, TimelineEntry
from tests.cast import Cast
from tests.network.test_imports import PEOPLE, carried_out, outcomes, run, sanne, upload

pytestmark = pytest.mark.django_db
NUMBERED = ("Voornaam", "Achternaam", "E-mail", "KvK")
COMPANIES = ("Organisatie", "E-mail", "KvK")
NOTED = ("Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Notities")
TODAY = timezone.localdate


def person(given: str, family: str, **details: Any) -> Partner:
    return partners.add_person(given_name=given, family_name=family, by=None, today=TODAY(), **details)


def undone(batch: Import, cast: Cast) -> Import:
    choosing.order_undo(batch=batch, by=cast.bureau, at=timezone.now())
    return running.advance_here(import_id=batch.pk)


@pytest.mark.parametrize(
    ("known", "typed"), [("Johan", "Johanna"), ("Anna", "Anne"), ("Daniel", "Danielle"), ("Martin", "Martina")]
)
def test_two_of_one_letter_box_whose_first_names_are_alike_are_a_question(known: str, typed: str) -> None:
    person(known, "Vries", email="thuis@vries.nl")
    batch = carried_out([(typed, "", "Vries", "thuis@vries.nl", "0612345678", "", "")])
    assert outcomes(batch) == [RowOutcome.DUPLICATE]


def test_another_form_of_address_is_a_question() -> None:
    jan = person("Jan", "Vries", email="thuis@vries.nl", gender=Gender.MAN)
    batch = carried_out([("Mevr.", "Vries", "thuis@vries.nl")], ("Aanhef", "Achternaam", "E-mail"))
    assert outcomes(batch) == [RowOutcome.DUPLICATE]
    jan.refresh_from_db()
    assert jan.gender == Gender.MAN


def test_partners_in_one_company_with_one_letter_box_stay_two() -> None:
    person("Jan", "Vries", email="vof@vries.nl", identifiers={"kvk": "12345678"})
    batch = carried_out([("Petra", "Vries", "vof@vries.nl", "12345678")], NUMBERED)
    assert outcomes(batch) == [RowOutcome.DUPLICATE]


def test_a_location_does_not_become_its_foundation() -> None:
    board = partners.add_organisation(name="Stichting Agora", identifiers={"kvk": "12345678"}, by=None, today=TODAY())
    batch = carried_out([("Theaterhuis de Zwaan", "info@zwaan.nl", "12345678")], COMPANIES)
    board.refresh_from_db()
    assert (outcomes(batch), board.name) == ([RowOutcome.DUPLICATE], "Stichting Agora")


def test_a_small_list_with_an_organisation_and_who_works_there_is_taken_back_whole(cast: Cast) -> None:
    before = Partner.objects.count()
    batch = carried_out(
        [("", "", "", "info@zang.nl", "", "Koor Zaanzang", ""), ("Anna", "", "Berg", "a@b.nl", "", "Koor Zaanzang", "")]
    )
    assert Partner.objects.count() == before + 2
    batch = undone(batch, cast)
    assert list(batch.rows.values_list("undo_refused", flat=True)) == ["", ""]
    assert Partner.objects.count() == before


def test_a_note_is_kept_when_nothing_else_is_new(cast: Cast) -> None:
    known = sanne()
    rows = [("Sanne", "de", "Wit", "sanne@voorbeeld.nl", "Belt liever 's avonds.")]
    batch = carried_out(rows, NOTED)
    assert outcomes(batch) == [RowOutcome.UPDATED]
    assert known.timeline.filter(detail="Belt liever 's avonds.").count() == 1
    assert outcomes(carried_out([*rows, ("Piet", "", "Pot", "p@p.nl", "")], NOTED))[0] == RowOutcome.UNCHANGED


def test_a_note_goes_with_the_list_that_is_taken_back(cast: Cast) -> None:
    known = sanne()
    batch = carried_out([("Sanne", "de", "Wit", "sanne@voorbeeld.nl", "Van een ander.")], NOTED)
    undone(batch, cast)
    assert not TimelineEntry.objects.filter(partner=known, detail="Van een ander.").exists()


def test_what_cannot_be_put_back_is_named_and_the_rest_goes_on(cast: Cast) -> None:
    choir = partners.add_organisation(
        name="Koor Zaanzang",
        email="info@zang.nl",
        identifiers={"kvk": "12345678", "btw": "NL820646660B14"},
        by=None,
        today=TODAY(),
    )
    headings = ("Organisatie", "E-mail", "Btw-nummer", "KvK")
    batch = carried_out(
        [("Koor Zaanzang", "info@zang.nl", "NL002455799B11", "12345678"), ("Fanfare", "f@fanfare.nl", "", "")], headings
    )
    assert outcomes(batch) == [RowOutcome.UPDATED, RowOutcome.CREATED]
    other = partners.add_organisation(name="Ander", by=None, today=TODAY())
    Identifier.objects.create(partner=other, kind="btw", value="NL820646660B14")
    batch = undone(batch, cast)
    assert batch.status == ImportStatus.UNDONE
    assert batch.rows.get(partner=choir).undo_refused
    assert not Partner.objects.filter(name="Fanfare").exists()


def test_columns_cannot_be_chosen_anew_when_rows_have_come_in(cast: Cast) -> None:
    batch = carried_out([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    running.fail(batch.pk, "stuk")
    batch.refresh_from_db()
    with pytest.raises(Refusal, match="niets meer te kiezen"):
        choosing.choose_columns(batch=batch, mapping=batch.mapping, by=cast.bureau)
    assert batch.rows.get().after is not None


def test_a_number_that_may_be_a_bsn_is_kept_nowhere() -> None:
    headings = ("Voornaam", "Achternaam", "E-mail", "Kenmerk")
    batch = carried_out([("Anna", "Berg", "a@b.nl", "111222333"), ("", "", "", "123456782")], headings)
    batch.refresh_from_db()
    kept = json.dumps([batch.reading, list(batch.rows.values()), batch.values], default=str)
    assert "111222333" not in kept
    assert "123456782" not in kept
    assert not batch.original, "the file goes as soon as it is read in for good"


def test_after_a_while_nothing_of_the_rows_is_left(cast: Cast) -> None:
    sanne()
    batch = carried_out([("Sanne", "de", "Wit", "", "0612345678", "", ""), ("", "", "", "", "0687654321", "", "")])
    assert "Sanne" in json.dumps(list(batch.rows.values()), default=str)
    cleaning.clean(at=timezone.now() + timedelta(days=31))
    kept = json.dumps(list(batch.rows.values()), default=str)
    assert "Sanne" not in kept
    assert "87654321" not in kept


def test_people_are_found_by_the_new_name_of_where_they_work(cast: Cast) -> None:
    school = partners.add_organisation(
        name="Koor Zaanzang", email="info@zang.nl", identifiers={"kvk": "12345678"}, by=None, today=TODAY()
    )
    anna = person("Anna", "Berg", email="a@b.nl")
    anna.affiliations.create(organisation=school, kind="works_at")
    batch = carried_out([("Koor Zaanzange", "info@zang.nl", "12345678")], COMPANIES)
    anna.refresh_from_db()
    assert (outcomes(batch), "zaanzange" in anna.search_text.split()) == ([RowOutcome.UPDATED], True)
    undone(batch, cast)
    anna.refresh_from_db()
    assert "zaanzange" not in anna.search_text.split()


def test_a_wiped_trial_cannot_be_carried_out(cast: Cast) -> None:
    batch = run(upload([("Anna", "", "Berg", "anna@koor.nl", "", "", "")], PEOPLE), ImportStatus.CHECK_QUEUED)
    assert batch.status == ImportStatus.CHECKED
    cleaning.clean(at=timezone.now() + timedelta(days=31))
    batch.refresh_from_db()
    with pytest.raises(Refusal, match="opgeruimd"):
        choosing.confirm(batch=batch, by=cast.bureau)
    assert uploading.same_before(batch) == []


def test_an_import_that_breaks_its_worker_every_time_stops_with_the_last_fault(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_batch: Import) -> None:
        raise OperationalError("canceling statement due to statement timeout\nDETAIL: anna@koor.nl")

    batch = upload([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.QUEUED)
    with monkeypatch.context() as broken:
        broken.setitem(running.STEPS, ImportStatus.QUEUED, break_off)
        for _try in range(running.MOST_TRIES):
            with pytest.raises(OperationalError):
                running.step(import_id=batch.pk)
        assert not running.step(import_id=batch.pk)
    batch.refresh_from_db()
    assert batch.status == ImportStatus.FAILED
    assert "5 keer begonnen" in batch.fault
    assert "statement timeout" in batch.fault
    assert "anna" not in batch.fault
    choosing.resume(batch=batch, by=cast.bureau)
    assert running.advance_here(import_id=batch.pk).status == ImportStatus.CHECKED


def test_a_step_further_forgets_what_went_wrong_before() -> None:
    batch = upload([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.QUEUED, tries=running.MOST_TRIES - 1, fault="stuk")
    batch = running.advance_here(import_id=batch.pk)
    assert (batch.status, batch.tries, batch.fault) == (ImportStatus.DONE, 0, "")


def test_a_list_fills_an_iban_and_never_replaces_one() -> None:
    headings = ("Voornaam", "Achternaam", "E-mail", "IBAN")
    person("Jan", "Vries", email="jan@vries.nl", identifiers={"iban": "NL91ABNA0417164300"})
    person("Anna", "Berg", email="anna@berg.nl")
    batch = carried_out(
        [
            ("Jan", "Vries", "jan@vries.nl", "NL44RABO0123456789"),
            ("Anna", "Berg", "anna@berg.nl", "NL20INGB0001234567"),
        ],
        headings,
    )
    numbers = dict(Identifier.objects.filter(kind="iban").values_list("partner__given_name", "value"))
    assert numbers == {"Jan": "NL91ABNA0417164300", "Anna": "NL20INGB0001234567"}
    assert outcomes(batch) == [RowOutcome.UNCHANGED, RowOutcome.UPDATED]
    assert "IBAN is een andere" in " ".join(batch.rows.get(line=2).reasons)


def test_a_name_does_not_lose_its_accents_to_a_list() -> None:
    renee = person("Renée", "Küçük", email="renee@kucuk.nl")
    carried_out([("Renee", "Kucuk", "renee@kucuk.nl")], ("Voornaam", "Achternaam", "E-mail"))
    renee.refresh_from_db()
    assert renee.name == "Renée Küçük"
