"""What the running service writes down about itself, for `otasuke status` and for the next start."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from otasuke.local.folder import STATE
from otasuke.local.service import Service
from otasuke.local.supervisor import Watched

_STOPPED_WITHIN_S = 20.0
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service as it was when the state was written.

    pid          of its process, and `began_s` when that began: a number may be given again. In seconds after the machine's
                 own start, which nobody changes by setting the clock.
    problem      why it does not run; "" if it does.
    stop_signal  the signal that ends it in good order.
    """

    name: str
    pid: int | None
    began_s: float | None
    restarts: int
    problem: str
    stop_signal: int


def write_state(folder: Path, watched: Sequence[Watched]) -> None:
    """Write the state of all services at once: a reader sees the old or the new one."""
    partial = folder / f"{STATE}.new"
    told = {one.service.environment.get("OTASUKE_RULES", "") for one in watched}
    rules = [path for paths in told for path in paths.split(os.pathsep) if path]
    services = [asdict(_state(one)) for one in watched]
    partial.write_text(json.dumps({"at": time.time(), "rules": rules, "services": services}))
    partial.replace(folder / STATE)


def read_state(folder: Path) -> tuple[ServiceState, ...]:
    """The services of the last state; none if there is no state that can be read."""
    with suppress(FileNotFoundError, ValueError, TypeError, KeyError):
        return tuple(ServiceState(**one) for one in json.loads((folder / STATE).read_text())["services"])
    return ()


def read_rules(folder: Path) -> tuple[Path, ...]:
    """The files and folders of rules that the services were told of; none if there is no state that can be read."""
    with suppress(FileNotFoundError, ValueError, TypeError, KeyError):
        return tuple(Path(path) for path in json.loads((folder / STATE).read_text())["rules"])
    return ()


def is_running(state: ServiceState) -> bool:
    """Whether the service's process is still the one of the state."""
    return _process(state) is not None


def end_orphans(folder: Path, services: Sequence[Service] = ()) -> list[str]:
    """Stop what an earlier run, that was killed, has left running; the names. Only for who holds the folder.

    services  what will be started: who runs one of their commands is stopped even if the state does not know him.
    """
    left = [
        (one.name, process, one.stop_signal) for one in read_state(folder) if (process := _process(one)) is not None
    ]
    known = {process.pid for _, process, _ in left}
    left += [one for one in _running(services) if one[1].pid not in known]
    for _, process, stop_signal in reversed(left):
        with suppress(psutil.NoSuchProcess):
            _end(process, stop_signal)
    return [name for name, _, _ in left]


def _running(services: Sequence[Service]) -> list[tuple[str, psutil.Process, int]]:
    """Processes that run the command of a service: `up` was killed between starting them and writing it down."""
    by_command = {one.command: one for one in services}
    found = []
    for process in psutil.process_iter() if services else ():
        with suppress(psutil.Error):
            service = by_command.get(tuple(process.cmdline()))
            if service is not None:
                found.append((service.name, process, int(service.stop_signal)))
    return found


def _state(watched: Watched) -> ServiceState:
    began_s = None
    if watched.pid is not None:
        with suppress(psutil.NoSuchProcess):
            began_s = _began_s(psutil.Process(watched.pid))
    return ServiceState(
        watched.service.name, watched.pid, began_s, watched.restarts, watched.problem, watched.service.stop_signal
    )


def _began_s(process: psutil.Process) -> float:
    return process.create_time() - psutil.boot_time()


def _end(process: psutil.Process, stop_signal: int) -> None:
    process.send_signal(stop_signal)
    if not _has_ended(process, _STOPPED_WITHIN_S):
        process.kill()
        _has_ended(process, _STOPPED_WITHIN_S)


def _has_ended(process: psutil.Process, within_s: float) -> bool:
    """Whether it ended in time. It is not our child: as a zombie it may stay for as long as its new parent likes."""
    deadline = time.monotonic() + within_s
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_EVERY_S)
    return True


def _process(state: ServiceState) -> psutil.Process | None:
    if state.pid is None or state.began_s is None:
        return None
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(state.pid)
        if abs(_began_s(process) - state.began_s) < 0.1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None
