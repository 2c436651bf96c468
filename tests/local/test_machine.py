"""Which engines a machine runs."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from otasuke.config import Listen, Settings
from otasuke.local.machine import engines, jobs_mark, notify_mark, services


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
    assert [service.name for service in engines(settings)] == names


def test_the_processes_of_the_pipeline_start_when_the_engines_do() -> None:
    chosen = services(Settings(Path("/d"), rules=(Path("/r"),), workers=2))

    names = ["PostgreSQL", "NATS", "gateway", "care", "correlate", "worker-0", "worker-1", "learn"]
    assert [service.name for service in chosen] == names
    assert [service.together for service in chosen] == [False] * 2 + [True] * 6
    assert chosen[-1].environment == {"OTASUKE_RULES": "/r", "OTASUKE_WORKERS": "2"}
    assert chosen[-2].command[-6:] == ("serve", "worker", "--number", "1", "--data", "/d")


def test_where_nothing_is_to_be_learnt_nobody_learns() -> None:
    chosen = services(Settings(Path("/d"), learns=False))

    assert "learn" not in {service.name for service in chosen}


def test_where_there_is_a_web_somebody_writes_down_who_came() -> None:
    chosen = services(Settings(Path("/d"), web=Listen("127.0.0.1", 8000)))

    assert [service.command[-3:] for service in chosen if service.name == "arrivals"] == [("arrivals", "--data", "/d")]


@pytest.mark.parametrize(("name", "mark_of"), [("jobs", jobs_mark), ("notify", notify_mark)])
def test_jobs_are_done_and_messages_sent_where_there_is_a_web(
    tmp_path: Path, name: str, mark_of: Callable[[Settings], Path]
) -> None:
    settings = Settings(tmp_path, web=Listen("127.0.0.1", 8000))
    (jobs,) = (service for service in services(settings) if service.name == name)
    mark = mark_of(settings)

    assert jobs.command[-3:-1] == (name, "--data")
    assert not jobs.is_ready()
    mark.parent.mkdir()
    mark.touch()
    assert jobs.is_ready()
    os.utime(mark, (0, 0))
    assert not jobs.is_ready()
    jobs.prepare()
    assert not mark.exists()


def test_a_demo_has_a_carrier_that_is_ready_when_it_listens() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        chosen = services(Settings(Path("/d"), carrier_twin=Listen("127.0.0.1", port)))
        twin = next(service for service in chosen if service.name == "carrier-twin")

        assert twin.command[-4:] == ("serve", "carrier-twin", "--data", "/d")
        assert not twin.is_ready()
        listening.listen()
        assert twin.is_ready()
