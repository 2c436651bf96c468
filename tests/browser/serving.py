"""The web as `otasuke serve web` runs it, with a PostgreSQL and a folder of its own, and the cast in its database."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

import psutil

import web_ready  # noqa: F401  # before any model is imported
from django_login import signed_in
from otasuke.cli.web_process import web_logins
from otasuke.config import Settings
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor
from otasuke.web.project.database import Logins
from web_cast import Cast, make_cast

PATIENCE_S = 240.0
SOURCE = str(Path(__file__).resolve().parents[2] / "src")
PROVIDER = {
    "OTASUKE_PROVIDER_NAME": "なにわ見守り舎",
    "OTASUKE_PROVIDER_PHONE": "06-0000-0119",
    "OTASUKE_PROVIDER_HOURS": "平日 9:00〜18:00",
    "OTASUKE_DESK_MAIL": "desk@naniwa.example",
}
CARRIER = {  # one that is away: its pages are there, and nothing is sent
    "OTASUKE_CARRIER_URL": "http://127.0.0.1:1",
    "OTASUKE_CARRIER_ACCOUNT": "AC1",
    "OTASUKE_CARRIER_SECRET": "x",
    "OTASUKE_CARRIER_FROM": "+815012345678",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A web that runs. url: without a slash at its end; database: the server that it asks."""

    url: str
    folder: Path
    logins: Logins
    cast: Cast
    process: subprocess.Popen[bytes]
    database: Supervisor

    def said(self) -> str:
        """What the web has written to its log."""
        return (self.folder / "web.log").read_text(errors="replace")


@contextmanager
def serving() -> Iterator[Site]:
    """A web that answers, until this ends. Django's connection of this process is the web's meanwhile."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another account
        (folder / "web.key.secret").write_text(os.environ["OTASUKE_WEB_SECRET"], encoding="ascii")
        database = Supervisor([Postgres(folder).service()], say=lambda _: None)
        database.start()
        try:
            with _web(folder) as process:
                url = f"http://127.0.0.1:{_port_of(process, folder)}"
                chosen = web_logins(Settings(folder))
                with signed_in(chosen.member):
                    yield Site(url, folder, chosen, make_cast(), process, database)
        finally:
            database.stop()


@contextmanager
def _web(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "OTASUKE_WEB_"))}
    told = ours | PROVIDER | CARRIER | {"PYTHONPATH": SOURCE, "OTASUKE_WEB_LISTEN": "127.0.0.1:0"}
    command = [sys.executable, "-m", "otasuke", "serve", "web", "--data", str(folder)]
    with (folder / "web.log").open("wb") as said, subprocess.Popen(command, stderr=said, stdout=said, env=told) as web:
        try:
            yield web
        finally:
            _end(psutil.Process(web.pid))


def _end(web: psutil.Process) -> None:
    """End the server. One that has only just begun may miss that it was asked to."""
    family = [web, *web.children(recursive=True)]
    web.terminate()
    for one in psutil.wait_procs(family, timeout=10)[1]:
        one.kill()


def _port_of(web: subprocess.Popen[bytes], folder: Path) -> int:
    """Where it listens: it was told to take any port, and says nowhere which."""
    deadline = time.monotonic() + PATIENCE_S
    while web.poll() is None and time.monotonic() < deadline:
        for port in _listening(web.pid):
            if _answers(port):
                return port
        time.sleep(0.1)
    raise AssertionError((folder / "web.log").read_text(errors="replace"))


def _listening(pid: int) -> set[int]:
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return {one.laddr.port for process in family for one in _connections(process) if one.status == "LISTEN"}


def _connections(process: psutil.Process) -> list[Any]:
    """None, if it ended meanwhile: what migrates is a process of its own."""
    try:
        return process.net_connections("tcp4")
    except psutil.NoSuchProcess:
        return []


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/well", timeout=5) as answer:
            return answer.read() == b"well"
    except URLError:
        return False
