"""NATS below a data folder: on loopback, for those who know its token."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from otasuke.local import nats as module
from otasuke.local.nats import Nats
from otasuke.local.supervisor import Supervisor


def talk(url: str, token: str) -> str:
    """What the server answers to a connection with this token."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as connection:
        hello = json.loads(connection.recv(1 << 16).removeprefix(b"INFO "))
        assert hello["jetstream"]
        connection.sendall(f'CONNECT {{"auth_token":"{token}","verbose":false}}\r\nPING\r\n'.encode())
        return connection.recv(1 << 16).decode()


def test_only_who_knows_the_token_is_let_in(folder: Path) -> None:
    nats = Nats(folder)
    before = nats.url
    supervisor = Supervisor([nats.service()], say=lambda _: None)
    supervisor.start()
    url = nats.url
    assert url is not None

    answers = [talk(url, urlsplit(url).username or ""), talk(url, "guess")]

    supervisor.stop()
    assert before is None
    assert urlsplit(url).hostname == "127.0.0.1"
    assert answers[0] == "PONG\r\n"
    assert "Authorization Violation" in answers[1]


def test_streams_and_token_are_not_for_other_users(folder: Path) -> None:
    Nats(folder).service().prepare()

    modes = [(folder / name).stat().st_mode & 0o777 for name in ("nats", "nats.conf", "nats.secret")]

    assert modes == [0o700, 0o600, 0o600]
    assert json.loads((folder / "nats.conf").read_text())["jetstream"]["sync_interval"] == "always"


def test_how_full_the_disk_is_at_a_start_does_not_decide_which_streams_there_may_be(folder: Path) -> None:
    Nats(folder).service().prepare()

    assert json.loads((folder / "nats.conf").read_text())["jetstream"]["max_file_store"] > 100 << 30


def test_a_server_that_does_not_work_is_left_alone_only_while_its_disk_is_full(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_well = Nats(folder).service().is_well
    assert is_well is not None
    (folder / "nats").mkdir()
    free_bytes = [1 << 30]
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: SimpleNamespace(free=free_bytes[0]))

    with_room = is_well()
    free_bytes[0] = 1 << 20

    assert (with_room, is_well()) == (False, True)
