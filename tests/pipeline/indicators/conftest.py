from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.indicators.server import ListServer, list_server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ListServer]:
    with list_server(monkeypatch, tmp_path) as running:
        yield running
