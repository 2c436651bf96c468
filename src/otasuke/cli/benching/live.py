"""`bench live`: the whole service on a folder of its own, driven by the fleet.

Measured is from bytes on the socket to detections and Parquet, with everything on one machine: who drives takes processor
time too, and it is named apart.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from otasuke.cli.benching.processes import Sampler, Usage
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.simulate import expected_of
from otasuke.cli.simulating.arguments import run_of
from otasuke.cli.simulating.driving import drive
from otasuke.cli.simulating.outcome import Outcome, content_of
from otasuke.local.state import read_state
from otasuke.pipeline.processes.doors import read_doors
from otasuke.pipeline.processes.surroundings import ready_file
from otasuke.simulating.calendar import people_at_work
from otasuke.simulating.delivery.server import Server
from otasuke.simulating.fleet import Fleet

GOAL_DEVICES = 220_000
"""The METI goal: 20,000 companies."""

_READY = b"otasuke: ready after"
_READY_WITHIN_S = 120.0
_STOPPED_WITHIN_S = 60.0
_SAMPLE_EVERY_S = 1.0
_POLL_S = 0.1
_WORKING_DAY = datetime(2026, 4, 13, 15, 0, tzinfo=UTC)  # midnight before a Tuesday in Japan
_SHUT = ("OTASUKE_SYSLOG_LISTEN", "OTASUKE_SYSLOG_TLS_LISTEN", "OTASUKE_FLUENT_LISTEN")


def measure_live(args: argparse.Namespace) -> dict[str, Any]:
    """Everything that `otasuke bench live` prints. Raises CliError."""
    if args.data is not None:
        args.data.mkdir(parents=True, exist_ok=True)
        return _measure_in(args.data, args)
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own account has to get in
        return _measure_in(folder, args)


def _measure_in(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    rules = [word for path in args.rules for word in ("--rules", path)]
    command = (sys.executable, "-m", "otasuke", "up", "--data", str(folder), "--workers", str(args.service_workers))
    with running_service(folder, command=(*command, *rules)) as running:
        wait_for_workers(folder, args.service_workers)
        return asyncio.run(_measure(running, args))


def wait_for_workers(folder: Path, count: int) -> None:
    """Wait until the rules are prepared, which the service itself does not wait for. Raises CliError."""
    until = time.monotonic() + _READY_WITHIN_S
    while not all(ready_file(folder, f"worker-{number}").exists() for number in range(count)):
        if time.monotonic() > until:
            raise CliError("the workers did not become ready", hint=f"See {folder / 'log'}.", exit_code=Exit.UNWELL)
        time.sleep(_POLL_S)


async def _measure(running: Running, args: argparse.Namespace) -> dict[str, Any]:
    args.url, args.data, args.tokens = f"http://{running.server.authority}", running.folder, None
    made = run_of(args, now=datetime.now(UTC))
    expected = expected_of(made, args.rules)

    async def drive_it() -> Outcome:
        return await drive(args, made, None, expected=expected, is_stopped=lambda: False)

    outcome, usages = await measured(running, drive_it)
    return live_content(outcome, usages)


@dataclass(frozen=True, slots=True)
class Running:
    """A service that was started for the measurement."""

    pid: int
    folder: Path
    server: Server


@contextmanager
def running_service(folder: Path, *, command: Sequence[str] = ()) -> Iterator[Running]:
    """The service on this folder, ready, until this ends. command: instead of `otasuke up`. Raises CliError."""
    words = command or (sys.executable, "-m", "otasuke", "up", "--data", str(folder))
    log = folder / "up.log"
    with log.open("wb") as said:
        process = subprocess.Popen(words, env=_environment(), stderr=said, stdout=said)  # noqa: S603
    try:
        _wait_until_ready(process, log)
        yield Running(process.pid, folder, _server(folder))
    finally:
        _stop(process)


def _environment() -> dict[str, str]:
    search_path = os.pathsep.join(entry for entry in sys.path if entry)
    shut = dict.fromkeys(_SHUT, "off")
    return os.environ | shut | {"OTASUKE_HTTP_LISTEN": "127.0.0.1:0", "PYTHONPATH": search_path}


def _server(folder: Path) -> Server:
    """The door that was opened."""
    doors = read_doors(folder / "pipeline")
    if doors is None or doors.http is None:
        raise CliError("the service opened no door", hint="Its logs in the folder say why.", exit_code=Exit.UNWELL)
    return Server(doors.http.host, doors.http.port)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _READY_WITHIN_S
    while _READY not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > until:
            said = log.read_text(errors="replace")[-600:]
            raise CliError("the service did not become ready", hint=said, exit_code=Exit.UNWELL)
        time.sleep(_POLL_S)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def measured(
    running: Running, drive: Callable[[], Awaitable[Outcome]], *, every_s: float = _SAMPLE_EVERY_S
) -> tuple[Outcome, list[Usage]]:
    """What came of driving, and what the service's processes took meanwhile."""
    sampler = Sampler(running.pid, namer(running))
    async with _sampling(sampler, every_s):
        outcome = await drive()
    return outcome, sampler.usages()


