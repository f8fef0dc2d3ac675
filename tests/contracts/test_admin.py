"""What the admin of contracts leaves to the domain."""

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from contracts.models import Clause, TemplateVersion
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.texts import lock_words, make_clause, make_model_agreement


@pytest.fixture
def as_admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin)
    return client


def test_a_version_is_not_published_in_the_admin(as_admin: Client) -> None:
    draft = TemplateVersion.objects.create(
        template=TemplateVersion.objects.latest("pk").template, version=9, title="Nieuw"
    )
    form = {"title": "Anders", "status": "published"}
    assert as_admin.post(reverse("admin:contracts_templateversion_change", args=[draft.pk]), form).status_code == 403
    draft.refresh_from_db()
    assert (draft.title, draft.status, draft.published_at) == ("Nieuw", "draft", None)


def test_the_text_of_a_clause_is_not_written_in_the_admin(as_admin: Client, cast: Cast) -> None:
    version = make_clause(cast.bureau)
    assert as_admin.post(reverse("admin:contracts_clauseversion_change", args=[version.pk]), {}).status_code == 403
    page = reverse("admin:contracts_clause_change", args=[version.clause_id])
    form = {"name": "Nieuwe naam", "kind": "annex", "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    assert as_admin.post(page, form).status_code == 302
    clause = Clause.objects.get(pk=version.clause_id)
    assert (clause.name, clause.kind) == ("Nieuwe naam", "article")


def test_a_model_agreement_with_locked_words_only_gets_a_longer_term(as_admin: Client, cast: Cast) -> None:
    model = make_model_agreement()
    lock_words(make_clause(cast.bureau), model)
    page = reverse("admin:contracts_modelagreement_change", args=[model.pk])
    form = {"name": "Iets anders", "reference": "X", "ends_on": "2031-12-31", "source_url": ""}
    assert as_admin.post(page, form).status_code == 302
    old, reference = model.name, model.reference
    model.refresh_from_db()
    assert (model.name, model.reference, model.ends_on.year) == (old, reference, 2031)
    assert as_admin.post(reverse("admin:contracts_modelagreement_delete", args=[model.pk])).status_code == 403


@pytest.mark.parametrize(
    ("written", "status", "kept"),
    [
        ("nl91 abna 0417 1643 00", 302, "NL91ABNA0417164300"),
        ("NL91ABNA0417164301", 200, "NL49FLXS0148150600"),
    ],
)
def test_the_iban_of_the_house_is_checked(as_admin: Client, written: str, status: int, kept: str) -> None:
    house = make_house()
    form = {key: value for key, value in model_to_dict(house).items() if key != "id"} | {"iban": written}
    response = as_admin.post(reverse("admin:contracts_house_change", args=[house.pk]), form)
    assert response.status_code == status
    house.refresh_from_db()
    assert house.iban == kept
