"""Fixtures for programmes: browsers of those who look, and a count of questions to the database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.models import User


@pytest.fixture
def log_in() -> Callable[[User], Client]:
    """A browser in which somebody is logged in."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def queries_of() -> Callable[[Client, str], int]:
    """How many questions a page asks the database."""

    def count(client: Client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            response: Any = client.get(url)
        assert response.status_code == 200
        return len(captured)

    return count
