"""Choosing a partner in a form, with and without JavaScript."""

import pytest
from django import forms

from network.forms import PartnerField
from network.models import Partner
from tests.factories.network import make_organisation, make_person

pytestmark = pytest.mark.django_db


def form(typed: str, **options: object) -> forms.Form:
    fields = {"partner": PartnerField(label="Partner", **options)}
    return type("ChoosingForm", (forms.Form,), fields)({"partner": typed})


def test_suggestion_is_taken_by_its_number() -> None:
    make_organisation("Koor")
    other = make_organisation("Koor")
    chosen = form(f"Koor · {other.pk}")
    assert chosen.is_valid()
    assert chosen.cleaned_data["partner"] == other


@pytest.mark.parametrize("typed", ["Sanne van der Berg", "sanne VAN DER berg", "Sanne van der B", "berg"])
def test_name_that_one_partner_has_is_enough(typed: str) -> None:
    partner = make_person("Sanne", "Berg", infix="van der")
    chosen = form(typed)
    assert chosen.is_valid()
    assert chosen.cleaned_data["partner"] == partner


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Koor", "meer partners"),
        ("Niemand", "kennen niemand"),
        ("Koor · 999999999", "kennen niemand"),
        ("😀", "kennen niemand"),
        ("x" * 300, "250"),
        ("", "verplicht"),
        ("a\x00b", "Null"),
    ],
)
def test_what_is_nobody_gets_a_sentence(typed: str, sentence: str) -> None:
    make_organisation("Koor")
    make_organisation("Koor")
    assert sentence.lower() in form(typed).errors["partner"][0].lower()


def test_only_partners_of_the_queryset_may_be_chosen() -> None:
    person, body = make_person("Sanne", "Smit"), make_organisation("Koor")
    people = Partner.objects.filter(kind="person")
    assert form(f"Sanne Smit · {person.pk}", queryset=people).is_valid()
    assert not form(f"Koor · {body.pk}", queryset=people).is_valid()


def test_optional_choice_may_stay_empty() -> None:
    chosen = form("", required=False)
    assert chosen.is_valid()
    assert chosen.cleaned_data["partner"] is None


def test_chosen_partner_is_shown_again() -> None:
    partner = make_organisation("Koor")
    shape = type("ChoosingForm", (forms.Form,), {"partner": PartnerField(roles=["teacher"])})
    for initial in (partner, partner.pk):
        html = str(shape(initial={"partner": initial})["partner"])
        assert f'value="Koor · {partner.pk}"' in html
        assert "/netwerk/partners/opties/?field=partner&amp;role=teacher" in html
    assert not shape({"partner": f"Koor · {partner.pk}"}, initial={"partner": partner}).has_changed()
