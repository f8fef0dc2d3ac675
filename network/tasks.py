"""Background work of the network; each task calls one domain function."""

from importlib import import_module

from django.conf import settings
from django.utils import timezone

from fluxus.celery import app
from network.domain import matching, outbox, search_text
from network.domain.imports import cleaning, running


@app.task(name="network.send_mail")
def send_mail(*, mail_id: int) -> None:
    """Send one letter of the outbox."""
    outbox.send(mail_id=mail_id, at=timezone.now())


@app.task(name="network.sweep_outbox")
def sweep_outbox() -> None:
    """Pick up letters whose nudge was lost."""
    outbox.sweep(at=timezone.now())


@app.task(name="network.clear_sessions")
def clear_sessions() -> None:
    """Remove sessions that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@app.task(name="network.refresh_search_texts")
def refresh_search_texts() -> None:
    """Write anew the texts that follow older rules, or that were passed by."""
    search_text.refresh_everybody()


@app.task(name="network.find_duplicates")
def find_duplicates() -> None:
    """Bring the list of partners that may be the same up to date."""
    matching.find_duplicates(at=timezone.now())


@app.task(name="network.run_import")
def run_import(*, import_id: int) -> None:
    """Work on an import for a while, and ask for the next turn when it is not done."""
    running.advance(import_id=import_id)


@app.task(name="network.sweep_imports")
def sweep_imports() -> None:
    """Pick up imports whose nudge was lost or whose worker was killed."""
    running.sweep()


@app.task(name="network.clean_imports")
def clean_imports() -> None:
    """Remove files of imports, and what stood in them, after a while."""
    cleaning.clean(at=timezone.now())
