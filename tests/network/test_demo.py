"""`manage.py demo`: only where it can do no harm."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from fluxus.demo import World
from network.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db
seen: list[Any] = []


def first(world: World) -> None:
    seen.append((world.size, world.random.random()))
    world.shared["bureau"] = User.objects.create_user("bureau@fluxus.test", name="Bureau")


def second(world: World) -> None:
    seen.append(world.shared["bureau"].email)


def broken(world: World) -> None:
    raise ValueError("kapot")


def demo(*options: str) -> str:
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def small_world(settings: Settings) -> None:
    seen.clear()
    settings.DEBUG = True
    settings.DEMO_BUILDERS = [f"{__name__}.first", f"{__name__}.second"]


def test_builders_run_in_order_and_accounts_are_listed() -> None:
    said = demo("--size", "small")
    assert seen[0][0] == "small"
    assert seen[1] == "bureau@fluxus.test"
    assert "wachtwoord fluxus-demo" in said
    assert said.count("@fluxus.test") == 10


def test_same_seed_same_world() -> None:
    demo("--seed", "7")
    User.objects.all().delete()
    demo("--seed", "7")
    User.objects.all().delete()
    demo()
    assert seen[0] == seen[2] != seen[4]


def test_refuses_outside_debug(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="alleen met DEBUG=1"):
        demo()


def test_refuses_a_database_with_users(cast: Cast) -> None:
    with pytest.raises(CommandError, match="heeft al gebruikers"):
        demo()
    assert demo("--if-empty") == ""
    assert seen == []


def test_if_empty_fills_an_empty_database() -> None:
    assert "bureau@fluxus.test" in demo("--if-empty", "--size", "small")


def test_unknown_size_names_the_known_ones() -> None:
    with pytest.raises(CommandError, match=r"'century' bestaat niet\. Kies uit: small, house, decade"):
        demo("--size", "century")


def test_world_that_fails_halfway_leaves_nothing(settings: Settings) -> None:
    settings.DEMO_BUILDERS = [f"{__name__}.first", f"{__name__}.broken"]
    with pytest.raises(ValueError, match="kapot"):
        demo()
    assert not User.objects.exists()
