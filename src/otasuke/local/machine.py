"""The whole of one machine: which engines it runs for these settings."""

from __future__ import annotations

import os
import socket
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
_PATIENCE = 5.0
BESIDE_WEB = ("arrivals", "alerts")
"""Processes that work on the tables of the web."""


def services(settings: Settings) -> list[Service]:
    """Everything that `otasuke up` runs, in the order in which it starts."""
    names = [("gateway", 0), ("care", 0), ("correlate", 0), *(("worker", number) for number in range(settings.workers))]
    names += [("learn", 0)] if settings.learns else []
    twins = [_carrier_twin(settings, settings.carrier_twin)] if settings.carrier_twin else []
    pipeline = [*engines(settings), *twins, *(_process(settings, kind, number) for kind, number in names)]
    if settings.web is None:
        return pipeline
    beside = [_beside_web(settings, kind) for kind in BESIDE_WEB]
    marking = [_marking(settings, "notify", notify_mark(settings)), _marking(settings, "jobs", jobs_mark(settings))]
    return [*pipeline, _web(settings, settings.web), *beside, *marking]


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
        patience=_PATIENCE,
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


def _carrier_twin(settings: Settings, listen: Listen) -> Service:
    """The carrier of a demo, which reaches nobody."""
    return replace(_beside_web(settings, "carrier-twin"), is_ready=lambda: _listens(listen))


def _marking(settings: Settings, kind: str, mark: Path) -> Service:
    """A process that works when the web has made the tables, and touches its mark as long as it does."""
    return replace(
        _beside_web(settings, kind),
        is_ready=lambda: _is_fresh(mark),
        patience=_PATIENCE,
        prepare=lambda: mark.unlink(missing_ok=True),
        is_well=lambda: _is_fresh(mark),
    )


def jobs_mark(settings: Settings) -> Path:
    """The file that the process of background jobs touches every few seconds as long as it works."""
    return settings.data_folder / "web" / "jobs.ready"


def notify_mark(settings: Settings) -> Path:
    """The same of the process that brings messages to people."""
    return settings.data_folder / "web" / "notify.ready"


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


def _listens(listen: Listen) -> bool:
    try:
        with socket.create_connection((listen.host, listen.port), timeout=_ANSWER_WITHIN_S):
            return True
    except OSError:
        return False


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
