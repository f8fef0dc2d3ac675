"""Templates: put together, checked against what an authority locked, published and withdrawn."""

from datetime import date

import pytest

from contracts.domain.texts import library, reviewing, templates
from contracts.domain.texts.editions import current
from contracts.domain.texts.template_checks import faults, model_warning, warnings
from contracts.enums import Condition, TextStatus
from contracts.models import AgreementTemplate, TemplateClause, TemplateVersion
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

TODAY = date(2026, 11, 23)


def reread(version: TemplateVersion) -> TemplateVersion:
    return templates.with_clauses().get(pk=version.pk)


def order(version: TemplateVersion) -> list[str]:
    return list(version.clauses.order_by("position").values_list("clause_version__heading", flat=True))


def test_a_template_is_published_and_used_for_what_is_new(cast: Cast) -> None:
    version = make_template(make_published(cast.bureau))
    templates.publish(version=approve(version, cast.bureau), by=cast.bureau, at=NOW)
    assert current(version.template.slug) == version
    templates.withdraw(version=version)
    with pytest.raises(Refusal, match="nog geen gepubliceerde"):
        current(version.template.slug)


def test_two_templates_with_one_name_are_refused(cast: Cast) -> None:
    templates.create(name="Eigen model", kind="ovo")
    with pytest.raises(Refusal, match="al een model met deze naam") as caught:
        templates.create(name="Eigen model", kind="rental")
    assert caught.value.field == "name"


def test_a_template_without_an_article_is_not_publishable(cast: Cast) -> None:
    annex = make_published(cast.bureau, kind="annex")
    assert faults(reread(make_template())) == ["Er staat nog geen artikel in dit model."]
    assert faults(reread(make_template(annex))) == ["Er staat nog geen artikel in dit model."]


def test_a_template_with_unpublished_text_is_not_publishable(cast: Cast) -> None:
    good, concept, old = make_published(cast.bureau), make_clause(cast.bureau), make_published(cast.bureau)
    version = make_template(good, concept, old)
    library.withdraw(version=old)
    assert faults(reread(version)) == [
        f"“{concept}” is nog niet gepubliceerd (concept).",
        f"“{old}” is ingetrokken. Kies een nieuwere versie.",
    ]
    with pytest.raises(Refusal, match="Dit kan nog niet") as caught:
        templates.publish(version=approve(version, cast.bureau), by=cast.bureau, at=NOW)
    assert len(caught.value.extra["faults"]) == 2
    assert TemplateVersion.objects.get(pk=version.pk).status == TextStatus.APPROVED


@pytest.mark.parametrize("fault", ["missing", "changed", "conditional", "none"])
def test_a_locked_clause_stands_there_word_for_word_and_always(cast: Cast, fault: str) -> None:
    model = make_model_agreement(name="Sectormodel", reference="VB-1")
    locked = published(lock_words(make_clause(cast.bureau, name="Gezag", body="Vaste woorden."), model), cast.bureau)
    chosen = [make_published(cast.bureau)]
    if fault == "changed":
        new = library.new_version(clause=locked.clause, by=cast.bureau)
        values = {"heading": "Gezag", "summary": "", "model_agreement": None, "seen": new.sha256}
        chosen.append(published(library.change(version=new, body="Bijna vaste woorden.", **values), cast.bureau))
    elif fault != "missing":
        chosen.append(locked)
    version = make_template(*chosen, model=model)
    if fault == "conditional":
        templates.set_condition(place=version.clauses.get(clause_version=locked), condition=Condition.MINORS)
    said = "De vaste bepaling “Gezag” van Sectormodel (VB-1)"
    assert (
        faults(reread(version))
        == {
            "missing": [f"{said} ontbreekt."],
            "changed": [f"{said} heeft hier een andere tekst (versie 2). Neem versie 1."],
            "conditional": [f"{said} moet er altijd staan, zonder voorwaarde."],
            "none": [],
        }[fault]
    )
    approved = approve(version, cast.bureau)
    if fault == "none":
        templates.publish(version=approved, by=cast.bureau, at=NOW)
    else:
        with pytest.raises(Refusal, match="Dit kan nog niet"):
            templates.publish(version=approved, by=cast.bureau, at=NOW)


def test_a_lock_of_an_unpublished_text_asks_nothing(cast: Cast) -> None:
    model = make_model_agreement()
    lock_words(make_clause(cast.bureau), model)
    assert faults(reread(make_template(make_published(cast.bureau), model=model))) == []


