"""How a person is addressed; the examples of the register itself are in tests/conformance."""

import pytest
from django.test import Client

from network.domain.salutations import (
    NameUse,
    PersonName,
    Spouse,
    Surname,
    address_line,
    address_line_of,
    envelope_name,
    form_of_address,
    initials_of,
    name_of,
    running_text,
    salutation,
    salutation_of,
    written_initials,
)
from network.enums import Gender
from network.models import Partner
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person

BERG = Surname(infix="van den", family_name="Berg")
AEDEL = Surname(infix="van den", family_name="Aedel")


def somebody(**parts: object) -> Partner:
    return Partner(**{"kind": "person", "given_name": "Jo Rene", "infix": "van den", "family_name": "Berg", **parts})


@pytest.mark.parametrize(
    ("gender", "opening", "line", "sentence"),
    [
        ("woman", "Geachte mevrouw Van den Berg", "mevrouw J.R. van den Berg", "mevrouw Van den Berg"),
        ("man", "Geachte heer Van den Berg", "de heer J.R. van den Berg", "de heer Van den Berg"),
        ("unknown", "Geachte J.R. van den Berg", "J.R. van den Berg", "J.R. van den Berg"),
    ],
)
def test_partner_is_addressed_as_he_wants(gender: str, opening: str, line: str, sentence: str) -> None:
    partner = somebody(gender=gender)
    answers = (salutation_of(partner), address_line_of(partner), running_text(name_of(partner)))
    assert answers == (opening, line, sentence)


def test_partner_without_first_name_and_gender_gets_his_family_name() -> None:
    partner = somebody(given_name="", infix="in 't", family_name="Veld")
    assert (salutation_of(partner), address_line_of(partner)) == ("Geachte In 't Veld", "In 't Veld")


def test_organisation_is_addressed_without_a_name() -> None:
    koor = Partner(kind="organisation", name="Koor De Stroom")
    assert (salutation_of(koor), address_line_of(koor)) == ("Geachte heer of mevrouw", "Koor De Stroom")


def test_typed_initials_go_before_the_given_name() -> None:
    assert address_line_of(somebody(initials="th m", gender="man")) == "de heer Th.M. van den Berg"


@pytest.mark.parametrize(
    ("given_names", "initials"),
    [
        ("Henk", "H."),
        ("Johan Frank Robert", "J.F.R."),
        ("Theo Philip IJsbrand", "T.P.I."),
        ("Anne-Fleur Belle", "A.B."),
        ("Anna Özil", "A.Ö."),
        ("Elise Q", "E.Q"),
        ("", ""),
    ],
)
def test_initials_from_given_names(given_names: str, initials: str) -> None:
    assert initials_of(given_names) == initials


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("jr", "J.R."),
        ("JR", "J.R."),
        ("J R", "J.R."),
        ("J.R", "J.R."),
        ("Th.M.", "Th.M."),
        ("th m", "Th.M."),
        ("Ö.", "Ö."),
        ("12", ""),
    ],
)
def test_initials_as_typed(typed: str, written: str) -> None:
    assert written_initials(typed) == written


@pytest.mark.parametrize(
    ("title", "gender", "opening", "written"),
    [
        ("graaf", "man", "Hooggeboren heer", "P. graaf van den Aedel"),
        ("gravin", "man", "Hooggeboren heer", "P. graaf van den Aedel"),
        ("ridder", "man", "Hoogwelgeboren heer", "P. ridder van den Aedel"),
        ("ridder", "woman", "Hoogwelgeboren vrouwe", "P. van den Aedel"),
        ("jonkheer", "woman", "Hoogwelgeboren vrouwe", "Jonkvrouw P. van den Aedel"),
        ("jonkheer", "man", "Hoogwelgeboren heer", "Jonkheer P. van den Aedel"),
        ("prins", "unknown", "Hoogheid", "P. van den Aedel"),
        ("baron", "unknown", "Geachte P. van den Aedel", "P. van den Aedel"),
    ],
)
def test_own_title(title: str, gender: str, opening: str, written: str) -> None:
    own = Surname(infix="van den", family_name="Aedel", title=title)
    name = PersonName(own=own, given_names="Pieter", gender=gender)
    assert (salutation(name), envelope_name(name)) == (opening, written)


def test_title_stands_in_for_mevrouw() -> None:
    name = PersonName(
        own=Surname(infix="de", family_name="Boer"),
        given_names="Anne",
        gender=Gender.WOMAN,
        name_use=NameUse.PARTNER,
        spouses=(Spouse(infix="van den", family_name="Aedel", title="baron"),),
    )
    assert running_text(name) == "barones Van den Aedel"
    assert address_line(name) == "A. barones van den Aedel"
    assert form_of_address(name) == "De hoogwelgeboren vrouwe"


@pytest.mark.parametrize(
    ("is_former", "use", "opening"),
    [
        (True, NameUse.OWN, "Hoogwelgeboren vrouwe"),
        (True, NameUse.OWN_PARTNER, "Geachte mevrouw Van den Aedel-de Boer"),
        (False, NameUse.OWN, "Geachte mevrouw Van den Aedel"),
    ],
)
def test_jonkvrouw_keeps_her_predicate_by_her_own_name(is_former: bool, use: str, opening: str) -> None:
    boer = Spouse(infix="de", family_name="Boer", is_former=is_former)
    own = Surname(infix="van den", family_name="Aedel", title="jonkvrouw")
    name = PersonName(own=own, given_names="Anne", gender=Gender.WOMAN, name_use=use, spouses=(boer,))
    assert salutation(name) == opening


@pytest.mark.parametrize("answer", [salutation, envelope_name, address_line, running_text])
def test_unknown_name_gives_nothing(answer: object) -> None:
    name = PersonName(own=Surname(family_name="."), gender=Gender.WOMAN)
    assert answer(name) == ""  # type: ignore[operator]  # one of the functions above


@pytest.mark.django_db
def test_the_page_of_a_person_says_how_to_open_a_letter(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.bureau)
    sanne = make_person("Sanne", "Berg", infix="van den")
    Partner.objects.filter(pk=sanne.pk).update(gender=Gender.WOMAN)
    assert "Geachte mevrouw Van den Berg" in client.get(sanne.get_absolute_url()).text
    assert "Geachte" not in client.get(make_organisation("Koor").get_absolute_url()).text
