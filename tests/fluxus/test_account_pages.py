"""The pages and letters of allauth: all in the house look and in Dutch."""

import re
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from tests.cast import Cast

ENGLISH = re.compile(
    r"\b(the|your|you|and|password|sign|please|email address|verification|security key|authenticator code|submit)\b",
    re.IGNORECASE,
)
DOORS = ["login/", "signup/", "password/reset/", "password/reset/done/", "login/code/", "inactive/"]
ROOMS = ["email/", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "logout/"]
LETTERS = Path(settings.BASE_DIR / "templates")


def words(html: str) -> str:
    """What can be read on the page."""
    return re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)


def told(html: str) -> list[str]:
    """English words on a page."""
    return ENGLISH.findall(words(html))


@pytest.mark.django_db
@pytest.mark.parametrize("path", DOORS)
def test_door_speaks_dutch(client: Client, path: str) -> None:
    html = client.get(f"/account/{path}").content.decode()
    assert html.count("<h1") == 1
    assert 'class="site-header"' in html
    assert told(html) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ROOMS)
def test_room_speaks_dutch(client: Client, cast: Cast, path: str) -> None:
    client.post("/account/login/", {"login": cast.bilal.email, "password": "fluxus-demo"})
    html = client.get(f"/account/{path}", follow=True).content.decode()
    assert html.count("<h1") == 1
    assert told(html) == []


@pytest.mark.django_db
def test_wrong_password_is_told_in_dutch_and_keeps_the_address(client: Client, cast: Cast) -> None:
    html = client.post("/account/login/", {"login": cast.bilal.email, "password": "mis"}).content.decode()
    assert "data-focus" in html
    assert f'value="{cast.bilal.email}"' in html
    assert told(html) == []


@pytest.mark.django_db
def test_password_rules_are_told_informally(client: Client) -> None:
    html = client.get("/account/signup/").content.decode()
    assert "Minstens 10 tekens." in html
    assert re.findall(r"\b[Uu]w?\b", words(html)) == []


@pytest.mark.parametrize(
    "letter", sorted(str(path.relative_to(LETTERS)) for path in LETTERS.glob("*/email/*_message.txt"))
)
def test_letter_speaks_dutch_and_is_plain(letter: str) -> None:
    text = render_to_string(
        letter, {"code": "ABC-DEF", "email": "a@fluxus.test", "timestamp": timezone.now(), "ip": "::1"}
    )
    assert text.startswith("Hallo,")
    assert "FluXus" in text
    assert ENGLISH.findall(text) == []
    assert re.findall(r"<\w+", text) == []


@pytest.mark.parametrize(
    "letter", sorted(path.name for path in LETTERS.glob("account/email/*_message.txt") if "base_" not in path.name)
)
def test_letter_has_a_subject(letter: str) -> None:
    subject = render_to_string(f"account/email/{letter.replace('_message', '_subject')}")
    assert len(subject.split("\n")) == 2
    assert ENGLISH.findall(subject) == []


@pytest.mark.django_db
def test_second_step_asks_for_the_code_of_the_app(client: Client, cast: Cast) -> None:
    Authenticator.objects.create(
        user=cast.bilal, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt("A" * 32)}
    )
    page = client.post("/account/login/", {"login": cast.bilal.email, "password": "fluxus-demo"}, follow=True)
    html = page.content.decode()
    assert "Code uit de app" in html
    assert told(html) == []
