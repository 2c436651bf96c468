"""Measure what others feel of a tenant that sends ten times its quota: nothing, it should be.

`otasuke up` runs on a temporary folder. Some offices hand over a few events several times a second, one of which a rule finds;
measured are the time until the answer (HTTP 200: it is on a disk) and the time from handing it over to its detection. In
every second phase one tenant more sends ten times what it may, whatever it is told; half of the offices share its partition.
Phases alternate, and the first seconds of each are left out. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from killing.service import OTASUKE, Up, add_sensor

from otasuke.findings.live import JOURNAL, read_findings
from otasuke.local.nats import Nats
from otasuke.simulating.delivery.client import Connection, ConnectionLost
from otasuke.simulating.delivery.server import Server
from otasuke.stream.nats.broker import NatsBroker
from otasuke.stream.port import Journal, partition_of

NOISY = "noisy"
TIMES = 10
WANTED_RATIO = 1.2
RULE = """
title: An attempt
id: 8f8f3c1e-9d7b-4f0a-8a3c-2f6a5c0b1e03
status: test
level: low
logsource:
    product: windows
    category: process_creation
detection:
    words:
        CommandLine|startswith: 'attempt-'
    condition: words
"""
_SETTLING_S = 3.0
_DETECTED_WITHIN_S = 60.0
_NUMBER = re.compile(r"attempt-(\d+)-")


@dataclass
class Phase:
    """What was measured in one. sent_at: of each attempt that counts, by its number, in seconds since 1970."""

    is_noisy: bool
    answers_s: list[float] = field(default_factory=list)
    sent_at: dict[int, float] = field(default_factory=dict)
    detections_s: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass
class Noise:
    """What became of what the noisy tenant sent, in requests and in seconds of sending."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0


class Bench:
    """Sends, in one event loop; the events are made while nothing else waits."""

    def __init__(self, options: argparse.Namespace, up: Up) -> None:
        self._options = options
        self._server = Server("127.0.0.1", up.port)
        self._tokens = {tenant: add_sensor(up, tenant, "pc") for tenant in offices(options.offices)}
        self._noisy_token = add_sensor(up, NOISY, "pc")
        self._numbers = count()
        self.noise = Noise()

    async def phase(self, *, is_noisy: bool) -> Phase:
        """Send for as long as a phase takes."""
        phase = Phase(is_noisy)
        began = time.monotonic()
        until = began + _SETTLING_S + self._options.seconds
        async with self._noise() if is_noisy else _nothing(), asyncio.TaskGroup() as tasks:
            for token in self._tokens.values():
                tasks.create_task(self._send_of_office(token, phase, counts_from=began + _SETTLING_S, until=until))
        return phase

    async def _send_of_office(self, token: str, phase: Phase, *, counts_from: float, until: float) -> None:
        connection = Connection(self._server)
        while time.monotonic() < until:
            await asyncio.sleep(random.uniform(0.5, 1.5) * self._options.pause)
            number, began, at = next(self._numbers), time.monotonic(), time.time()
            body = b"\n".join([_event(f"attempt-{number}-"), *(_event(f"{number}-{other}") for other in range(9))])
            answer = await connection.post("/v1/events", {"Authorization": f"Bearer {token}"}, body)
            if began >= counts_from:
                phase.statuses[answer.status] += 1
                phase.answers_s.append(time.monotonic() - began)
                phase.sent_at[number] = at
        await connection.close()

    @asynccontextmanager
    async def _noise(self) -> AsyncIterator[None]:
        began = time.monotonic()
        senders = [asyncio.create_task(self._send_noise()) for _ in range(self._options.noisy_connections)]
        try:
            yield
        finally:
            for one in senders:
                one.cancel()
            await asyncio.gather(*senders, return_exceptions=True)
            self.noise.seconds += time.monotonic() - began

    async def _send_noise(self) -> None:
        """At its pace, without waiting for as long as it is told to."""
        connection, options = Connection(self._server), self._options
        pause_s = options.noisy_batch * options.noisy_connections / (TIMES * options.quota)
        due = time.monotonic() + random.uniform(0, pause_s)
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due += pause_s
            number = next(self._numbers)
            body = b"\n".join(_event(f"{number}-{other}") for other in range(options.noisy_batch))
            with suppress(ConnectionLost):
                answer = await connection.post("/v1/events", {"Authorization": f"Bearer {self._noisy_token}"}, body)
                self.noise.statuses[answer.status] += 1


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


