"""What a process says about itself every few seconds, for `otasuke status`; never anything that a customer sent."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import orjson

from otasuke.pipeline.dead_count import DeadTally

EVERY_S = 2.0
STALE_AFTER_S = 30.0
"""A process that has said nothing for so long is stuck, or gone."""
MOST_FAULTS = 20
_SUFFIX = ".status"
_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class PathReport:
    """How canaries fare on a path. See PathHealth."""

    path: str
    latency_s: float | None
    found_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class ListProblem:
    """What is wrong with a list of indicators. is_late: it has been so for long."""

    words: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A process as it was `at` a moment. What a process has nothing to say about is None.

    is_ready          it does its work; a worker that is not prepares its rules.
    metrics           where they are served.
    error             the name of the newest error in its log, and of which type; error_at: when that was.
    lag_s             how long ago that came which it works on now; held_s: for so long others have held it up.
    events_per_s      over the last minute.
    rules             that run; faults: of those that cannot be used, the first ones in words; faulty: how many there are.
    spool_bytes       what waits on the disk for the stream, and has_stream: whether that takes anything.
    waiting_messages  that the workers still need.
    retention_days    how long events are kept of whom nothing else was set.
    dead              letters that wait for somebody to look.
    behind            registries whose changes it does not hear of now; it goes on with what it knows.
    indicators        that are looked for; indicator_problem: why it should be others, and is not; "" if all is well.
    lists             of indicators that are used; list_problems: what is wrong with them.
    lake              why the lake is not cared for, or not all of it, and lake_to_do: what helps; "" if it is.
    """

    process: str
    pid: int
    at: datetime
    since: datetime
    is_ready: bool
    metrics: str = ""
    error: str = ""
    error_at: datetime | None = None
    lag_s: float | None = None
    held_s: float | None = None
    events_per_s: float | None = None
    rules: int | None = None
    faulty: int = 0
    faults: tuple[str, ...] = ()
    spool_bytes: int | None = None
    has_stream: bool = True
    waiting_messages: int | None = None
    sensors: int | None = None
    silent_sensors: int | None = None
    paths: tuple[PathReport, ...] = ()
    retention_days: int | None = None
    dead: DeadTally | None = None
    behind: tuple[str, ...] = ()
    indicators: int | None = None
    indicator_problem: str = ""
    lists: int | None = None
    list_problems: tuple[ListProblem, ...] = ()
    lake: str = ""
    lake_to_do: str = ""


def write_report(notes: Path, report: Report) -> None:
    """Put the report in the place of the last one; a reader sees the old or the new one. Raises OSError."""
    partial = notes / f".{report.process}{_SUFFIX}"
    partial.write_bytes(orjson.dumps(asdict(report)))
    partial.replace(notes / f"{report.process}{_SUFFIX}")


def read_reports(notes: Path) -> list[Report]:
    """The newest report of every process, by name; one that cannot be read is left out."""
    reports = []
    for path in sorted(notes.glob(f"[!.]*{_SUFFIX}")):
        with suppress(FileNotFoundError, ValueError, TypeError, KeyError):
            reports.append(_report(orjson.loads(path.read_bytes())))
    return reports


async def keep_reporting(notes: Path, make: Callable[[], Report]) -> None:
    """Write what `make` says every few seconds, until cancelled. A disk that is full is said elsewhere."""
    while True:
        with suppress(OSError):
            write_report(notes, make())
        await asyncio.sleep(EVERY_S)


class Rate:
    """How much a total grew a second, over the last minute."""

    def __init__(self, *, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._totals: deque[tuple[float, int]] = deque()

    def of(self, total: int) -> float:
        """The rate, now that the total is this."""
        now = self._now()
        self._totals.append((now, total))
        while now - self._totals[0][0] > _MINUTE_S:
            self._totals.popleft()
        began, before = self._totals[0]
        return (total - before) / (now - began) if now > began else 0.0


def _report(content: Mapping[str, Any]) -> Report:
    return Report(
        **{
            **content,
            **{name: _time(content[name]) for name in ("at", "since", "error_at")},
            "paths": tuple(PathReport(**one | {"found_at": _time(one["found_at"])}) for one in content["paths"]),
            "dead": _tally(content["dead"]),
            "faults": tuple(content["faults"]),
            "behind": tuple(content["behind"]),
            "list_problems": tuple(ListProblem(**one) for one in content["list_problems"]),
        }
    )


def _tally(content: Mapping[str, Any] | None) -> DeadTally | None:
    if content is None:
        return None
    times = {name: _time(content[name]) for name in ("first_at", "last_at")}
    return DeadTally(**{**content, **times, "reasons": tuple((reason, count) for reason, count in content["reasons"])})


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
