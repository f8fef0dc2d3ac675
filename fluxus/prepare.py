"""What `make run` does before it serves: migrate, and load the demo world into an empty development database."""

import os

import django
from django.conf import settings
from django.core.management import call_command

DEMO_SIZE = "house"


def main() -> None:
    """Bring the database up to date; safe to repeat."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fluxus.settings")
    django.setup()
    from fluxus.health import pending_migrations

    if pending_migrations():
        print("· Bringing the database up to date", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    if settings.DEBUG and is_empty():
        print("· The database is empty: loading the demo world, about a minute", flush=True)
        call_command("demo", size=DEMO_SIZE, verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def is_empty() -> bool:
    """Tell whether nobody has an account yet."""
    from django.contrib.auth import get_user_model

    return not get_user_model()._default_manager.exists()


if __name__ == "__main__":
    main()
