"""Fixtures for contracts: an archive that leaves nothing behind."""

from pathlib import Path
from typing import Any

import pytest

from tests import own_cache


@pytest.fixture
def archive(settings: Any, tmp_path: Path) -> Path:
    """Where the documents of this test lie."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def fresh_counts(db: None) -> None:
    """How often something was tried is counted in the cache, which outlives a test."""
    own_cache.forget()
