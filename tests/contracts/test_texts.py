"""Filling in the text of a template, and what a text may hold."""

import pytest

from contracts.domain.drawing_up.agreement_snapshots import WORDS
from contracts.domain.texts.editions import RENTAL, current, publish
from contracts.domain.texts.texts import fill, read_out, refuse_unreadable
from contracts.enums import ClauseKind, Condition, TextStatus
from contracts.models import TemplateClause, TemplateVersion
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.texts import make_clause, make_template

TRICKS = [
    "{% load x %}{{ settings.SECRET_KEY }}",
    "<script>alert(1)</script> <img src=http://127.0.0.1/x>",
    "${jndi:ldap://x} <%= 7*7 %> {# niets #}",
    "%(naam)s %s {0} {naam.__class__}",
]


def clauses(cast: Cast, body: str, facts: tuple[str, ...] = (), **values: str) -> list[str]:
    version = make_template(make_clause(cast.bureau))
    version.clauses.get().clause_version.clause.versions.update(body=body)
    filled = fill(version, values=values, facts=frozenset({"always", *facts}))
    assert filled["preamble"] == []
    return filled["articles"][0]["clauses"]


def test_each_line_is_a_clause(cast: Cast) -> None:
    assert clauses(cast, "Eerste lid.\n\n  Tweede lid.  ") == ["Eerste lid.", "Tweede lid."]


def test_a_line_stands_when_one_of_its_conditions_holds(cast: Cast) -> None:
    body = "[liable] Met btw.\n[exempt, liable] Beide.\n[exempt] Zonder.\nAltijd."
    assert clauses(cast, body, ("liable",)) == ["Met btw.", "Beide.", "Altijd."]


def test_a_value_is_never_read_as_a_placeholder(cast: Cast) -> None:
    assert clauses(cast, "Door {naam}.", naam="{iban} <b>", iban="geheim") == ["Door {iban} <b>."]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_merge_of_text_executes_nothing(trick: str, cast: Cast) -> None:
    assert clauses(cast, "Door {naam}.", naam=trick) == [f"Door {trick}."]


@pytest.mark.parametrize("trick", ["{% load x %}", "{{ 7*7 }}", "{0.__class__}", "{naam!r}", "los } haakje"])
def test_a_text_with_braces_that_are_no_word_is_refused(trick: str) -> None:
    with pytest.raises(Refusal, match="accolade hoort niet bij een woord") as caught:
        refuse_unreadable(f"Tekst {trick}", words={"naam"}, field="body")
    assert caught.value.field == "body"


def test_an_unknown_placeholder_is_refused_by_name(cast: Cast) -> None:
    with pytest.raises(Refusal, match=r"staat \{wie\}\. Dat woord kunnen we niet invullen"):
        clauses(cast, "Door {wie}.", naam="x")
    with pytest.raises(Refusal, match=r"Het woord \{wie\} kennen we niet"):
        refuse_unreadable("Door {wie}.", words=WORDS, field="body")


@pytest.mark.parametrize(
    "line", ["[soms] Tekst.", "[Liable] Tekst.", "[liable Tekst.", "[] Tekst.", "[liable, ooit] T."]
)
def test_an_unknown_condition_is_refused(line: str) -> None:
    with pytest.raises(Refusal, match=r"De voorwaarde .* kennen we niet"):
        refuse_unreadable(line, words=WORDS, field="body")


def test_a_condition_without_a_text_is_refused() -> None:
    with pytest.raises(Refusal, match=r"Achter de voorwaarde \[liable\] staat geen tekst"):
        refuse_unreadable("[liable]", words=WORDS, field="body")


def test_all_words_and_conditions_of_the_list_are_readable() -> None:
    text = "\n".join([*(f"Woord {{{word}}}." for word in WORDS), *(f"[{each}] Als." for each in Condition.values)])
    refuse_unreadable(text, words=WORDS, field="body")


def test_reading_out_also_shows_what_falls_out() -> None:
    lines = read_out("Door {naam} en {wie}.\n[travel, minors] Reis.", {"naam": "Bilal"}, frozenset({"always"}))
    assert [(each.text, each.stands) for each in lines] == [("Door Bilal en {wie}.", True), ("Reis.", False)]
    assert lines[1].condition == "er is een reiskostenvergoeding of er wordt met minderjarigen gewerkt"


def test_articles_are_numbered_as_they_stand_and_annexes_apart(cast: Cast) -> None:
    texts = [make_clause(cast.bureau), make_clause(cast.bureau), make_clause(cast.bureau, kind=ClauseKind.ANNEX)]
    version = make_template(*texts, make_clause(cast.bureau))
    TemplateClause.objects.filter(clause_version=texts[0]).update(condition=Condition.TRAVEL)
    filled = fill(version, values={}, facts=frozenset({"always"}))
    assert [(each["number"], each["slug"]) for each in filled["articles"]] == [
        (1, texts[1].clause.slug),
        (2, version.clauses.get(position=4).clause_version.clause.slug),
    ]
    assert [(each["number"], each["slug"]) for each in filled["annexes"]] == [(1, texts[2].clause.slug)]


@pytest.mark.django_db
def test_the_migrations_publish_the_texts_of_the_house() -> None:
    ovo, rental = current(), current(RENTAL)
    assert (ovo.version, ovo.status, ovo.clauses.count()) == (2, TextStatus.PUBLISHED, 20)
    assert (rental.version, rental.template.kind, rental.template.keep_years) == (1, "rental", 10)
    assert publish("ovo-2.toml") == ovo
    assert publish("huur-1.toml") == rental


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["ovo-1.toml", "ovo-2.toml", "huur-1.toml"])
def test_the_texts_of_the_house_use_known_words(file: str) -> None:
    version = publish(file)
    refuse_unreadable(version.preamble, words=WORDS, field="preamble")
    for place in version.clauses.select_related("clause_version"):
        refuse_unreadable(place.clause_version.body, words=WORDS, field="body")


@pytest.mark.django_db
def test_publishing_from_a_file_reuses_what_did_not_change() -> None:
    first, second = TemplateVersion.objects.filter(template=current().template).order_by("version")
    both = first.clauses.filter(clause_version__in=second.clauses.values("clause_version"))
    unchanged = {"Aansprakelijkheid en verzekering", "Fair Practice", "Verhindering"}
    assert set(both.values_list("clause_version__heading", flat=True)) == unchanged


@pytest.mark.django_db
def test_without_a_published_version_there_is_nothing_to_agree() -> None:
    with pytest.raises(Refusal, match="nog geen gepubliceerde"):
        current("bestaat-niet")
