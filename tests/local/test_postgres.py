"""PostgreSQL below a data folder: by socket, with a password, and with what was in it after a crash."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from otasuke.local.postgres import Postgres, program
from otasuke.local.service import ServiceError
from otasuke.local.supervisor import Supervisor


def ask(url: str, sql: str) -> str:
    """What psql prints."""
    return subprocess.run(
        [program("psql"), url, "-XAtqc", sql], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_what_was_committed_survives_a_kill(folder: Path) -> None:
    postgres = Postgres(folder)
    supervisor = Supervisor([postgres.service()], say=lambda _: None)
    supervisor.start()
    ask(postgres.url, "create table customers (name text); insert into customers values ('株式会社さくら')")
    assert supervisor.watched[0].process is not None
    os.killpg(supervisor.watched[0].process.pid, 9)
    supervisor.watched[0].process.wait()

    supervisor.start()

    names = ask(postgres.url, "select name from customers")
    settings = ask(
        postgres.url, "select concat_ws(' ', current_setting('listen_addresses'), current_setting('TimeZone'))"
    )
    supervisor.stop()
    assert (names, settings) == ("株式会社さくら", "UTC")


def test_nobody_comes_in_without_the_password(folder: Path) -> None:
    postgres = Postgres(folder)
    supervisor = Supervisor([postgres.service()], say=lambda _: None)
    supervisor.start()

    url = f"postgresql://otasuke:guess@/postgres?host={folder / 'sockets'}"
    with pytest.raises(subprocess.CalledProcessError) as refused:
        ask(url, "select 1")

    supervisor.stop()
    assert "password authentication failed" in refused.value.stderr
    assert not list((folder / "sockets").glob("password"))


def test_a_path_that_is_too_long_for_a_socket_is_refused(folder: Path) -> None:
    with pytest.raises(ServiceError, match="the path of its socket is too long"):
        Postgres(folder / ("x" * 100)).service().prepare()
