"""The engines that a backup talks to: those of the service that runs, or, where it does not, started for this time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from otasuke.config import Settings
from otasuke.local.backups.database import Database
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.streams import Streams
from otasuke.local.folder import held, is_held
from otasuke.local.machine import engines
from otasuke.local.nats import Nats
from otasuke.local.postgres import Postgres
from otasuke.local.service import Service
from otasuke.local.state import end_orphans, write_state
from otasuke.local.supervisor import READY_WITHIN_S, Supervisor

_LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Engines:
    """Both engines, running."""

    database: Database
    streams: Streams


@contextmanager
def engines_of(settings: Settings, *, say: Callable[[str], None]) -> Iterator[Engines]:
    """The engines of a data folder. Raises BackupError, FolderInUse, ServiceError."""
    if is_held(settings.data_folder):
        _wait_until_ready(settings)
        yield running(settings)
        return
    with held(settings.data_folder):
        end_orphans(settings.data_folder)
        say("the service does not run: its engines are started for this time")
        with started(settings, engines(settings)):
            yield running(settings)


@contextmanager
def started(settings: Settings, services: list[Service]) -> Iterator[None]:
    """Run services in a folder that is held."""
    supervisor = Supervisor(
        services, say=lambda _: None, changed=lambda: write_state(settings.data_folder, supervisor.watched)
    )
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()


def _wait_until_ready(settings: Settings) -> None:
    """The service may be starting just now, as this backup is, after the machine was."""
    until = time.monotonic() + READY_WITHIN_S
    for engine in engines(settings):
        while not engine.is_ready():
            if time.monotonic() > until:
                raise BackupError(f"{engine.name} does not answer", to_do="`otasuke status` says why.")
            time.sleep(_LOOK_EVERY_S)


def running(settings: Settings) -> Engines:
    """How to reach engines that run. Raises BackupError."""
    nats_url = settings.nats_url or Nats(settings.data_folder).url
    if nats_url is None:
        raise BackupError("NATS does not run", to_do="`otasuke status` says why. It is started again by itself.")
    database_url = settings.database_url or Postgres(settings.data_folder).url
    return Engines(Database(database_url, is_ours=settings.database_url is None), Streams(nats_url))
