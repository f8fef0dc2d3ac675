"""Fixtures for all tests."""

import pytest
from django.test import Client

from tests.cast import Cast, gather


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture
def as_bureau(cast: Cast) -> Client:
    """A browser in which the projectbureau is logged in."""
    client = Client()
    client.force_login(cast.bureau)
    return client


@pytest.fixture
def as_bilal(cast: Cast) -> Client:
    """A browser in which the cultuurmaker Bilal is logged in."""
    client = Client()
    client.force_login(cast.bilal)
    return client
