"""A list comes in: who is new, who is known, who is asked about, and what never happens."""

from typing import Any

import pytest
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import partners
from network.domain.imports import choosing, cleaning, counting, running, uploading
from network.domain.imports.policies import FILL, NEW, Policy
from network.domain.imports.refused import as_csv as refused_csv
from network.enums import AffiliationKind, ImportStatus, RowChoice, RowOutcome
from network.models import Affiliation, Identifier, Import, ImportMapping, Partner, TimelineEntry
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person
from tests.lists import as_csv, contacts

pytestmark = pytest.mark.django_db
PEOPLE = ("Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Telefoon", "Organisatie", "Functie")


def upload(rows: list[tuple[str, ...]], headings: tuple[str, ...] = PEOPLE, **policy: Any) -> Import:
    data = as_csv(rows, headings)
    return uploading.receive(data=data, name="lijst.csv", by=None, at=timezone.now(), policy=Policy(**policy))


def carried_out(rows: list[tuple[str, ...]], headings: tuple[str, ...] = PEOPLE, **policy: Any) -> Import:
    return run(upload(rows, headings, **policy))


def run(batch: Import, status: str = ImportStatus.QUEUED) -> Import:
    Import.objects.filter(pk=batch.pk).update(status=status)
    return running.advance_here(import_id=batch.pk)


def outcomes(batch: Import) -> list[str]:
    return list(batch.rows.order_by("line").values_list("outcome", flat=True))


def sanne(**more: Any) -> Partner:
    known = {"email": "sanne@voorbeeld.nl", "phone": "06 12345678", **more}
    return partners.add_person(
        given_name="Sanne", infix="de", family_name="Wit", by=None, today=timezone.localdate(), **known
    )


def test_a_new_person_comes_in_with_all_that_belongs_to_her() -> None:
    batch = carried_out(
        [("Anna", "van der", "Berg", "anna@koor.nl; a@berg.nl", "0612345678", "Koor Zaanzang", "zanger")]
    )
    anna = Partner.objects.get(name="Anna van der Berg")
    assert outcomes(batch) == [RowOutcome.CREATED]
    assert list(anna.emails.order_by("-is_primary").values_list("address", "is_primary")) == [
        ("anna@koor.nl", True),
        ("a@berg.nl", False),
    ]
    assert anna.phones.get().e164 == "+31612345678"
    tie = anna.affiliations.get()
    assert (tie.organisation.name, tie.function, tie.kind) == ("Koor Zaanzang", "zanger", AffiliationKind.WORKS_AT)
    assert anna.timeline.get().title == "Toegevoegd uit een lijst"
    assert anna in Partner.objects.filter(search_text__contains="zaanzang")


def test_the_organisation_that_we_know_is_used() -> None:
    choir = make_organisation("Stichting Koor Zaanzang")
    choir.match_name = "koor zaanzang"
    choir.save()
    carried_out([("Anna", "", "Berg", "anna@koor.nl", "", "Koor Zaanzang", "voorzitter")])
    tie = Affiliation.objects.get()
    assert (tie.organisation, tie.kind) == (choir, AffiliationKind.BOARD_MEMBER)


def test_people_of_one_list_share_the_organisation_it_brings() -> None:
    carried_out(
        [
            (f"P{at}", "", f"Naam{letter}", f"{letter}@koor.nl", "", "Koor Zaanzang", "")
            for at, letter in enumerate("abc")
        ]
    )
    assert Partner.objects.filter(name="Koor Zaanzang").count() == 1
    assert Affiliation.objects.count() == 3


def test_the_same_address_and_name_is_the_same_person() -> None:
    known = sanne()
    batch = carried_out([("S.", "de", "Wit", "SANNE@voorbeeld.nl", "075 1234567", "", "")])
    row = batch.rows.get()
    assert (row.outcome, row.partner, row.reasons[0]) == (RowOutcome.UPDATED, known, "zelfde e-mailadres en naam")
    assert row.differences == [
        {"label": "voorletters", "old": "", "new": "S."},
        {"label": "telefoon", "old": "06 12345678", "new": "075 1234567"},
    ]
    numbers = list(known.phones.order_by("-is_primary").values_list("number", flat=True))
    assert (numbers, Partner.objects.get(pk=known.pk).name) == (["075 1234567", "06 12345678"], "Sanne de Wit")


def test_an_empty_cell_wipes_nothing() -> None:
    known = sanne(website="https://sanne.nl", roles=["teacher"], disciplines=["music"])
    batch = carried_out([("", "", "Wit", "sanne@voorbeeld.nl", "", "", "")])
    assert outcomes(batch) == [RowOutcome.UNCHANGED]
    known.refresh_from_db()
    assert (known.name, known.website, known.disciplines) == ("Sanne de Wit", "https://sanne.nl", ["music"])
    assert known.phones.get().number == "06 12345678"
    assert known.role_assignments.get().ended_on is None


