"""Asking for background work. The row in the database is the queue; the message is only a nudge."""

from typing import Any

from django.db import transaction

from fluxus.celery import app


def enqueue(name: str, **kwargs: Any) -> None:
    """Nudge the worker to run task `name` with `kwargs` once the present transaction is committed.

    A lost nudge does no harm: the beat sweep of the app picks the row up.
    """
    transaction.on_commit(lambda: app.send_task(name, kwargs=kwargs))
