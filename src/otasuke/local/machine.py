"""The whole of one machine: which engines it runs for these settings."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from otasuke.config import Listen, Settings
from otasuke.local.nats import Nats
from otasuke.local.postgres import Postgres
from otasuke.local.service import Service

_ANSWER_WITHIN_S = 1.0
_FRESH_FOR_S = 30.0


def services(settings: Settings) -> list[Service]:
    """Everything that `otasuke up` runs, in the order in which it starts."""
    names = [("gateway", 0), ("care", 0), ("correlate", 0), *(("worker", number) for number in range(settings.workers))]
    names += [("learn", 0)] if settings.learns else []
    web = [_web(settings, settings.web), _beside_web(settings, "arrivals"), _jobs(settings)] if settings.web else []
    return [*engines(settings), *(_process(settings, kind, number) for kind, number in names), *web]


def _process(settings: Settings, kind: str, number: int) -> Service:
    """A process of the pipeline. Those that need rules are not waited for: preparing these may take a minute once."""
    name = f"{kind}-{number}" if kind == "worker" else kind
    mark = settings.data_folder / "pipeline" / f"{name}.ready"
    return Service(
        name=name,
        command=(
            *(sys.executable, "-m", "otasuke", "serve", kind),
            *("--number", str(number), "--data", str(settings.data_folder)),
        ),
        log=settings.data_folder / "log" / f"{name}.log",
        is_ready=mark.exists if kind in ("gateway", "care") else lambda: True,
        prepare=lambda: mark.unlink(missing_ok=True),
        environment=_for_processes(settings),
        together=True,
    )


def _web(settings: Settings, listen: Listen) -> Service:
    """The web, which first brings its tables to this version. What sensors send does not wait for it."""
    return Service(
        name="web",
        command=(sys.executable, "-m", "otasuke", "serve", "web", "--data", str(settings.data_folder)),
        log=settings.data_folder / "log" / "web.log",
        is_ready=lambda: _answers(listen),
        together=True,
    )


def _beside_web(settings: Settings, kind: str) -> Service:
    """A process that works on the tables of the web. It waits for them itself."""
    return Service(
        name=kind,
        command=(sys.executable, "-m", "otasuke", "serve", kind, "--data", str(settings.data_folder)),
        log=settings.data_folder / "log" / f"{kind}.log",
        is_ready=lambda: True,
        together=True,
    )


def _jobs(settings: Settings) -> Service:
    """Who does the web's background jobs, when the web has made the tables."""
    mark = jobs_mark(settings)
    return replace(
        _beside_web(settings, "jobs"),
        is_ready=lambda: _is_fresh(mark),
        prepare=lambda: mark.unlink(missing_ok=True),
        is_well=lambda: _is_fresh(mark),
    )


def jobs_mark(settings: Settings) -> Path:
    """The file that the process of background jobs touches every few seconds as long as it works."""
    return settings.data_folder / "web" / "jobs.ready"


def _is_fresh(mark: Path) -> bool:
    try:
        return time.time() - mark.stat().st_mtime < _FRESH_FOR_S
    except FileNotFoundError:
        return False


def _answers(listen: Listen) -> bool:
    connection = HTTPConnection(listen.host, listen.port, timeout=_ANSWER_WITHIN_S)
    try:
        connection.request("GET", "/well")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _for_processes(settings: Settings) -> dict[str, str]:
    """What the processes are told beside our own environment."""
    return {
        "OTASUKE_RULES": os.pathsep.join(map(str, settings.rules)),
        "OTASUKE_WORKERS": str(settings.workers),
    }


def engines(settings: Settings, *, nats_sync_interval: str = "always") -> list[Service]:
    """The engines that nobody else runs, in the order in which they start."""
    chosen = []
    if settings.database_url is None:
        chosen.append(Postgres(settings.data_folder).service())
    if settings.nats_url is None:
        chosen.append(Nats(settings.data_folder, nats_sync_interval).service())
    return chosen
