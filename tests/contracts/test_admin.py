"""What the admin of contracts leaves to the domain."""

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from contracts.enums import TemplateStatus
from contracts.models import TemplateVersion
from tests.cast import Cast
from tests.factories.contracts import make_house


@pytest.fixture
def as_admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin)
    return client


def test_a_version_is_not_published_in_the_admin(as_admin: Client) -> None:
    make_house()
    template = TemplateVersion.objects.get().template
    draft = TemplateVersion.objects.create(template=template, version=2, title="Nieuw", preamble="Oud")
    form = {
        "template": template.pk,
        "version": 2,
        "title": "Nieuw",
        "preamble": "Anders",
        "status": TemplateStatus.PUBLISHED,
        "published_at_0": "2026-11-23",
        "published_at_1": "12:00:00",
        "articles-TOTAL_FORMS": 0,
        "articles-INITIAL_FORMS": 0,
    }
    response = as_admin.post(reverse("admin:contracts_templateversion_change", args=[draft.pk]), form)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.preamble, draft.status, draft.published_at) == ("Anders", TemplateStatus.DRAFT, None)


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
