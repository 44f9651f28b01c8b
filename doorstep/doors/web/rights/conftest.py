"""Keys and mirror of the log in a folder of the test's own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def log_places(tmp_path: Path, settings: Any) -> Path:
    """Where this test's log keeps its files."""
    settings.LOG_KEYS, settings.LOG_MIRROR = tmp_path / "keys", tmp_path / "mirror"
    return tmp_path
