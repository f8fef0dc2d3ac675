"""Who may open what of the rooms (docs/adr/0006-access.md): every address as every kind of user, and no name of others to a partner."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.bookings.access_scene import HIDDEN, OTHER_NAME, Scene
from tests.cast import Cast
from tests.house.addresses import Address, own
from tests.network.test_access_matrix import VISITORS, Visitor
from tests.pages.test_every_page import takes_only_post

pytestmark = pytest.mark.django_db

# A letter per role: beheer, projectbureau, expert, financiën, marketing, receptie; `p` is a partner, `s` has no rights, `v` a visitor.
ALL, BOOKS, BUREAU, BOARD, ASKS, OWN, EVERYBODY = "APEFMR", "APER", "AP", "APEFMRp", "APERp", "Ap", "APEFMRpsv"
MATRIX = {
    "board": BOARD,
    "room": BOARD,
    "room-calendar": EVERYBODY,
    "finder": ASKS,
    "series-add": ASKS,
    "series": BOARD,
    "series-change": BOOKS,
    "series-cancel": BOOKS,
    "series-calendar": BOARD,
    "add-back": ASKS,
    "holiday-changes": BOOKS,
    "booking-add": BOOKS,
    "booking-check": BOOKS,
    "requests": BUREAU,
    "requests-decide": BUREAU,
    "requests-outcome": BUREAU,
    "swap-decide": BUREAU,
    "booking": BOARD,
    "booking-move": BOOKS,
    "booking-cancel": BOOKS,
    "booking-restore": BOOKS,
    "booking-calendar": BOARD,
    "board-move": BOOKS,
    "attend": BOOKS,
    "day-sheets": ALL,
    "day-sheet": ALL,
    "day-sheet-mail": BOOKS,
    "incidents": ALL,
    "incident-add": BOOKS,
    "closures": BOOKS,
    "closure-add": BUREAU,
    "closure": BOOKS,
    "closure-lift": BUREAU,
    "displays": BUREAU,
    "display-code": BUREAU,
    "display-revoke": BUREAU,
    "display-renew": BUREAU,
    "display": EVERYBODY,
    "room-sets": BOARD,
    "room-set-keep": BOARD,
    "room-set": BOARD,
    "room-set-forget": BOARD,
    "figures": ALL,
    "booking-price": BOOKS,
    "price-lists": ALL,
    "price-list": ALL,
    "price-list-trial": ALL,
    "price-list-add": BUREAU,
    "price-list-edit": BUREAU,
    "price-list-publish": BUREAU,
    "price-list-forget": BUREAU,
    "price-line-add": BUREAU,
    "price-line": BUREAU,
    "bookings-import": BUREAU,
    "bookings-import-rows": BUREAU,
    "my-bookings": OWN,
    "my-season": OWN,
    "my-past": OWN,
    "my-cancel": OWN,
    "my-add-back": OWN,
    "my-book": OWN,
    "my-book-check": OWN,
    "my-feed": OWN,
    "swap-add": OWN,
    "swap-withdraw": OWN,
    "personal-calendar": EVERYBODY,
}


def addresses() -> list[Address]:
    return [address for address in own() if address.name.startswith("bookings:")]


@pytest.mark.parametrize("letter", VISITORS)
def test_every_address_is_open_to_whom_the_matrix_says(letter: str, cast: Cast) -> None:
    scene, visitor = Scene(cast), Visitor(letter, cast)
    if visitor.user:
        scene.belong_to(visitor.user)
    faults = []
    for address in addresses():
        answer = visitor.answer(address, scene.arguments(address))
        allowed = letter in MATRIX[address.name.removeprefix("bookings:")]
        if visitor.is_let_in(answer) != allowed or (not allowed and answer.status_code != visitor.refusal):
            faults.append(f"{address.name}: {answer.status_code}, should be {'open' if allowed else visitor.refusal}")
    assert faults == []


def test_every_address_is_in_the_matrix_and_exists() -> None:
    assert {address.name.removeprefix("bookings:") for address in addresses()} == set(MATRIX)


# Where the address says what is shown.
PLACES_TO_ASK = {"board", "room", "finder", "my-book-check", "my-season"}


def readings(visitor: Visitor, scene: Scene) -> Iterator[tuple[str, str]]:
    """All that somebody can read of the rooms: pages, fragments, feeds, on the day of the booking of somebody else."""
    day = f"?dag={scene.soon:%Y-%m-%d}"
    for address in addresses():
        if takes_only_post(address.view):
            continue
        path = reverse(address.name, kwargs=scene.arguments(address))
        for query in (
            "",
            day,
            f"{day}&beeld=week",
            f"{day}&weergave=lijst",
            f"{day}&ruimte=studio-1&van=14:00&tot=16:00",
        ):
            for how in ({}, {"headers": {"HX-Request": "true"}}):
                with transaction.atomic():
                    answer = visitor.client.get(path + query, **how)
                    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                    transaction.set_rollback(True)
                yield f"{address.name}{query}", body.decode("utf-8", errors="replace")


@pytest.mark.parametrize("letter", ["p", "s", "v"])
def test_partners_and_visitors_learn_nothing_of_others(letter: str, cast: Cast) -> None:
    scene = Scene(cast)
    leaks = {where for where, text in readings(Visitor(letter, cast), scene) if any(word in text for word in HIDDEN)}
    assert leaks == set()


def test_colleagues_do_see_the_name(cast: Cast) -> None:
    """Else the test above would find nothing anywhere."""
    scene = Scene(cast)
    assert any(OTHER_NAME in text for _, text in readings(Visitor("P", cast), scene))


def test_the_keys_of_others_open_nothing(cast: Cast) -> None:
    """Bilal with the number of somebody else's booking: there is no such thing."""
    scene = Scene(cast)
    client = Client()
    client.force_login(cast.bilal)
    names = ["booking", "booking-calendar", "my-cancel", "my-add-back", "swap-add", "add-back"]
    found = {}
    for name in names:
        path = reverse(f"bookings:{name}", args=[scene.other.pk])
        ask = client.post if name in ("add-back", "my-add-back") else client.get
        found[name] = ask(path).status_code
    assert found == dict.fromkeys(names, 404)