def test_fill_leaves_what_we_have() -> None:
    known = sanne()
    headings = ("Achternaam", "E-mail", "Telefoon", "Website")
    batch = carried_out([("Wit", "sanne@voorbeeld.nl", "075 1234567", "sannedewit.nl")], headings, known=FILL)
    known.refresh_from_db()
    assert outcomes(batch) == [RowOutcome.UPDATED]
    assert (known.website, known.phones.get().number) == ("https://sannedewit.nl", "06 12345678")


def test_only_new_leaves_known_partners_alone() -> None:
    sanne()
    batch = carried_out([("Sanne", "de", "Wit", "sanne@voorbeeld.nl", "075 1234567", "", "")], known=NEW, label="Zomer")
    assert outcomes(batch) == [RowOutcome.UNCHANGED]
    assert Partner.objects.get().phones.get().number == "06 12345678"


def test_who_looks_like_somebody_waits_for_a_choice() -> None:
    known = sanne()
    batch = carried_out([("Sanne", "de", "Wit", "", "0612345678", "", "")])
    row = batch.rows.get()
    assert (row.outcome, Partner.objects.count()) == (RowOutcome.DUPLICATE, 1)
    assert row.candidates[0]["partner"] == known.pk
    assert row.reasons == [
        f"lijkt op Sanne de Wit ({row.candidates[0]['score']} punten): hetzelfde telefoonnummer, dezelfde naam"
    ]


@pytest.mark.parametrize(
    ("choice", "outcome", "count"),
    [
        (RowChoice.SAME, RowOutcome.UNCHANGED, 1),
        (RowChoice.NEW, RowOutcome.CREATED, 2),
        (RowChoice.SKIP, RowOutcome.DUPLICATE, 1),
    ],
)
def test_a_choice_is_carried_out(cast: Cast, choice: str, outcome: str, count: int) -> None:
    sanne()
    before = Partner.objects.count() - 1
    batch = run(upload([("Sanne", "de", "Wit", "", "0612345678", "", "")]), ImportStatus.CHECK_QUEUED)
    choosing.choose(row=batch.rows.get(), choice=choice, by=cast.bureau)
    choosing.confirm(batch=batch, by=cast.bureau)
    batch = run(batch)
    assert (outcomes(batch), Partner.objects.count() - before) == ([outcome], count)


def test_a_choice_after_the_run_is_carried_out_too(cast: Cast) -> None:
    sanne()
    rows = [("Sanne", "de", "Wit", "", "0612345678", "", ""), ("Joop", "", "Bos", "joop@bos.nl", "", "", "")]
    batch = carried_out(rows)
    with pytest.raises(Refusal, match="Kies eerst"):
        choosing.confirm(batch=batch, by=cast.bureau)
    assert choosing.choose_many(batch=batch, choice=RowChoice.NEW, by=cast.bureau) == 1
    choosing.confirm(batch=batch, by=cast.bureau)
    batch = run(batch)
    assert outcomes(batch) == [RowOutcome.CREATED, RowOutcome.CREATED]
    assert Partner.objects.filter(name="Joop Bos").count() == 1


def test_the_same_person_twice_in_a_file_comes_in_once(cast: Cast) -> None:
    rows = [
        ("Joop", "", "Bos", "joop@bos.nl", "", "", ""),
        ("J.", "", "Bos", "joop@bos.nl", "075 1234567", "", ""),
        ("Mien", "", "Bos", "joop@bos.nl", "", "", ""),
    ]
    batch = carried_out(rows)
    assert outcomes(batch) == [RowOutcome.CREATED, RowOutcome.DUPLICATE, RowOutcome.CREATED]
    assert batch.rows.get(line=3).reasons == ["staat ook op regel 2"]
    choosing.choose_many(batch=batch, choice=RowChoice.SAME, by=cast.bureau)
    choosing.confirm(batch=batch, by=cast.bureau)
    batch = run(batch)
    assert outcomes(batch) == [RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.CREATED]
    assert Partner.objects.get(name="Joop Bos").phones.get().number == "075 1234567"


def test_the_same_file_again_changes_nothing() -> None:
    rows = [("Joop", "", "Bos", "joop@bos.nl", "", "", ""), ("Alleen", "", "Naam", "", "0687654321", "Koor", "")]
    first, lines = carried_out(rows), None
    lines, count = TimelineEntry.objects.count(), Partner.objects.count()
    again = upload(rows)
    assert uploading.same_before(again) == [first]
    assert outcomes(run(again)) == [RowOutcome.UNCHANGED, RowOutcome.UNCHANGED]
    assert (TimelineEntry.objects.count(), Partner.objects.count()) == (lines, count)


