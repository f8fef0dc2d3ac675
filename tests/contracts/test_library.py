"""The clause library: from concept to published, locks, and two people at one text."""

import pytest
from django.db import IntegrityError, transaction

from contracts.domain.texts import library, reviewing, templates
from contracts.enums import TextStatus
from contracts.models import Clause, ClauseVersion
from fluxus.db import explain
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.texts import (
    NOW,
    approve,
    lock_words,
    make_clause,
    make_model_agreement,
    make_published,
    make_template,
    published,
)


def change(version: ClauseVersion, body: str, **fields: object) -> ClauseVersion:
    values = {"heading": version.heading, "summary": "", "model_agreement": None, "seen": version.sha256, **fields}
    return library.change(version=version, body=body, **values)


def test_a_text_goes_from_concept_to_published_with_who_and_when(cast: Cast) -> None:
    version = make_published(cast.bureau, name="Vervoer")
    version.refresh_from_db()
    assert (version.status, version.clause.slug, version.version) == (TextStatus.PUBLISHED, "vervoer", 1)
    assert (version.reviewer, version.reviewed_by, version.reviewed_at) == ("Mr. A. Voorbeeld", cast.bureau, NOW)
    assert (version.published_by, version.published_at, version.drafted_by) == (cast.bureau, NOW, cast.bureau)


def test_two_clauses_with_one_name_have_their_own_address(cast: Cast) -> None:
    slugs = [make_clause(cast.bureau, name="Vervoer").clause.slug for _ in range(3)]
    assert slugs == ["vervoer", "vervoer-2", "vervoer-3"]
    assert make_clause(cast.bureau, name="!!!").clause.slug == "bepaling"


def test_a_text_with_an_unknown_word_is_refused_at_saving(cast: Cast) -> None:
    version = make_clause(cast.bureau)
    with pytest.raises(Refusal, match=r"\{loon\} kennen we niet") as caught:
        change(version, "Het {loon}.")
    assert caught.value.field == "body"
    with pytest.raises(Refusal, match=r"\{loon\} kennen we niet"):
        make_clause(cast.bureau, body="Het {loon}.")
    with pytest.raises(Refusal, match="In een kop") as caught:
        change(version, "Tekst.", heading="Over {nummer}")
    assert caught.value.field == "heading"


def test_nobody_overwrites_a_text_that_he_did_not_see(cast: Cast) -> None:
    version = make_clause(cast.bureau)
    change(version, "Van de een.")
    with pytest.raises(Refusal, match="Iemand anders heeft deze tekst") as caught:
        change(version, "Van de ander.")
    assert caught.value.code == "stale"
    version.refresh_from_db()
    assert version.body == "Van de een."


@pytest.mark.parametrize(
    ("status", "act"),
    [
        (TextStatus.REVIEW, lambda each, by: change(each, "Anders.")),
        (TextStatus.DRAFT, lambda each, by: library.publish(version=each, by=by, at=NOW)),
        (TextStatus.REVIEW, lambda each, by: library.publish(version=each, by=by, at=NOW)),
        (TextStatus.PUBLISHED, lambda each, by: reviewing.submit(version=each)),
        (TextStatus.PUBLISHED, lambda each, by: reviewing.reopen(version=each)),
        (TextStatus.PUBLISHED, lambda each, by: library.throw_away(version=each)),
        (TextStatus.PUBLISHED, lambda each, by: reviewing.restore(version=each)),
        (TextStatus.DRAFT, lambda each, by: library.withdraw(version=each)),
        (TextStatus.APPROVED, approve),
    ],
)
def test_a_step_at_the_wrong_moment_is_refused(cast: Cast, status: TextStatus, act) -> None:  # type: ignore[no-untyped-def]  # a table of steps
    version = make_clause(cast.bureau)
    if status == TextStatus.REVIEW:
        reviewing.submit(version=version)
    elif status == TextStatus.APPROVED:
        approve(version, cast.bureau)
    elif status == TextStatus.PUBLISHED:
        published(version, cast.bureau)
    with pytest.raises(Refusal) as caught:
        act(version, cast.bureau)
    assert caught.value.code == "status"
    assert ClauseVersion.objects.get(pk=version.pk).status == status


