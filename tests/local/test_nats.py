"""NATS below a data folder: on loopback, for those who know its token."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from otasuke.local import nats as module
from otasuke.local.nats import Nats
from otasuke.local.ports import PORTS, free_port
from otasuke.local.service import ServiceError
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


def port_of(nats: Nats) -> int:
    return urlsplit(nats.url or "").port or 0


@contextmanager
def taken_port(number: int = 0) -> Iterator[int]:
    """A port that somebody else has."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", number))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_somebody_takes_before_the_server_does_is_exchanged_for_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nats = Nats(folder)
    with taken_port() as taken:
        found = iter([taken])
        monkeypatch.setattr(module, "free_port", lambda wanted: next(found, None) or free_port(wanted))
        supervisor = Supervisor([nats.service()], say=lambda _: None)

        supervisor.start()
        used = port_of(nats)
        supervisor.stop()

    assert used not in (0, taken)


@pytest.mark.parametrize("is_taken", [True, False], ids=["taken", "free"])
def test_it_comes_back_where_it_was_unless_somebody_else_is_there(folder: Path, is_taken: bool) -> None:
    nats = Nats(folder)
    supervisor = Supervisor([nats.service()], say=lambda _: None)
    supervisor.start()
    before = port_of(nats)
    supervisor.stop()

    with taken_port(before if is_taken else 0):
        supervisor.start()
        after = port_of(nats)
        supervisor.stop()

    assert before in PORTS
    assert (after == before) is not is_taken


@pytest.mark.parametrize("noted", [b"", b"0", b"99999", b"port", b"\xff"], ids=["", "0", "99999", "word", "no-text"])
def test_a_note_of_the_port_that_is_none_is_no_hindrance(folder: Path, noted: bytes) -> None:
    (folder / "nats.port").write_bytes(noted)

    Nats(folder).service().prepare()

    assert json.loads((folder / "nats.conf").read_text())["port"] in PORTS


def test_no_free_port_at_all_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "free_port", lambda _: None)

    with pytest.raises(ServiceError, match="no port from 10000 to 29999"):
        Nats(folder).service().prepare()