def test_the_trial_run_tells_the_same_and_keeps_nothing() -> None:
    sanne()
    rows = [
        ("Sanne", "de", "Wit", "sanne@voorbeeld.nl", "075 1234567", "Koor", ""),
        ("Joop", "", "Bos", "joop@bos.nl", "", "", ""),
        ("Joop", "", "Bos", "joop@bos.nl", "", "", ""),
        ("", "", "", "", "", "", "niets"),
    ]
    before = (Partner.objects.count(), TimelineEntry.objects.count(), Affiliation.objects.count())
    trial = run(upload(rows), ImportStatus.CHECK_QUEUED)
    assert (Partner.objects.count(), TimelineEntry.objects.count(), Affiliation.objects.count()) == before
    assert (trial.status, trial.done, trial.total) == (ImportStatus.CHECKED, 4, 4)
    told = list(trial.rows.order_by("line").values_list("outcome", "reasons", "differences"))
    Import.objects.filter(pk=trial.pk).update(status=ImportStatus.QUEUED)
    done = running.advance_here(import_id=trial.pk)
    assert list(done.rows.order_by("line").values_list("outcome", "reasons", "differences")) == told
    assert [row[0] for row in told] == ["updated", "created", "duplicate", "refused"]


def test_a_number_of_somebody_else_refuses_only_that_row(cast: Cast) -> None:
    other = make_organisation("Stichting Anders")
    Identifier.objects.create(partner=other, kind="brin", value="30AH00")
    headings = ("Organisatie", "BRIN")
    batch = upload([("De Watermolen", "30AH00"), ("De Delta", "31AH00")], headings)
    batch = run(batch, ImportStatus.CHECK_QUEUED)
    row = batch.rows.get(line=2)
    row.choice = RowChoice.NEW
    row.save()
    choosing.confirm(batch=batch, by=cast.bureau)
    batch = run(batch)
    assert outcomes(batch) == [RowOutcome.REFUSED, RowOutcome.CREATED]
    assert batch.rows.get(line=2).reasons == ["Dit nummer staat al bij een andere partner."]


def test_refused_rows_come_back_as_the_file_with_the_reason(cast: Cast) -> None:
    headings = ("Achternaam", "E-mail", "Opmerking")
    batch = carried_out([("", "", "=HYPERLINK(1)"), ("Bos", "joop@bos.nl", "")], headings)
    lines = refused_csv(batch).splitlines()
    assert lines[0] == "Achternaam;E-mail;Opmerking;reden"
    assert lines[1].startswith(";;'=HYPERLINK(1);")
    assert len(lines) == 2
    again = uploading.receive(
        data=refused_csv(batch).encode("utf-8-sig"), name="fouten.csv", by=None, at=timezone.now()
    )
    assert again.mapping["reden"] == ""
    assert run(again).rows.get().cells["Opmerking"] == "=HYPERLINK(1)"


def test_columns_are_remembered_and_a_new_column_does_not_break_that(cast: Cast) -> None:
    headings = ("Wie", "Post", "Bellen", "Iets")
    batch = upload([("Anna Berg", "anna@berg.nl", "0612345678", "x")], headings)
    choice = {"Wie": "name", "Post": "email", "Bellen": "phone", "Iets": ""}
    choosing.choose_columns(batch=batch, mapping=choice, by=cast.bureau)
    assert ImportMapping.objects.get().mapping == choice
    again = upload([("Joop Bos", "joop@bos.nl", "0612345679", "x", "y")], (*headings, "Nieuw"))
    assert {heading: again.mapping[heading] for heading in headings} == choice


def test_a_list_without_names_is_no_list_of_contacts(cast: Cast) -> None:
    batch = upload([("1", "2")], ("Kleur", "Gewicht"))
    with pytest.raises(Refusal, match="geen kolom met een naam"):
        choosing.choose_columns(batch=batch, mapping={}, by=cast.bureau)


