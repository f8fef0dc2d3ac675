"""Pages for when something is wrong: in the house look, in Dutch, with a way out."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.views.defaults import server_error

from fluxus.errors import Refusal
from tests.cast import Cast


@pytest.mark.django_db
def test_page_not_found_offers_a_way_out(client: Client) -> None:
    response = client.get("/bestaat-niet/")
    assert response.status_code == 404
    assert "Deze pagina is er niet" in response.content.decode()
    assert "Naar de startpagina" in response.content.decode()


@pytest.mark.django_db
def test_page_not_found_keeps_the_navigation_of_a_colleague(client: Client, cast: Cast) -> None:
    client.force_login(cast.bureau)
    assert 'aria-label="Hoofdmenu"' in client.get("/bestaat-niet/").content.decode()


def test_server_error_needs_no_request_and_no_database() -> None:
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Er ging iets mis bij ons" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409"])
def test_error_page_stands_without_a_request(name: str) -> None:
    html = render_to_string(f"{name}.html", {"sentence": "Studio 1 is <dan> bezet."})
    assert html.count("<h1") == 1
    assert "<dan>" not in html


@pytest.mark.django_db
def test_refusal_shows_its_sentence() -> None:
    refusal = Refusal("Studio 1 is dan bezet.")
    assert "Studio 1 is dan bezet." in render_to_string("409.html", {"sentence": refusal.sentence})


@pytest.mark.django_db
def test_form_without_token_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@fluxus.test"})
    assert response.status_code == 403
    assert "Deze pagina stond te lang open" in response.content.decode()


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["fluxus.test"])
def test_strange_host_gets_the_house_page(client: Client) -> None:
    response = client.get("/", headers={"host": "elders.test"})
    assert response.status_code == 400
    assert "Dit verzoek begrijpen we niet" in response.content.decode()