def test_a_model_that_ends_first_gives_a_warning(cast: Cast) -> None:
    model = make_model_agreement(name="Sectormodel", reference="VB-2", ends_on=date(2026, 12, 31))
    version = reread(make_template(make_published(cast.bureau), model=model))
    assert model_warning(version, ends_on=date(2026, 12, 31)) == ""
    assert model_warning(version, ends_on=date(2027, 1, 1)) == (
        "Sectormodel (VB-2) geldt tot en met 31 december 2026. Deze overeenkomst loopt door tot en met 1 januari 2027."
    )
    assert model_warning(current(), ends_on=date(2090, 1, 1)) == ""
    assert warnings(version, today=TODAY) == [
        "Sectormodel (VB-2) geldt nog tot en met 31 december 2026. Wat langer loopt, krijgt een waarschuwing."
    ]
    assert warnings(version, today=date(2027, 1, 1)) == [
        "Sectormodel (VB-2) gold tot en met 31 december 2026 en is dus afgelopen."
    ]


def test_a_newer_text_and_a_strange_lock_give_a_warning(cast: Cast) -> None:
    old = published(lock_words(make_clause(cast.bureau, name="Gezag"), make_model_agreement()), cast.bureau)
    version = make_template(old)
    published(library.new_version(clause=old.clause, by=cast.bureau), cast.bureau)
    assert warnings(reread(version), today=TODAY) == [
        "Van “Gezag” is er een nieuwere versie (2).",
        "“Gezag” is vastgezet door een modelovereenkomst die dit model niet volgt.",
    ]
    templates.renew(place=version.clauses.get())
    assert warnings(reread(version), today=TODAY) == []


def test_a_clause_stands_once(cast: Cast) -> None:
    text = make_published(cast.bureau)
    version = make_template(text)
    newer = library.new_version(clause=text.clause, by=cast.bureau)
    with pytest.raises(Refusal, match="staat al in het model") as caught:
        templates.place(version=version, text=newer, condition=Condition.ALWAYS)
    assert caught.value.field == "clause_version"


def test_clauses_move_and_go_and_the_rest_closes_up(cast: Cast) -> None:
    version = make_template(*(make_clause(cast.bureau, name=name) for name in "ABC"))
    a, b, c = version.clauses.order_by("position")
    templates.move(place=c, by=-1)
    assert order(version) == ["A", "C", "B"]
    templates.move(place=a, by=-1)
    templates.move(place=b, by=1)
    assert order(version) == ["A", "C", "B"]
    templates.remove(place=a)
    assert order(version) == ["C", "B"]
    assert list(version.clauses.order_by("position").values_list("position", flat=True)) == [1, 2]
    with pytest.raises(Refusal, match="staat niet meer in het model"):
        templates.remove(place=a)


def test_a_new_version_has_everything_of_the_old_one(cast: Cast) -> None:
    old = make_template(make_published(cast.bureau), make_published(cast.bureau))
    TemplateClause.objects.filter(version=old, position=2).update(condition=Condition.TRAVEL)
    old = templates.publish(version=approve(old, cast.bureau), by=cast.bureau, at=NOW)
    new = templates.new_version(template=old.template)
    what = ("position", "clause_version", "condition")
    assert list(new.clauses.order_by("position").values_list(*what)) == list(
        old.clauses.order_by("position").values_list(*what)
    )
    assert (new.version, new.status, new.title) == (2, TextStatus.DRAFT, old.title)
    with pytest.raises(Refusal, match="al een nieuwe versie van dit model in de maak"):
        templates.new_version(template=old.template)
    templates.throw_away(version=new)
    assert list(old.template.versions.all()) == [old]


def test_an_empty_template_goes_with_its_only_concept(cast: Cast) -> None:
    version = make_template()
    templates.throw_away(version=version)
    assert not AgreementTemplate.objects.filter(pk=version.template_id).exists()


def test_only_a_concept_changes(cast: Cast) -> None:
    version = make_template(make_published(cast.bureau))
    reviewing.submit(version=version)
    spot = version.clauses.get()
    for act in (
        lambda: templates.place(version=version, text=make_clause(cast.bureau), condition="always"),
        lambda: templates.remove(place=spot),
        lambda: templates.move(place=spot, by=1),
        lambda: templates.set_condition(place=spot, condition="minors"),
        lambda: templates.renew(place=spot),
        lambda: templates.throw_away(version=version),
    ):
        with pytest.raises(Refusal, match=r"concept .*(bij juridische controle)"):
            act()


def test_a_proof_is_needed_or_wanted(cast: Cast) -> None:
    version = make_template()
    with pytest.raises(Refusal, match="niet allebei") as caught:
        templates.change(
            version=version,
            title="T",
            preamble="",
            model_agreement=None,
            required_proofs=["vog"],
            advised_proofs=["vog"],
        )
    assert caught.value.field == "advised_proofs"


def test_considerations_use_known_words(cast: Cast) -> None:
    values = {"title": "T", "model_agreement": None, "required_proofs": [], "advised_proofs": []}
    with pytest.raises(Refusal, match=r"\{loon\} kennen we niet") as caught:
        templates.change(version=make_template(), preamble="Het {loon}.", **values)
    assert caught.value.field == "preamble"