def test_a_lawyer_sends_a_text_back_with_a_reason(cast: Cast) -> None:
    version = reviewing.submit(version=make_clause(cast.bureau))
    judged = {"version": version, "is_good": False, "reviewer": "Mr. B", "by": cast.bureau, "at": NOW}
    with pytest.raises(Refusal, match="Schrijf op wat er anders moet") as caught:
        reviewing.judge(**judged, note="")
    assert caught.value.field == "note"
    back = reviewing.judge(**judged, note="Te vaag.")
    assert (back.status, back.review_note, back.reviewed_by) == (TextStatus.DRAFT, "Te vaag.", cast.bureau)
    again = reviewing.submit(version=back)
    assert (again.review_note, again.reviewer, again.reviewed_at, again.reviewed_by) == ("", "", None, None)


def test_reopening_wipes_the_judgement(cast: Cast) -> None:
    found = reviewing.reopen(version=approve(make_clause(cast.bureau), cast.bureau))
    assert (found.status, found.reviewer, found.reviewed_at) == (TextStatus.DRAFT, "", None)


def test_a_new_version_takes_the_words_along_and_not_the_lock(cast: Cast) -> None:
    model = make_model_agreement()
    old = published(lock_words(make_clause(cast.bureau, body="Vaste woorden."), model), cast.bureau)
    new = library.new_version(clause=old.clause, by=cast.bureau)
    assert (new.version, new.body, new.sha256, new.model_agreement) == (2, old.body, old.sha256, None)
    with pytest.raises(Refusal, match="al een nieuwe versie van deze bepaling in de maak"):
        library.new_version(clause=old.clause, by=cast.bureau)


def test_locked_words_are_locked_once(cast: Cast) -> None:
    model = make_model_agreement()
    old = published(lock_words(make_clause(cast.bureau, body="Vaste woorden."), model), cast.bureau)
    other = lock_words(library.new_version(clause=old.clause, by=cast.bureau), model, "Andere woorden.")
    with pytest.raises(Refusal, match="zet voor deze bepaling andere woorden vast") as caught:
        published(other, cast.bureau)
    assert caught.value.code == "locked"
    assert library.locked_by(model) == [old]


def test_the_same_words_may_be_locked_again(cast: Cast) -> None:
    model = make_model_agreement()
    old = published(lock_words(make_clause(cast.bureau, body="Vaste woorden."), model), cast.bureau)
    same = published(lock_words(library.new_version(clause=old.clause, by=cast.bureau), model), cast.bureau)
    assert library.locked_by(model) == [same]


def test_what_a_published_template_uses_is_not_withdrawn(cast: Cast) -> None:
    text = make_published(cast.bureau)
    version = make_template(text)
    published_version = templates.publish(version=approve(version, cast.bureau), by=cast.bureau, at=NOW)
    with pytest.raises(Refusal, match="Deze tekst staat nog in"):
        library.withdraw(version=text)
    templates.withdraw(version=published_version)
    assert library.withdraw(version=text).status == TextStatus.WITHDRAWN
    assert reviewing.restore(version=text).status == TextStatus.PUBLISHED


def test_a_concept_is_thrown_away_with_its_subject(cast: Cast) -> None:
    version = make_clause(cast.bureau)
    library.throw_away(version=version)
    assert not Clause.objects.filter(pk=version.clause_id).exists()
    with pytest.raises(Refusal, match="bestaat niet meer"):
        library.throw_away(version=version)


def test_throwing_away_a_new_version_keeps_the_old_one(cast: Cast) -> None:
    old = make_published(cast.bureau)
    library.throw_away(version=library.new_version(clause=old.clause, by=cast.bureau))
    assert list(old.clause.versions.all()) == [old]


def test_a_concept_in_a_template_is_not_thrown_away(cast: Cast) -> None:
    version = make_clause(cast.bureau)
    make_template(version)
    with pytest.raises(Refusal, match="Haal het daar eerst uit"):
        library.throw_away(version=version)


def test_the_list_says_what_is_in_force_and_in_the_making(cast: Cast) -> None:
    old = make_published(cast.bureau, name="Aardig")
    library.new_version(clause=old.clause, by=cast.bureau)
    row = library.listed().get(pk=old.clause_id)
    assert (row.published_version, row.making_status, row.locked) == (1, TextStatus.DRAFT, False)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sha256": "geen"}, "Dit is geen SHA-256."),
        ({"status": "published"}, "Een gepubliceerde versie heeft een moment van publicatie."),
        ({"reviewed_by": 1}, "Een moment hoort bij een persoon."),
    ],
)
def test_the_database_keeps_a_version_whole(cast: Cast, change: dict[str, object], sentence: str) -> None:
    version = make_clause(cast.bureau)
    change = {name: cast.bureau if name.endswith("_by") else value for name, value in change.items()}
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        ClauseVersion.objects.filter(pk=version.pk).update(**change)
    assert explain(ClauseVersion, caught.value).sentence == sentence
