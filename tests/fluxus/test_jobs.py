"""A nudge goes out after commit, and a broker that is away breaks nothing."""

from typing import Any

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from fluxus import jobs
from fluxus.celery import app

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What would be put on the queue."""
    messages: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(app, "send_task", lambda name, kwargs: messages.append((name, kwargs)))
    return messages


def test_nudge_waits_for_the_commit(sent: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue("network.send_mail", mail_id=3)
        assert sent == []
    assert sent == [("network.send_mail", {"mail_id": 3})]


def test_rollback_takes_the_nudge_along(sent: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        jobs.enqueue("network.send_mail", mail_id=3)
        transaction.set_rollback(True)
    assert sent == []


def test_broker_that_is_away_is_only_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    def away(name: str, kwargs: dict[str, Any]) -> None:
        raise OperationalError("weg")

    monkeypatch.setattr(app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue("network.send_mail", mail_id=3)
    assert "no broker for network.send_mail" in caplog.text