def test_what_runs_cannot_be_chosen_any_more(cast: Cast) -> None:
    batch = carried_out([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    with pytest.raises(Refusal, match="niets meer te kiezen"):
        choosing.choose_columns(batch=batch, mapping={"Achternaam": "family_name"}, by=cast.bureau)
    with pytest.raises(Refusal, match="Draai hem eerst terug"):
        choosing.throw_away(batch=batch, by=cast.bureau)


def test_labels_and_roles_for_the_whole_list(cast: Cast) -> None:
    batch = upload([("Anna", "", "Berg", "anna@koor.nl", "", "", "")], label="Zomer 2026", roles=("volunteer",))
    Import.objects.filter(pk=batch.pk).update(uploaded_by=cast.bureau)
    run(batch)
    anna = Partner.objects.get(name="Anna Berg")
    assert list(anna.tags.values_list("name", flat=True)) == ["Zomer 2026"]
    assert list(anna.role_assignments.values_list("role", flat=True)) == ["volunteer"]


def test_what_stood_in_a_list_is_wiped_after_a_month(settings: Any) -> None:
    batch = carried_out([("", "", "", "", "", "", "x"), ("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    name, storage = batch.original.name, batch.original.storage
    day = timezone.timedelta(days=1)
    assert cleaning.clean(at=batch.uploaded_at + 29 * day) == 0
    assert cleaning.clean(at=batch.uploaded_at + 31 * day) == 1
    batch.refresh_from_db()
    assert (bool(batch.original), batch.wiped_at is None) == (False, False)
    assert list(batch.rows.values_list("cells", "before", "after")) == [({}, None, None)] * 2
    assert "sample" not in batch.reading
    assert counting.counts(batch) == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1, "duplicates": 0}
    assert storage.exists(name)  # removed when this transaction is committed


def test_rows_that_went_well_keep_no_cells() -> None:
    batch = carried_out([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    assert batch.rows.get().cells == {}


def test_a_list_longer_than_a_chunk_comes_in_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 20)
    batch = uploading.receive(data=as_csv(contacts(70)), name="l.csv", by=None, at=timezone.now())
    seen: list[int] = []
    Import.objects.filter(pk=batch.pk).update(status=ImportStatus.QUEUED)
    done = running.advance_here(import_id=batch.pk, tell=lambda each: seen.append(each.done))
    assert (seen, done.status) == ([0, 20, 40, 60], ImportStatus.DONE)
    assert counting.counts(done)["created"] == 70


def test_the_sweep_finds_what_gives_no_sign_of_life() -> None:
    batch = upload([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    assert running.sweep() == 0
    Import.objects.update(status=ImportStatus.RUNNING, beat_at=timezone.now())
    assert running.sweep() == 0
    Import.objects.update(beat_at=timezone.now() - 2 * running.QUIET)
    assert running.sweep() == 1
    assert batch.rows.count() == 0


def test_a_person_we_know_under_another_name_is_not_taken_for_this_one() -> None:
    make_person("Joke", "Wit")
    batch = carried_out([("Sanne", "", "Wit", "", "", "", "")])
    assert outcomes(batch) != [RowOutcome.UPDATED]


def test_two_rows_about_one_partner_we_know_are_a_question(cast: Cast) -> None:
    """They have nothing in common but the partner whom each of them certainly is."""
    known = sanne(email="sanne@voorbeeld.nl", identifiers={"kvk": "12345678"})
    headings = ("Achternaam", "E-mail", "KvK", "Telefoon")
    rows = [("Wit", "sanne@voorbeeld.nl", "", "075 1234567"), ("de Wit", "", "12345678", "075 7654321")]
    batch = run(upload(rows, headings), ImportStatus.CHECK_QUEUED)
    assert outcomes(batch) == [RowOutcome.UPDATED, RowOutcome.DUPLICATE]
    assert batch.rows.get(line=3).reasons[0] == "gaat over dezelfde partner als regel 2"
    choosing.choose_many(batch=batch, choice=RowChoice.SAME, by=cast.bureau)
    choosing.confirm(batch=batch, by=cast.bureau)
    batch = running.advance_here(import_id=batch.pk)
    assert outcomes(batch) == [RowOutcome.UPDATED, RowOutcome.UPDATED]
    assert (batch.done, known.phones.count()) == (2, 3)


def test_rows_that_a_colleague_joined_come_in_one_after_the_other(cast: Cast) -> None:
    known = sanne()
    rows = [("Sanne", "de", "Wit", f"s{at}@wit.nl", "0612345678", "", "") for at in range(3)]
    batch = run(upload(rows), ImportStatus.CHECK_QUEUED)
    batch.rows.update(choice=RowChoice.SAME, chosen=known, earlier=None, turn=1)
    choosing.confirm(batch=batch, by=cast.bureau)
    batch = running.advance_here(import_id=batch.pk)
    assert (outcomes(batch), batch.status) == ([RowOutcome.UPDATED] * 3, ImportStatus.DONE)
    assert known.emails.get(is_primary=True).address == "s2@wit.nl"
    assert known.emails.count() == 4
