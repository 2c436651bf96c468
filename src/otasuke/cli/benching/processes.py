"""What the processes of a running service cost: processor time and memory, sampled from outside."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median

import psutil


@dataclass(frozen=True, slots=True)
class Sample:
    """A process at a moment. cpu_s: since it began, with what its ended children took."""

    at_s: float
    cpu_s: float
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process took between its first sample and its last.

    growth_mb_per_minute  of the memory, between the median of the second quarter of the samples and that of the last:
                          what a process does to warm up is not growth.
    """

    name: str
    pid: int
    cpu_s: float
    seconds: float
    memory_mb: float
    peak_mb: float
    growth_mb_per_minute: float


@dataclass(slots=True)
class Sampler:
    """Samples a process and all that descend from it. name_of: what to call a process; asked once."""

    root: int
    name_of: Callable[[psutil.Process], str]
    _names: dict[int, str] = field(default_factory=dict)
    _samples: dict[int, list[Sample]] = field(default_factory=dict)

    def sample(self) -> None:
        """Look at all of them once. One that has ended keeps the samples that it has."""
        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(self.root)
            for process in [root, *root.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    self._add(process)

    def _add(self, process: psutil.Process) -> None:
        if process.pid not in self._names:
            self._names[process.pid] = self.name_of(process)
        with process.oneshot():
            cpu, memory = process.cpu_times(), process.memory_info().rss
        self._samples.setdefault(process.pid, []).append(Sample(time.monotonic(), cpu.user + cpu.system, memory))

    def usages(self) -> list[Usage]:
        """Of every process that was sampled twice, the costliest first."""
        found = [usage_of(self._names[pid], pid, samples) for pid, samples in self._samples.items() if len(samples) > 1]
        return sorted(found, key=lambda usage: -usage.cpu_s)


def usage_of(name: str, pid: int, samples: Sequence[Sample]) -> Usage:
    """The usage that samples in the order of time show; at least two."""
    memory = [one.memory_bytes / (1 << 20) for one in samples]
    return Usage(
        name=name,
        pid=pid,
        cpu_s=samples[-1].cpu_s - samples[0].cpu_s,
        seconds=samples[-1].at_s - samples[0].at_s,
        memory_mb=median(memory),
        peak_mb=max(memory),
        growth_mb_per_minute=_growth(samples),
    )


def _growth(samples: Sequence[Sample]) -> float:
    quarter = len(samples) // 4
    if not quarter:
        return 0.0
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    minutes = (median(one.at_s for one in late) - median(one.at_s for one in early)) / 60
    grown = median(one.memory_bytes for one in late) - median(one.memory_bytes for one in early)
    return grown / (1 << 20) / minutes if minutes else 0.0
