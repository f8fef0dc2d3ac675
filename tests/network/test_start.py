"""The doors of the house: who lands where."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from network.enums import PartnerKind
from network.models import Membership, Partner, Registration, User
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_panels(settings: Settings) -> None:
    """What the apps show on these pages is tested there."""
    settings.START_PANELS = settings.MIJN_PANELS = settings.FRONT_PANELS = []


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_front_is_for_everybody(client: Client) -> None:
    assert client.get("/").status_code == 200


def test_start_sends_colleagues_to_werk_and_partners_to_mijn(cast: Cast) -> None:
    assert logged_in(cast.bureau).get("/start/").url == "/werk/"
    assert logged_in(cast.reception).get("/start/").url == "/werk/"
    assert logged_in(cast.bilal).get("/start/").url == "/mijn/"


def test_start_asks_visitors_to_log_in(client: Client) -> None:
    assert client.get("/start/").url == "/account/login/?next=/start/"


def test_start_tells_who_waits_that_he_waits(cast: Cast) -> None:
    Registration.objects.create(user=cast.stranger, message="Ik geef gitaarles.")
    page = logged_in(cast.stranger).get("/start/")
    assert page.status_code == 200
    assert "Je aanmelding is binnen" in page.text
    assert "Ik geef gitaarles." in page.text


def test_start_explains_who_has_no_rights(cast: Cast) -> None:
    page = logged_in(cast.stranger).get("/start/")
    assert page.status_code == 200
    assert "Je hebt nog geen toegang" in page.text


def test_werk_is_for_colleagues_and_hidden_from_others(cast: Cast) -> None:
    assert logged_in(cast.expert).get("/werk/").status_code == 200
    assert logged_in(cast.bilal).get("/werk/").status_code == 404
    assert logged_in(cast.stranger).get("/werk/").status_code == 404


def test_mijn_is_for_partners(cast: Cast) -> None:
    assert logged_in(cast.bilal).get("/mijn/").status_code == 200
    assert logged_in(cast.stranger).get("/mijn/").status_code == 404
    assert logged_in(cast.bureau).get("/mijn/").status_code == 403


def test_search_answers_a_page_and_a_listbox(cast: Cast) -> None:
    client = logged_in(cast.bureau)
    page = client.get(reverse("network:search"), {"q": "zzzzqqq"})
    assert "Niets gevonden" in page.text
    assert "<html" in page.text
    fragment = client.get(reverse("network:search"), {"q": "zzzzqqq"}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert fragment.headers["Vary"].count("HX-Request") == 1


@pytest.mark.parametrize(
    "query", ["", "a", "\x00\x00", "x" * 5000, "💧", "<script>alert(1)</script>", "\u202eabc", "'\";--", "%_%"]
)
def test_search_survives_anything(cast: Cast, query: str) -> None:
    page = logged_in(cast.bureau).get(reverse("network:search"), {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_search_is_hidden_from_partners(cast: Cast) -> None:
    assert logged_in(cast.bilal).get(reverse("network:search"), {"q": "school"}).status_code == 404


def test_gallery_is_for_admins_and_on_machines_of_developers(cast: Cast, settings: Settings) -> None:
    settings.DEBUG = False
    assert logged_in(cast.bureau).get("/werk/bouwstenen/").status_code == 403
    assert logged_in(cast.bilal).get("/werk/bouwstenen/").status_code == 404
    assert logged_in(cast.admin).get("/werk/bouwstenen/").status_code == 200
    settings.DEBUG = True
    assert logged_in(cast.bureau).get("/werk/bouwstenen/").status_code == 200


@pytest.fixture
def choir(cast: Cast) -> Partner:
    """A second partner for whom Bilal speaks."""
    partner = Partner.objects.create(
        kind=PartnerKind.ORGANISATION, name="Zaans Koor", sort_name="Zaans Koor", search_text="zaans koor"
    )
    Membership.objects.create(user=cast.bilal, partner=partner, started_on="2020-01-01")
    return partner


def test_who_speaks_for_more_partners_chooses_one(cast: Cast, choir: Partner) -> None:
    client = logged_in(cast.bilal)
    assert client.get("/mijn/").context["partner"] == cast.bilal_partner
    answer = client.post(reverse("network:act-for"), {"partner": choir.pk})
    assert answer.status_code == 303
    assert answer.url == "/mijn/"
    assert client.get("/mijn/").context["partner"] == choir


def test_nobody_speaks_for_a_partner_of_another(cast: Cast) -> None:
    other = Partner.objects.create(kind=PartnerKind.ORGANISATION, name="Ander", sort_name="Ander", search_text="ander")
    client = logged_in(cast.bilal)
    assert client.post(reverse("network:act-for"), {"partner": other.pk}).status_code == 409
    assert client.get("/mijn/").context["partner"] == cast.bilal_partner


def test_choice_of_partner_does_not_lead_outside(cast: Cast, choir: Partner) -> None:
    answer = logged_in(cast.bilal).post(
        reverse("network:act-for"), {"partner": choir.pk, "next": "https://elders.example/"}
    )
    assert answer.url == "/mijn/"


def test_choice_of_partner_is_a_post(cast: Cast) -> None:
    assert logged_in(cast.bilal).get(reverse("network:act-for")).status_code == 405