@asynccontextmanager
async def _sampling(sampler: Sampler, every_s: float) -> AsyncIterator[None]:
    async def forever() -> None:
        while True:
            sampler.sample()
            await asyncio.sleep(every_s)

    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        sampler.sample()


def namer(running: Running) -> Callable[[psutil.Process], str]:
    """What the service itself calls its processes; others by their program."""
    named = {state.pid: state.name for state in read_state(running.folder) if state.pid is not None}

    def name_of(process: psutil.Process) -> str:
        if process.pid == running.pid:
            return "up"
        for one in (process, *process.parents()):
            if one.pid in named:
                return named[one.pid]
        return process.name()

    return name_of


def live_content(outcome: Outcome, usages: Sequence[Usage]) -> dict[str, Any]:
    """Everything that `bench live` prints."""
    report, tally = content_of(outcome), outcome.tally
    seconds = max(outcome.run.course.duration_s, outcome.wall_s)
    sustained = tally.acknowledged / seconds
    return {
        "sustained_events_per_second": round(sustained),
        "offered_events_per_second": round(outcome.run.course.factor * outcome.run.fleet.rate(_moment(outcome))),
        "seconds_until_all_was_stored": round(outcome.wall_s, 1),
        "devices_served": devices_served(outcome.run.fleet, sustained),
        "processes": _by_name(usages, tally.acknowledged),
        "machine": _machine(usages, tally.cpu_s, seconds),
        "run": report,
    }


def _moment(outcome: Outcome) -> datetime:
    return datetime.fromtimestamp(outcome.run.course.at_us / 1e6, UTC)


def devices_served(fleet: Fleet, events_per_second: float) -> dict[str, Any]:
    """How many devices of such a fleet write so many events a second: in the busiest hour, and on average of a working day."""
    devices = fleet.devices().total()
    quarters = [people_at_work(_WORKING_DAY + timedelta(minutes=15 * number)) for number in range(96)]
    paces = {"busiest_hour": fleet.pace.at(max(quarters)), "working_day": fleet.pace.at(sum(quarters) / len(quarters))}
    served = {name: int(events_per_second / (pace / devices)) for name, pace in paces.items()}
    return {
        **served,
        "goal": GOAL_DEVICES,
        "of_goal_in_busiest_hour": round(served["busiest_hour"] / GOAL_DEVICES, 3),
        "events_per_device_in_busiest_hour": round(paces["busiest_hour"] / devices, 3),
    }


def _by_name(usages: Sequence[Usage], events: int) -> list[dict[str, Any]]:
    """Processes of one name together: a program and its helpers."""
    names = list(dict.fromkeys(usage.name for usage in usages))
    return [_together(name, [usage for usage in usages if usage.name == name], events) for name in names]


def _together(name: str, usages: Sequence[Usage], events: int) -> dict[str, Any]:
    cpu_s = sum(usage.cpu_s for usage in usages)
    return {
        "name": name,
        "processes": len(usages),
        "cpu_us_per_event": round(1e6 * cpu_s / max(1, events), 2),
        "cores": round(cpu_s / max(usage.seconds for usage in usages), 3),
        "memory_mb": round(sum(usage.memory_mb for usage in usages), 1),
        "peak_mb": round(sum(usage.peak_mb for usage in usages), 1),
        "growth_mb_per_minute": round(sum(usage.growth_mb_per_minute for usage in usages), 2),
    }


def _machine(usages: Sequence[Usage], driver_cpu_s: float, seconds: float) -> dict[str, Any]:
    """How busy the machine was, and what would be in the way of more: the processors, or a process that has one core only."""
    cores = psutil.cpu_count() or 1
    service = sum(usage.cpu_s for usage in usages) / seconds
    driver = driver_cpu_s / seconds
    return {
        "cores": cores,
        "service_cores": round(service, 3),
        "driver_cores": round(driver, 3),
        "busy": round((service + driver) / cores, 3),
        "limited_by": _limit(usages, (service + driver) / cores),
    }


def _limit(usages: Sequence[Usage], busy: float) -> str:
    if busy > 0.9:
        return "the processors of this machine"
    full = [usage.name for usage in usages if usage.seconds and usage.cpu_s / usage.seconds > 0.9]
    return f"one core of {full[0]}" if full else "not the processors"
