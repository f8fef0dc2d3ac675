"""The pages of clauses and templates."""

import io

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.domain.texts import library, reviewing, templates
from contracts.domain.texts.editions import RENTAL, current
from contracts.enums import TextStatus
from contracts.models import Clause, ClauseVersion, TemplateVersion
from tests.cast import Cast
from tests.factories.contracts import make_agreement, make_delivery, make_draft_agreement
from tests.factories.network import make_teacher
from tests.factories.texts import (
    NOW,
    approve,
    lock_words,
    make_clause,
    make_model_agreement,
    make_published,
    make_template,
)

SCRIPT = "<script>alert(1)</script>"


def at(name: str, *arguments: object, **query: object) -> str:
    return reverse(f"contracts:{name}", args=arguments, query=query or None)


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def of(version: ClauseVersion) -> tuple[int, int]:
    return version.clause_id, version.version


def to(version: TemplateVersion) -> tuple[int, int]:
    return version.template_id, version.version


def test_a_clause_is_written_judged_and_published_on_the_screen(as_bureau: Client) -> None:
    text = {
        "name": "Vervoer",
        "kind": "article",
        "heading": "Vervoer",
        "body": "Over {opdracht}.\n\n  Tweede.  ",
        "summary": "",
    }
    assert as_bureau.post(at("clause-new"), text).status_code == 303
    version = ClauseVersion.objects.get(clause__slug="vervoer")
    assert version.body == "Over {opdracht}.\nTweede."
    changed = {
        "heading": "Vervoer",
        "body": "Anders.",
        "summary": "Kort.",
        "model_agreement": "",
        "seen": version.sha256,
    }
    assert as_bureau.post(at("clause-edit", *of(version)), changed).status_code == 303
    as_bureau.post(at("clause-submit", *of(version)))
    judged = {"is_good": "ja", "reviewer": "Mr. A", "note": "Akkoord."}
    assert as_bureau.post(at("clause-judge", *of(version)), judged).status_code == 303
    assert as_bureau.post(at("clause-publish", *of(version))).status_code == 303
    version.refresh_from_db()
    assert (version.status, version.body, version.review_note) == (TextStatus.PUBLISHED, "Anders.", "Akkoord.")
    shown = page(as_bureau, at("clause", version.clause_id))
    assert "Mr. A" in shown
    assert version.sha256 in shown