def offices(number: int) -> list[str]:
    """Names of tenants, half of whom are in the partition of the noisy one."""
    names = [f"office-{index}" for index in range(40 * number)]
    beside = [name for name in names if partition_of(name) == partition_of(NOISY)]
    elsewhere = [name for name in names if partition_of(name) != partition_of(NOISY)]
    return [*beside[: number // 2], *elsewhere[: number - number // 2]]


def _event(command_line: str) -> bytes:
    """A process creation as Winlogbeat writes it."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return (
        f'{{"@timestamp":"{at}","winlog":{{"channel":"Microsoft-Windows-Sysmon/Operational","provider_name":'
        f'"Microsoft-Windows-Sysmon","event_id":"1","computer_name":"KEIRI-PC01","event_data":{{"Image":'
        f'"C:\\\\notepad.exe","CommandLine":"{command_line}","User":"keiri"}}}}}}'
    ).encode()


async def detect(journal: Journal, phases: list[Phase]) -> None:
    """Give every phase the times until its attempts were detected."""
    sent_at = {number: (phase, at) for phase in phases for number, at in phase.sent_at.items()}
    after, until = 0, time.monotonic() + _DETECTED_WITHIN_S
    while sent_at and time.monotonic() < until:
        for entry in await journal.read(after=after, most=500, wait_s=1.0):
            after = entry.number
            for one in read_findings(entry.data).detections:
                found = _NUMBER.search(str(one.matched))
                phase, at = sent_at.pop(int(found[1]), (None, 0.0)) if found else (None, 0.0)
                if phase:
                    phase.detections_s.append(one.detected_at.timestamp() - at)
    if sent_at:
        raise SystemExit(f"{len(sent_at)} attempts were not detected within {_DETECTED_WITHIN_S:g} s")


def report(options: argparse.Namespace, phases: list[Phase], noise: Noise) -> dict[str, Any]:
    """The figures, with the ratio of each noisy phase to the quiet one beside it."""
    return {
        "offices": options.offices,
        "quota_events_per_second": options.quota,
        "noisy": {
            "offered_events_per_second": round(noise.statuses.total() * options.noisy_batch / noise.seconds),
            "accepted_events_per_second": round(noise.statuses[200] * options.noisy_batch / noise.seconds),
            "answers": dict(noise.statuses),
        },
        "answers_of_offices": dict(sum((phase.statuses for phase in phases), Counter[int]())),
        "answer": _compared([(phase.is_noisy, phase.answers_s) for phase in phases]),
        "detection": _compared([(phase.is_noisy, phase.detections_s) for phase in phases]),
    }


def _compared(measured: list[tuple[bool, list[float]]]) -> dict[str, Any]:
    p99 = {kind: [_percentile(times, 99) for is_noisy, times in measured if is_noisy is kind] for kind in (False, True)}
    p50 = {kind: [_percentile(times, 50) for is_noisy, times in measured if is_noisy is kind] for kind in (False, True)}
    ratios = [noisy / quiet for quiet, noisy in zip(p99[False], p99[True], strict=True)]
    of_all = {
        kind: _percentile([one for is_noisy, times in measured if is_noisy is kind for one in times], 99)
        for kind in (False, True)
    }
    ratio_of_all = of_all[True] / of_all[False]
    return {
        "quiet_ms": {"p50": _ms(p50[False]), "p99": _ms(p99[False])},
        "noisy_ms": {"p50": _ms(p50[True]), "p99": _ms(p99[True])},
        "ratio_of_p99": {"median": round(median(ratios), 3), "each": [round(one, 3) for one in ratios]},
        "ratio_of_p99_of_all_phases": round(ratio_of_all, 3),
        "is_within_20_percent": max(median(ratios), ratio_of_all) <= WANTED_RATIO,
    }


def _percentile(times_s: list[float], percent: int) -> float:
    return quantiles(times_s, n=100)[percent - 1]


def _ms(times_s: list[float]) -> float:
    return round(1000 * median(times_s), 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=6, help="of a quiet and a noisy phase (default 6)")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each phase (default 20)")
    parser.add_argument("--offices", type=int, default=16, help="that do what they should (default 16)")
    parser.add_argument("--pause", type=float, default=0.25, help="seconds between two batches of one (default 0.25)")
    parser.add_argument("--quota", type=int, default=500, help="events a second of the noisy one (default 500)")
    parser.add_argument(
        "--noisy-batch", type=int, default=100, help="events in a request of the noisy one (default 100)"
    )
    parser.add_argument("--noisy-connections", type=int, default=8, help="of the noisy one (default 8)")
    parser.add_argument("--workers", type=int, default=1, help="of the service (default 1)")
    return parser.parse_args()


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="noisy-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "rules.yml").write_text(RULE)
        up = Up(folder / "data", folder / "rules.yml", workers=options.workers)
        try:
            up.start()
            _set_quota(up, options.quota)
            print(json.dumps(asyncio.run(_measure(options, up))))
        finally:
            up.stop()


def _set_quota(up: Up, events_per_s: int) -> None:
    figures = ["--events-per-s", str(events_per_s), "--burst-events", str(2 * events_per_s)]
    command = [*OTASUKE, "quota", "set", NOISY, *figures, "--data", str(up.data)]
    subprocess.run(command, env=up.environment, check=True, capture_output=True)  # noqa: S603  # our own command


async def _measure(options: argparse.Namespace, up: Up) -> dict[str, Any]:
    bench = Bench(options, up)
    broker = await NatsBroker.open(Nats(up.data).url or "")
    journal = await broker.journal(JOURNAL)
    await bench.phase(is_noisy=True)  # warms everything; what was saved up of the quota is gone
    await asyncio.sleep(_SETTLING_S)
    bench.noise = Noise()
    phases = []
    for number in range(options.rounds):
        for is_noisy in (False, True) if number % 2 else (True, False):
            phases.append(await bench.phase(is_noisy=is_noisy))
            await asyncio.sleep(_SETTLING_S)
    await detect(journal, phases)
    await broker.close()
    return report(options, phases, bench.noise)


if __name__ == "__main__":
    main()
