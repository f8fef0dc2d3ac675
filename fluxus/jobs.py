"""Asking for background work. The row in the database is the queue; the message is only a nudge."""

import logging
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

from fluxus.celery import app

log = logging.getLogger(__name__)


def enqueue(name: str, **kwargs: Any) -> None:
    """Nudge the worker to run task `name` with `kwargs` once the present transaction is committed.

    A lost nudge does no harm: the beat sweep of the app picks the row up. So a broker that is away does not break the
    page of the person who asked.
    """
    transaction.on_commit(lambda: nudge(name, kwargs))


def nudge(name: str, kwargs: dict[str, Any]) -> None:
    """Send the message, or say in the log that it could not be sent."""
    try:
        app.send_task(name, kwargs=kwargs)
    except OperationalError as fault:
        log.warning("no broker for %s %s, the sweep will pick it up: %s", name, kwargs, fault)
