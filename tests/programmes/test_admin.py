"""Beheer looks at what the domain writes, and changes the rest."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from programmes.models import Course, Delivery, DeliveryGroup
from tests.cast import Cast


@pytest.mark.parametrize("model", [Delivery, DeliveryGroup])
def test_planning_is_only_looked_at(model: type[Delivery | DeliveryGroup], cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.user = cast.admin
    assert admin.site.get_model_admin(model).get_model_perms(request) == {
        "add": False,
        "change": False,
        "delete": False,
        "view": True,
    }


def test_a_course_is_published_by_its_own_flow_only(cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.user = cast.admin
    fields = set(admin.site.get_model_admin(Course).get_form(request).base_fields)
    written_by_the_domain = {"status", "submitted_at", "submitted_by", "published_at", "published_by", "search_text"}
    assert fields & written_by_the_domain == set()
    assert "title" in fields
