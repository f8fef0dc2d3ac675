"""`manage.py demo`: an invented but believable world to try FluXus with."""

import time
from argparse import ArgumentParser
from random import Random
from typing import Any, get_args

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from fluxus.demo import PASSWORD, Size, World
from network.models import User

SIZES = get_args(Size.__value__)
ACCOUNTS = (
    ("beheer", "beheer"),
    ("bureau", "projectbureau"),
    ("expert", "cultuurexpert"),
    ("financien", "financiën"),
    ("marketing", "marketing en communicatie"),
    ("receptie", "receptie"),
    ("bilal", "cultuurmaker, docent"),
    ("koor", "amateurvereniging"),
    ("school", "contactpersoon van een basisschool"),
    ("carla", "nergens rechten"),
)


class Command(BaseCommand):
    """Runs the demo builders of all apps, lowest first; a world that fails halfway leaves nothing behind."""

    help = "Vult een lege database met een demowereld."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", default="house", help="hoe groot: small, house of decade (tien jaar boekingen)")
        parser.add_argument("--seed", type=int, default=2026, help="dezelfde seed geeft dezelfde wereld")
        parser.add_argument("--if-empty", action="store_true", help="doe niets als er al gebruikers zijn")

    def handle(self, *args: Any, size: str, seed: int, if_empty: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demogegevens kunnen alleen met DEBUG=1: de wachtwoorden zijn openbaar.")
        if size not in SIZES:
            raise CommandError(f"De grootte '{size}' bestaat niet. Kies uit: {', '.join(SIZES)}.")
        if User.objects.exists():
            if if_empty:
                return
            raise CommandError("De database heeft al gebruikers. Een demowereld kan alleen in een lege database.")
        chance = Random(seed)  # noqa: S311  # invented data, repeatable on purpose
        with transaction.atomic():
            self.build(World(size=size, random=chance, today=timezone.localdate()))
        if options["verbosity"]:  # `make run` shows them itself, every time
            self.stdout.write(table())

    def build(self, world: World) -> None:
        """Run each builder and say how long it took."""
        self.stdout.write(f"Demowereld '{world.size}' voor {world.today:%d-%m-%Y}")
        for path in settings.DEMO_BUILDERS:
            began = time.monotonic()
            with transaction.atomic():
                import_string(path)(world)
            self.stdout.write(f"  {path.split('.')[0]:<12}{time.monotonic() - began:6.1f} s")
            self.stdout.flush()


def table() -> str:
    """The accounts to log in with."""
    lines = [f"  {name + '@fluxus.test':<24}{what}" for name, what in ACCOUNTS]
    return "\n".join([f"Log in met wachtwoord {PASSWORD} als:", *lines])