def test_a_mistake_stands_next_to_its_field_and_nothing_typed_is_lost(as_bureau: Client, cast: Cast) -> None:
    version = make_clause(cast.bureau)
    typed = {"heading": "Mijn kop", "body": "Het {loon}.", "summary": "Mijn woorden", "seen": version.sha256}
    answer = as_bureau.post(at("clause-edit", *of(version)), typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    for words in ("Het woord {loon} kennen we niet.", "Mijn kop", "Mijn woorden", 'id="id_body_error"'):
        assert words in shown


def test_a_stale_tab_changes_nothing(as_bureau: Client, cast: Cast) -> None:
    version = make_clause(cast.bureau)
    typed = {"heading": "K", "body": "Oud tabblad.", "summary": "", "seen": "0" * 64}
    answer = as_bureau.post(at("clause-edit", *of(version)), typed)
    assert answer.status_code == 422
    assert "Iemand anders heeft deze tekst" in answer.content.decode()
    assert ClauseVersion.objects.get(pk=version.pk).body == "Eerste lid."


def test_a_published_text_has_no_page_to_write_on(as_bureau: Client, cast: Cast) -> None:
    version = make_published(cast.bureau)
    assert as_bureau.get(at("clause-edit", *of(version))).status_code == 303
    typed = {"heading": "K", "body": "Toch anders.", "summary": "", "seen": version.sha256}
    answer = as_bureau.post(at("clause-edit", *of(version)), typed)
    assert "Alleen een concept kan veranderen. Deze versie is gepubliceerd." in answer.content.decode()


def test_a_judgement_without_a_reason_is_asked_again(as_bureau: Client, cast: Cast) -> None:
    version = reviewing.submit(version=make_clause(cast.bureau))
    answer = as_bureau.post(at("clause-judge", *of(version)), {"is_good": "nee", "reviewer": "Mr. A", "note": ""})
    assert answer.status_code == 422
    assert "Schrijf op wat er anders moet." in answer.content.decode()


def test_a_text_is_tried_while_it_is_written_and_nothing_is_stored(as_bureau: Client, cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    version = make_clause(cast.bureau)
    typed = {"heading": "Kop", "body": f"Voor {{opdrachtnemer}} {SCRIPT}.\n[travel] Reis.", "doel": "voorbeeld"}
    answer = as_bureau.post(
        at("clause-edit", *of(version)), {**typed, "bij": draft.pk, "seen": version.sha256}, HTTP_HX_REQUEST="true"
    )
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in shown
    assert f"Voor {draft.partner.name} &lt;script&gt;alert(1)&lt;/script&gt;." in shown
    assert "<del>Reis.</del>" in shown
    assert ClauseVersion.objects.get(pk=version.pk).body == "Eerste lid."


def test_without_javascript_the_button_shows_the_example_on_the_page(as_bureau: Client, cast: Cast) -> None:
    make_draft_agreement(cast.bureau)
    answer = as_bureau.post(at("clause-new"), {"heading": "Kop", "body": "Op {eerste_dag}.", "doel": "voorbeeld"})
    assert answer.status_code == 200
    assert "Op 1 december 2026." in answer.content.decode()
    assert not Clause.objects.filter(slug="kop").exists()


def test_differences_are_shown_for_eye_and_ear(as_bureau: Client, cast: Cast) -> None:
    old = make_published(cast.bureau, body="Betalen binnen 30 dagen.")
    new = library.new_version(clause=old.clause, by=cast.bureau)
    values = {"heading": new.heading, "summary": "", "model_agreement": None, "seen": new.sha256}
    library.change(version=new, body="Betalen binnen 14 dagen.", **values)
    shown = page(as_bureau, at("clause-compare", old.clause_id, van="1", tot="2"))
    assert '<del><span class="sr-only">[weg:] </span>30<span class="sr-only"> [einde weg]</span></del>' in shown
    assert '<ins><span class="sr-only">[nieuw:] </span>14<span class="sr-only"> [einde nieuw]</span></ins>' in shown
    assert "is gelijk" in page(as_bureau, at("clause-compare", old.clause_id, van="2", tot="2"))
    assert page(as_bureau, at("clause-compare", old.clause_id, van="x", tot="99"))


def test_the_difference_between_two_editions_names_what_came(as_bureau: Client) -> None:
    shown = page(as_bureau, at("template-compare", current().template_id))
    assert "<h2>Reiskosten</h2>" in shown
    assert "Alleen bij: er is een reiskostenvergoeding." in shown
    assert "<h2>Verhindering</h2>" not in shown


def test_a_template_is_put_together_and_published_on_the_screen(as_bureau: Client, cast: Cast) -> None:
    texts = [make_published(cast.bureau, name=name) for name in ("Een", "Twee")]
    assert as_bureau.post(at("template-new"), {"name": "Eigen model", "kind": "ovo"}).status_code == 303
    version = TemplateVersion.objects.get(title="Eigen model")
    for text in texts:
        as_bureau.post(at("template-place", *to(version)), {"clause_version": text.pk, "condition": "always"})
    first, second = version.clauses.order_by("position")
    as_bureau.post(at("template-arrange", *to(version)), {"plaats": second.pk, "doel": "omhoog"})
    as_bureau.post(
        at("template-arrange", *to(version)), {"plaats": first.pk, "doel": "voorwaarde", "condition": "minors"}
    )
    around = {"title": "Eigen", "preamble": "", "required_proofs": ["vog"], "model_agreement": ""}
    assert as_bureau.post(at("template-edit", *to(version)), around).status_code == 303
    as_bureau.post(at("template-submit", *to(version)))
    as_bureau.post(at("template-judge", *to(version)), {"is_good": "ja", "reviewer": "Mr. A", "note": ""})
    assert as_bureau.post(at("template-publish", *to(version))).status_code == 303
    version.refresh_from_db()
    assert (version.status, version.title, version.required_proofs) == (TextStatus.PUBLISHED, "Eigen", ["vog"])
    assert list(version.clauses.order_by("position").values_list("clause_version__heading", "condition")) == [
        ("Twee", "always"),
        ("Een", "minors"),
    ]


def test_a_missing_locked_clause_is_told_and_not_published(as_bureau: Client, cast: Cast) -> None:
    model = make_model_agreement(name="Sectormodel", reference="VB-9")
    library.publish(
        version=approve(lock_words(make_clause(cast.bureau, name="Gezag"), model), cast.bureau), by=cast.bureau, at=NOW
    )
    version = approve(make_template(make_published(cast.bureau), model=model), cast.bureau)
    assert "De vaste bepaling “Gezag” van Sectormodel (VB-9) ontbreekt." in page(
        as_bureau, at("template-version", *to(version))
    )
    as_bureau.post(at("template-publish", *to(version)))
    assert TemplateVersion.objects.get(pk=version.pk).status == TextStatus.APPROVED


@pytest.mark.parametrize("body", [{}, {"plaats": "x"}, {"plaats": "9" * 30}, {"plaats": "٣"}])
def test_a_place_that_is_not_there_is_not_found(as_bureau: Client, body: dict[str, str]) -> None:
    version = make_template()
    assert as_bureau.post(at("template-arrange", *to(version)), {"doel": "omhoog", **body}).status_code == 404


def test_the_terms_keep_to_the_law(as_bureau: Client) -> None:
    template = current().template
    terms = {
        "days_to_sign": 14,
        "first_reminder_days": 3,
        "reminder_every_days": 7,
        "most_reminders": 2,
        "keep_years": 3,
    }
    assert as_bureau.post(at("template-terms", template.pk), terms).status_code == 422
    assert as_bureau.post(at("template-terms", template.pk), {**terms, "keep_years": 8}).status_code == 303
    template.refresh_from_db()
    assert (template.days_to_sign, template.keep_years) == (14, 8)


def test_a_template_is_read_for_a_real_agreement_and_for_a_partner(as_bureau: Client, cast: Cast) -> None:
    agreement, teacher = make_agreement(cast.bureau), make_teacher("Sanne", "Bos")
    make_delivery(teacher, cast.bureau, title="Klankreis")
    address = at("template-preview", *to(current()))
    assert f"{agreement.partner.name} · {agreement.subject}" in page(as_bureau, f"{address}?bij={agreement.pk}")
    shown = page(as_bureau, f"{address}?partner={teacher.name}")
    assert "Sanne Bos · Wat er met deze partner gepland is · € 125,00" in shown
    assert "Werken met minderjarigen" in shown
    nothing = page(as_bureau, f"{at('template-preview', *to(current(RENTAL)))}?partner={teacher.name}")
    assert "Sanne Bos · Nog niets gepland · € 0,00" in nothing
    assert as_bureau.get(f"{address}?partner=niemand").status_code == 422


def test_the_example_is_a_pdf_that_nobody_keeps(as_bureau: Client, cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    answer = as_bureau.get(f"{at('template-preview-pdf', *to(current()))}?bij={draft.pk}")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    text = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert "VOORBEELD" in text
    assert draft.partner.name in text
    draft.refresh_from_db()
    assert (draft.number, draft.status) == (None, "draft")


def test_there_is_no_example_of_nobody(as_bureau: Client) -> None:
    assert "Nog niets om te tonen" in page(as_bureau, at("template-preview", *to(current())))
    assert as_bureau.get(at("template-preview-pdf", *to(current()))).status_code == 409


def test_a_subject_that_is_thrown_away_leads_to_the_list(as_bureau: Client, cast: Cast) -> None:
    version = make_clause(cast.bureau)
    assert as_bureau.post(at("clause-discard", *of(version)))["Location"] == at("clauses")
    empty = templates.create(name="Leeg", kind="ovo")
    assert as_bureau.post(at("template-discard", *to(empty)))["Location"] == at("templates")


def test_finance_reads_and_does_not_write(cast: Cast) -> None:
    client, version = Client(), make_clause(cast.bureau)
    client.force_login(cast.finance)
    assert "Naar de jurist" not in page(client, at("clause", version.clause_id))
    assert client.post(at("clause-submit", *of(version))).status_code == 403
    assert ClauseVersion.objects.get(pk=version.pk).status == TextStatus.DRAFT


def test_the_library_says_in_which_templates_a_clause_stands(as_bureau: Client, cast: Cast) -> None:
    version = make_clause(cast.bureau)
    template = make_template(version)
    found = {each.pk: each.used_in for each in library.listed()}
    assert found[version.clause_id] == [template.template.name]
    assert template.template.name in page(as_bureau, at("clauses"))


@pytest.mark.parametrize("name", ["clauses", "templates"])
def test_lists_ask_the_same_questions_for_one_and_for_thirty(name: str, as_bureau: Client, cast: Cast) -> None:
    page(as_bureau, at(name))
    with CaptureQueriesContext(connection) as few:
        page(as_bureau, at(name))
    for _ in range(30):
        make_template(make_clause(cast.bureau))
    with CaptureQueriesContext(connection) as many:
        page(as_bureau, at(name))
    assert len(many) == len(few)
