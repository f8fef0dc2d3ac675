"""Fixtures for contracts: an archive that leaves nothing behind."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def archive(settings: Any, tmp_path: Path) -> Path:
    """Where the documents of this test lie."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
