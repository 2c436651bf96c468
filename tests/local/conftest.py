"""A data folder that also an unprivileged account may enter: PostgreSQL refuses to run as root."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty data folder with a short path."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
