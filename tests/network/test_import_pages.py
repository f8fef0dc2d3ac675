"""The pages of the import wizard: who may, what they show, and the way through."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from fluxus.tables.delimited import ENCODINGS
from network.domain.imports import running, uploading
from network.enums import ImportStatus, RowChoice, RowOutcome
from network.forms.imports import ReadingForm
from network.models import Import, ImportRow, Partner
from tests.cast import Cast
from tests.lists import as_csv
from tests.network.test_imports import PEOPLE, carried_out, run, sanne, upload

pytestmark = pytest.mark.django_db
ANNA = ("Anna", "van der", "Berg", "anna@koor.nl", "0612345678", "Koor Zaanzang", "zanger")
STEPS = ("import", "import-meanings", "import-progress", "import-refused")
POSTED = (
    "import-reading",
    "import-columns",
    "import-choose-many",
    "import-confirm",
    "import-resume",
    "import-undo",
    "import-remove",
)


def a_file(
    rows: list[tuple[str, ...]], headings: tuple[str, ...] = PEOPLE, name: str = "lijst.csv"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, as_csv(rows, headings))


def path(batch: Import, name: str = "import") -> str:
    return reverse(f"network:{name}", args=[batch.pk])


def sent(client: Client, rows: list[tuple[str, ...]]) -> Import:
    answer = client.post(reverse("network:imports"), {"file": a_file(rows)})
    assert answer.status_code == 303
    return Import.objects.latest("pk")


def columns(batch: Import) -> dict[str, str]:
    headings = batch.reading["headings"]
    return {f"column-{at}": batch.mapping[heading] for at, heading in enumerate(headings)}


@pytest.mark.parametrize(
    ("who", "status"), [("expert", 403), ("finance", 403), ("reception", 403), ("bilal", 404), ("stranger", 404)]
)
def test_only_the_projectbureau_imports(cast: Cast, who: str, status: int) -> None:
    batch, client = upload([ANNA]), Client()
    client.force_login(getattr(cast, who))
    row = ImportRow.objects.create(batch=batch, line=2, cells={})
    assert client.get(reverse("network:imports")).status_code == status
    for name in STEPS:
        assert client.get(path(batch, name)).status_code == status
    for name in POSTED:
        assert client.post(path(batch, name)).status_code == status
    assert client.post(reverse("network:import-choose", args=[row.pk])).status_code == status


def test_who_is_not_logged_in_goes_to_the_door(client: Client) -> None:
    assert client.get(reverse("network:imports")).status_code == 302


def test_the_whole_way(cast: Cast, as_bureau: Client) -> None:
    batch = sent(as_bureau, [ANNA, ("", "", "", "", "0611111111", "", "")])
    page = as_bureau.get(path(batch)).text
    for shown in ("Wat staat er in de lijst?", "Anna", "anna@koor.nl", "Voornaam", "herkend", "2 rijen"):
        assert shown in page
    assert as_bureau.post(path(batch, "import-columns"), columns(batch)).url == path(batch, "import-meanings")
    assert "Start de proefrun" in as_bureau.get(path(batch, "import-meanings")).text
    answer = as_bureau.post(path(batch, "import-meanings"), {"known": "update", "label": "Koor 2026"})
    assert (answer.status_code, Import.objects.get().status) == (303, ImportStatus.CHECK_QUEUED)
    assert "0 van 2" in as_bureau.get(path(batch)).text
    assert running.advance(import_id=batch.pk)
    page = as_bureau.get(path(batch)).text
    for shown in ("Dit gaat er gebeuren", "nieuw", "geweigerd", "0611111111", "Importeer"):
        assert shown in page
    assert not Partner.objects.filter(name="Anna van der Berg").exists()
    as_bureau.post(path(batch, "import-confirm"))
    assert running.advance(import_id=batch.pk)
    anna = Partner.objects.get(name="Anna van der Berg")
    assert list(anna.tags.values_list("name", flat=True)) == ["Koor 2026"]
    assert anna.timeline.get(title="Toegevoegd uit een lijst").by == cast.bureau
    assert anna.get_absolute_url() in as_bureau.get(path(batch) + "?uitkomst=created").text
    as_bureau.post(path(batch, "import-undo"))
    assert running.advance(import_id=batch.pk)
    page = as_bureau.get(path(batch)).text
    assert "1 rij is teruggedraaid door Bureau" in page
    assert not Partner.objects.filter(pk=anna.pk).exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "Dit bestand is leeg."), (b"\x89PNG\r\n\x1a\n....", "Dit is een afbeelding, geen lijst.")],
)
def test_what_is_no_list_is_refused_next_to_the_field(as_bureau: Client, data: bytes, sentence: str) -> None:
    answer = as_bureau.post(reverse("network:imports"), {"file": SimpleUploadedFile("x.csv", data)})
    assert (answer.status_code, Import.objects.count()) == (422, 0)
    assert sentence in answer.text


def test_nothing_chosen_is_refused(as_bureau: Client) -> None:
    answer = as_bureau.post(reverse("network:imports"), {})
    assert (answer.status_code, "Kies een bestand." in answer.text) == (422, True)


def test_the_same_file_twice_is_noticed(as_bureau: Client) -> None:
    first = sent(as_bureau, [ANNA])
    run(first)
    second = sent(as_bureau, [ANNA])
    page = as_bureau.get(path(second)).text
    assert "Dit bestand is al eerder ingelezen" in page
    assert "door Bureau" in page


def test_another_way_of_reading_shows_at_once(as_bureau: Client) -> None:
    data = "Naam;Plaats\r\nRenée;Zaandam\r\n".encode()
    as_bureau.post(reverse("network:imports"), {"file": SimpleUploadedFile("l.csv", data)})
    batch = Import.objects.get()
    answer = as_bureau.post(
        path(batch, "import-reading"),
        {"encoding": "cp1252", "delimiter": ";", "header_line": "0"},
        headers={"HX-Request": "true"},
    )
    assert (answer.status_code, "RenÃ©e" in answer.text, "<html" in answer.text) == (200, True, False)
    batch.refresh_from_db()
    assert batch.reading["used"]["encoding"] == "cp1252"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_kind_of_letters_on_offer_is_read(encoding: str) -> None:
    data = "Naam;Plaats\r\nRenée Berg;Zaandam\r\n".encode(encoding)
    batch = uploading.receive(data=data, name="l.csv", by=None, at=timezone.now())
    form = ReadingForm({"encoding": encoding, "delimiter": "", "header_line": "0"}, batch=batch)
    assert form.is_valid()
    assert set(ENCODINGS) == {key for key, _label in form.fields["encoding"].choices if key}  # type: ignore[attr-defined]  # a choice field
    read = uploading.read_again(batch=batch, reading=form.reading())
    assert (read.reading["used"]["encoding"], read.reading["sample"][0][1]) == (encoding, "Renée Berg")


def test_a_list_without_a_name_stays_on_the_columns(as_bureau: Client) -> None:
    batch = sent(as_bureau, [ANNA])
    answer = as_bureau.post(path(batch, "import-columns"), dict.fromkeys(columns(batch), ""))
    assert (answer.status_code, "geen kolom met een naam" in answer.text) == (422, True)


def test_words_get_a_meaning_that_is_remembered(as_bureau: Client) -> None:
    headings = ("Naam", "E-mail", "Rol")
    as_bureau.post(reverse("network:imports"), {"file": a_file([("Anna Berg", "anna@berg.nl", "muziekjuf")], headings)})
    batch = Import.objects.get()
    as_bureau.post(path(batch, "import-columns"), columns(batch))
    page = as_bureau.get(path(batch, "import-meanings")).text
    assert "muziekjuf" in page
    assert "kennen we niet" in page
    as_bureau.post(path(batch, "import-meanings"), {"known": "fill", "word-0": "teacher"})
    running.advance(import_id=batch.pk)
    as_bureau.post(path(batch, "import-confirm"))
    running.advance(import_id=batch.pk)
    anna = Partner.objects.get(name="Anna Berg")
    assert list(anna.role_assignments.values_list("role", flat=True)) == ["teacher"]
    again = {"file": a_file([("Joop Bos", "joop@bos.nl", "muziekjuf")], headings)}
    as_bureau.post(reverse("network:imports"), again)
    assert Import.objects.latest("pk").values == {"role": {"muziekjuf": "teacher"}}


def in_doubt(client: Client, count: int = 1) -> Import:
    known = [sanne(), *(sanne(phone=f"06 8765432{at}", email=f"s{at}@wit.nl") for at in range(1, count))]
    numbers = [partner.phones.get().number for partner in known]
    batch = upload([("Sanne", "de", "Wit", "", number, "", "") for number in numbers])
    return run(batch, ImportStatus.CHECK_QUEUED)


def test_doubt_shows_the_candidate_with_score_and_reasons(as_bureau: Client) -> None:
    page = as_bureau.get(path(in_doubt(as_bureau))).text
    for shown in ("Sanne de Wit", "hetzelfde telefoonnummer", "75", "Dezelfde", "Overslaan"):
        assert shown in page


def test_a_choice_for_one_row_comes_back_as_that_row(as_bureau: Client) -> None:
    batch = in_doubt(as_bureau)
    row = batch.rows.get()
    answer = as_bureau.post(
        reverse("network:import-choose", args=[row.pk]), {"choice": "same"}, headers={"HX-Request": "true"}
    )
    row.refresh_from_db()
    assert (answer.status_code, row.choice, row.chosen) == (
        200,
        RowChoice.SAME,
        Partner.objects.get(name="Sanne de Wit"),
    )
    assert f'id="row-{row.pk}"' in answer.text
    assert "<html" not in answer.text


def test_one_choice_for_all(as_bureau: Client) -> None:
    batch = in_doubt(as_bureau)
    as_bureau.post(path(batch, "import-choose-many"), {"choice": "skip"})
    assert batch.rows.get().choice == RowChoice.SKIP


def test_progress_leads_to_the_result_when_done(as_bureau: Client) -> None:
    batch = carried_out([ANNA])
    answer = as_bureau.get(path(batch, "import-progress"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, path(batch))


def test_progress_says_how_far_it_is(as_bureau: Client) -> None:
    batch = upload([ANNA])
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.RUNNING, done=250, total=1000)
    answer = as_bureau.get(path(batch, "import-progress"), headers={"HX-Request": "true"})
    assert "250 van 1000" in answer.text
    assert "<html" not in answer.text


def test_a_fault_is_shown_with_a_way_on(as_bureau: Client) -> None:
    batch = upload([ANNA])
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.FAILED, fault="Het bestand is niet meer te vinden.")
    page = as_bureau.get(path(batch)).text
    assert "Het bestand is niet meer te vinden." in page
    as_bureau.post(path(batch, "import-resume"))
    assert running.advance(import_id=batch.pk)
    assert Import.objects.get().status == ImportStatus.CHECKED


def test_refused_rows_can_be_fetched(as_bureau: Client) -> None:
    batch = carried_out([("", "", "", "", "0611111111", "", "")])
    answer = as_bureau.get(path(batch, "import-refused"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lijst-niet-ingelezen.csv"'
    assert answer.content.decode("utf-8-sig").splitlines()[1].startswith(";;;;0611111111;;;Er staat geen naam")


def test_a_list_that_brought_nothing_in_can_be_thrown_away(
    as_bureau: Client, django_capture_on_commit_callbacks: Any
) -> None:
    batch = sent(as_bureau, [ANNA])
    name, storage = batch.original.name, batch.original.storage
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        as_bureau.post(path(batch, "import-remove"))
    assert (Import.objects.exists(), storage.exists(name)) == (False, False)


def test_what_did_come_in_is_not_thrown_away(as_bureau: Client) -> None:
    batch = carried_out([ANNA])
    assert as_bureau.post(path(batch, "import-remove")).status_code == 409
    assert Import.objects.exists()


@pytest.mark.parametrize("outcome", [RowOutcome.DUPLICATE, RowOutcome.CREATED, RowOutcome.REFUSED])
def test_the_page_costs_the_same_for_one_row_and_for_thirty(as_bureau: Client, outcome: str) -> None:
    known = sanne()
    batch = upload([ANNA])
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.DONE)
    candidate = {"partner": known.pk, "name": known.name, "score": 75, "reasons": ["dezelfde naam"]}

    def fill(first: int, last: int) -> None:
        for line in range(first, last):
            row = {"cells": {"Voornaam": "Anna"}, "outcome": outcome, "partner": known, "candidates": [candidate]}
            ImportRow.objects.create(batch=batch, line=line, **row)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_bureau.get(path(batch) + f"?uitkomst={outcome}").status_code == 200
        return len(queries)

    fill(2, 3)
    cost()
    one = cost()
    fill(3, 33)
    assert cost() == one


def test_the_list_of_imports_costs_the_same_for_one_and_for_thirty(cast: Cast, as_bureau: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_bureau.get(reverse("network:imports")).status_code == 200
        return len(queries)

    Import.objects.create(name="a", sha256="1", uploaded_by=cast.bureau)
    cost()
    one = cost()
    for number in range(29):
        Import.objects.create(name=f"b{number}", sha256=str(number), uploaded_by=cast.bureau)
    assert cost() == one


def test_more_rows_than_a_page_go_on(as_bureau: Client) -> None:
    batch = upload([ANNA])
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.DONE)
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, line=line, cells={}, outcome=RowOutcome.REFUSED) for line in range(2, 60)
    )
    assert "?uitkomst=refused&amp;na=41" in as_bureau.get(path(batch)).text
    assert "na=" not in as_bureau.get(path(batch) + "?uitkomst=refused&na=41").text


def test_every_remark_on_a_row_is_a_line_of_its_own(as_bureau: Client) -> None:
    row = ("Anna", "", "Berg", "anna@@koor.nl", "612345678", "", "")
    batch = run(upload([row]), ImportStatus.CHECK_QUEUED)
    remarks = batch.rows.get().reasons
    page = as_bureau.get(path(batch)).text
    assert len(remarks) == 2
    assert all(f'<p class="meta">{escape(remark)}</p>' in page for remark in remarks)
