"""The Django admin: every model of the house is there and its pages open."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.crawl import enter
from tests.house.source import APPS

HOUSE_MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]


@pytest.fixture(scope="module")
def beheer(demo_world: None) -> Client:
    return enter("beheer")


def page(model: type[models.Model], action: str, *arguments: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=arguments)


INLINE = {inline.model for site_admin in admin.site._registry.values() for inline in site_admin.inlines}
REGISTERED = [model for model in HOUSE_MODELS if admin.site.is_registered(model)]


def test_every_model_is_in_the_admin() -> None:
    """With a page of its own, or as rows on the page of what it belongs to."""
    assert [model._meta.label for model in HOUSE_MODELS if model not in INLINE and model not in REGISTERED] == []


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_admin_pages_open(model: type[models.Model], beheer: Client) -> None:
    """List with search, adding (or a refusal where rows are only made by the domain), and one row."""
    assert beheer.get(page(model, "changelist")).status_code == 200
    if admin.site.get_model_admin(model).search_fields:
        assert beheer.get(page(model, "changelist"), {"q": "studio é'%_"}).status_code == 200
    assert beheer.get(page(model, "add")).status_code in {200, 403}
    row = model._default_manager.first()
    if row is not None:
        assert beheer.get(page(model, "change", row.pk)).status_code == 200
        assert beheer.get(page(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", HOUSE_MODELS, ids=lambda model: model._meta.label)
def test_the_demo_world_has_every_model(model: type[models.Model], demo_world: None) -> None:
    """A model without a row in the demo world is a page that nobody has seen filled."""
    assert model._default_manager.exists()


def test_the_index_opens_for_beheer_only(beheer: Client) -> None:
    index = reverse("admin:index")
    assert beheer.get(index).status_code == 200
    answers = {visitor: enter(visitor).get(index).status_code for visitor in ("bureau", "bilal", "carla", None)}
    assert answers == {"bureau": 403, "bilal": 404, "carla": 404, None: 302}


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_admin_lists_ask_a_bounded_number_of_questions(model: type[models.Model], beheer: Client) -> None:
    """No list asks the database something per row: the second half of the rows costs nothing extra."""
    with CaptureQueriesContext(connection) as asked:
        beheer.get(page(model, "changelist"))
    assert len(asked) <= 16, [query["sql"][:120] for query in asked]
