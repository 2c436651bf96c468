"""What the running service writes down about itself, for `otasuke status` and for the next start."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from otasuke.local.folder import STATE
from otasuke.local.supervisor import Watched

_STOPPED_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service as it was when the state was written.

    pid          of its process, and `created_at` when that began (seconds since 1970): a number may be given again.
    problem      why it does not run; "" if it does.
    stop_signal  the signal that ends it in good order.
    """

    name: str
    pid: int | None
    created_at: float | None
    restarts: int
    problem: str
    stop_signal: int


def write_state(folder: Path, watched: Sequence[Watched]) -> None:
    """Write the state of all services at once: a reader sees the old or the new one."""
    partial = folder / f"{STATE}.new"
    partial.write_text(json.dumps({"at": time.time(), "services": [asdict(_state(one)) for one in watched]}))
    partial.replace(folder / STATE)


def read_state(folder: Path) -> tuple[ServiceState, ...]:
    """The services of the last state; none if there is no state that can be read."""
    with suppress(FileNotFoundError, ValueError, TypeError, KeyError):
        return tuple(ServiceState(**one) for one in json.loads((folder / STATE).read_text())["services"])
    return ()


def is_running(state: ServiceState) -> bool:
    """Whether the service's process is still the one of the state."""
    return _process(state) is not None


def end_orphans(folder: Path) -> list[str]:
    """Stop what an earlier run, that was killed, has left running; the names. Only for who holds the folder."""
    left = [(state, process) for state in read_state(folder) if (process := _process(state)) is not None]
    for state, process in reversed(left):
        with suppress(psutil.NoSuchProcess):
            _end(process, state.stop_signal)
    return [state.name for state, _ in left]


def _state(watched: Watched) -> ServiceState:
    created_at = None
    if watched.pid is not None:
        with suppress(psutil.NoSuchProcess):
            created_at = psutil.Process(watched.pid).create_time()
    return ServiceState(
        watched.service.name, watched.pid, created_at, watched.restarts, watched.problem, watched.service.stop_signal
    )


def _end(process: psutil.Process, stop_signal: int) -> None:
    process.send_signal(stop_signal)
    try:
        process.wait(_STOPPED_WITHIN_S)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait()


def _process(state: ServiceState) -> psutil.Process | None:
    if state.pid is None or state.created_at is None:
        return None
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(state.pid)
        if abs(process.create_time() - state.created_at) < 0.1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None
