"""How the parts of the service are, and what to do about those that are not well."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from otasuke.config import Settings
from otasuke.local.backups.database import Database
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.streams import Streams
from otasuke.local.machine import services
from otasuke.local.service import Service, ServiceError
from otasuke.local.state import ServiceState, is_running, read_state

_LOW_BYTES, _LOW_SHARE = 20 << 30, 0.1
_FULL_BYTES, _FULL_SHARE = 2 << 30, 0.02


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the service.

    where    whose engine it is, if somebody else runs it: its address, without the password; "" if it is ours.
    runs     there is its process; `ready`: it answers.
    problem  in words; "" if it is well. `to_do`: what helps.
    """

    name: str
    where: str = ""
    runs: bool = False
    ready: bool = False
    pid: int | None = None
    restarts: int = 0
    problem: str = ""
    to_do: str = ""
    log: Path | None = None


@dataclass(frozen=True, slots=True)
class Disk:
    """The file system of the data folder. is_full: writing may fail soon; a problem without it is a warning."""

    free_bytes: int
    total_bytes: int
    is_full: bool
    problem: str
    to_do: str


def parts(settings: Settings, *, is_up: bool) -> list[Part]:
    """Everything that `otasuke up` runs, in its order, and the engines of others. Asks each of them."""
    asked = {service.name: service for service in _services(settings)}
    logs = settings.data_folder / "log"
    ours = [_ours(state, asked.get(state.name), logs, is_up=is_up) for state in read_state(settings.data_folder)]
    if is_up and not ours:  # it has not come so far as to write down what it runs
        ours = [Part(name, problem="does not run yet", to_do="Look again in a moment.") for name in asked]
    return [*ours, *_of_others(settings)]


def disk_of(folder: Path) -> Disk:
    """How full the disk is on which the folder is, or will be."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    usage = shutil.disk_usage(there)
    share = usage.free / usage.total
    is_full = usage.free < _FULL_BYTES or share < _FULL_SHARE
    is_low = usage.free < _LOW_BYTES and share < _LOW_SHARE
    left = f"{usage.free >> 20:,} MiB ({share:.0%}) are free"
    return Disk(
        free_bytes=usage.free,
        total_bytes=usage.total,
        is_full=is_full,
        problem=f"the disk of {folder} is nearly full: {left}" if is_full or is_low else "",
        to_do=_ROOM if is_full or is_low else "",
    )


_ROOM = (
    "Make room: delete what is not the service's, keep events for a shorter time, or move the data to a larger disk "
    "(`otasuke backup`, then `otasuke restore` there). When it is full, new events are refused; senders keep them."
)


def _services(settings: Settings) -> list[Service]:
    try:
        return services(settings)
    except ServiceError:  # a program is missing: what is written down says so too
        return []


def _ours(state: ServiceState, service: Service | None, logs: Path, *, is_up: bool) -> Part:
    runs = is_running(state)
    ready = runs and (service is None or service.is_ready())
    problem, to_do = _trouble(state, runs=runs, ready=ready, is_up=is_up)
    log = service.log if service else logs / f"{state.name.lower()}.log"
    return Part(state.name, "", runs, ready, state.pid, state.restarts, problem, to_do, log)


def _trouble(state: ServiceState, *, runs: bool, ready: bool, is_up: bool) -> tuple[str, str]:
    if not is_up:
        left = "still runs, left behind by a service that was killed"
        return (left, "`otasuke up` stops it and starts anew.") if runs else ("", "")
    if not runs:
        reason = state.problem or "it is being started"
        return f"does not run: {reason}", "It is started again by itself. If it stays so, its log says why."
    if not ready:
        return "runs, but does not answer yet", "After a crash it may need minutes. If it stays so, its log says why."
    return "", ""


def _of_others(settings: Settings) -> Iterator[Part]:
    """Try the engines that somebody else runs."""
    if settings.database_url:
        database = Database(settings.database_url, is_ours=False)
        yield _other("PostgreSQL", "OTASUKE_DATABASE_URL", settings.database_url, database.databases)
    if settings.nats_url:
        yield _other("NATS", "OTASUKE_NATS_URL", settings.nats_url, Streams(settings.nats_url).names)


def _other(name: str, setting: str, url: str, ask: Callable[[], object]) -> Part:
    where = urlsplit(url).netloc.rpartition("@")[2]
    try:
        ask()
    except BackupError as error:
        reason = str(error).removeprefix(f"{name}: ").removeprefix(f"{name} ")
        to_do = f"Is it running there, does {setting} name it rightly, and does a firewall let us through?"
        return Part(name, where, problem=f"cannot be used: {reason}", to_do=to_do)
    return Part(name, where, runs=True, ready=True)
