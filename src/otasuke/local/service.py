"""A service: a program that runs as our child, and how one sees that it is ready."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_LARGEST_LOG_BYTES = 10 << 20
_TAIL_BYTES = 2000


@dataclass(frozen=True, slots=True)
class Service:
    """What to run.

    prepare   called before each start; may raise ServiceError.
    is_ready  whether the running program does its work; must return within about a second.
    is_well   whether what was ready still does its work; who does not for long is killed, and started again. Must return
              within about a second. None: as long as it lives, it is.
    user      the account to run as; None for our own.
    environment  what it is told beside our own environment.
    patience     how many times longer than others it may take to be ready: the web brings its tables to this version first.
    together     it does not mind starting side by side with others, when all those that do are ready.
    again_after  words with which it ends as it starts where `prepare` and another start may help.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    is_ready: Callable[[], bool]
    prepare: Callable[[], None] = lambda: None
    is_well: Callable[[], bool] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    user: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: float = 1.0
    together: bool = False
    again_after: str | None = None


class ServiceError(RuntimeError):
    """A service cannot be started: its name, why, and the end of what it said."""

    def __init__(self, name: str, reason: str, said: str = "") -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason
        self.said = said


def start(service: Service) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own, so that Ctrl-C reaches only us. Raises ServiceError."""
    service.prepare()
    service.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if service.log.exists() and service.log.stat().st_size > _LARGEST_LOG_BYTES:
        service.log.replace(service.log.with_suffix(".log.1"))
    with service.log.open("ab") as log:
        try:
            return subprocess.Popen(  # noqa: S603  # the commands of our own services
                service.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=service.user,
                env={**os.environ, **service.environment},
                cwd="/",
            )
        except OSError as error:
            raise ServiceError(service.name, f"{service.command[0]} does not start: {error.strerror}") from error


def last_words(service: Service) -> str:
    """The end of what the program wrote."""
    try:
        with service.log.open("rb") as log:
            log.seek(max(0, service.log.stat().st_size - _TAIL_BYTES))
            return log.read().decode(errors="replace").strip()
    except FileNotFoundError:
        return ""
