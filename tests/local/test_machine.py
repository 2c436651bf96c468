"""Which engines a machine runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.config import Settings
from otasuke.local.machine import services


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (Settings(Path("/d")), ["PostgreSQL", "NATS"]),
        (Settings(Path("/d"), database_url="postgresql://db"), ["NATS"]),
        (Settings(Path("/d"), nats_url="nats://n"), ["PostgreSQL"]),
        (Settings(Path("/d"), database_url="postgresql://db", nats_url="nats://n"), []),
    ],
)
def test_engines_that_somebody_else_runs_are_not_started(settings: Settings, names: list[str]) -> None:
    assert [service.name for service in services(settings)] == names
