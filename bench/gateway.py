"""Measure what the gateway costs by itself: microseconds of processor time an event, of its process and of NATS.

NATS and the gateway run on a temporary folder, without workers: what arrives is taken from the stream and thrown away. Offices,
each a tenant of its own, hand over what simulated devices write, at a rate, by one protocol after the other. Processor time
is what counts, so that other work on the machine disturbs little. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import psutil

from otasuke.config import Doors
from otasuke.enrol.credentials import REGISTRY, Credential, add, new_credential
from otasuke.local.nats import Nats
from otasuke.local.service import start
from otasuke.pipeline.processes.doors import read_doors
from otasuke.pipeline.worker import GROUP
from otasuke.simulating.delivery.client import Connection
from otasuke.simulating.delivery.requests import request_for
from otasuke.simulating.delivery.server import Server
from otasuke.simulating.feed import Body, Door, Feed
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.stream.nats.broker import NatsBroker
from otasuke.stream.port import PARTITIONS, Stream, StreamUnavailable

WAYS = ("ndjson", "bulk", "syslog-tcp", "syslog-udp")
_BODIES_EACH = 12
_WARMING_S = 3.0
_KNOWN_WITHIN_S = 60.0
_FIRST_US = 1_776_128_400_000_000  # 10 o'clock of a Tuesday in Japan
_SENT_BY_UDP_AT_ONCE = 40


@dataclass
class Measured:
    """What happened while it counted."""

    events: int = 0
    answers_s: list[float] = field(default_factory=list)
    messages: int = 0
    message_bytes: int = 0


@dataclass(frozen=True)
class Office:
    """A sender with what it hands over, again and again."""

    tenant: str
    address: str
    bodies: Sequence[Body]
    token: str = ""


class Bench:
    """Sends by one way, and measures."""

    def __init__(self, options: argparse.Namespace, doors: Doors, processes: dict[str, psutil.Process]) -> None:
        self._options = options
        self._doors = doors
        self._processes = processes
        self._measured = Measured()
        self._counts = False

    async def measure(self, way: str, offices: Sequence[Office], stream: Stream) -> dict[str, Any]:
        """Drive all offices for as long as it takes."""
        self._measured, self._counts = Measured(), False
        send = {"ndjson": self._http, "bulk": self._http, "syslog-tcp": self._tcp, "syslog-udp": self._udp}[way]
        tasks = [asyncio.create_task(send(office)) for office in offices]
        tasks += [asyncio.create_task(self._drain(stream, partition)) for partition in range(PARTITIONS)]
        try:
            await asyncio.sleep(_WARMING_S)
            before, self._counts = self._cpu(), True
            await asyncio.sleep(self._options.seconds)
            self._counts, after = False, self._cpu()
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in outcomes:
            if outcome is not None and not isinstance(outcome, asyncio.CancelledError):
                raise outcome
        return self._figures(before, after)

    def _figures(self, before: dict[str, float], after: dict[str, float]) -> dict[str, Any]:
        measured = self._measured
        events = max(1, measured.events)
        return {
            "events_per_second": round(measured.events / self._options.seconds),
            "us_per_event": {name: round(1e6 * (after[name] - before[name]) / events, 2) for name in after},
            "messages_per_second": round(measured.messages / self._options.seconds, 1),
            "events_per_message": round(measured.events / max(1, measured.messages)),
            "message_kb": round(measured.message_bytes / max(1, measured.messages) / 1024, 1),
            "answer_ms": _percentiles(measured.answers_s),
        }

    def _cpu(self) -> dict[str, float]:
        times = {name: process.cpu_times() for name, process in self._processes.items()}
        return {name: one.user + one.system for name, one in times.items()}

    async def _drain(self, stream: Stream, partition: int) -> None:
        while True:
            with suppress(StreamUnavailable):
                for delivery in await stream.take(GROUP, partition, most=8, wait_s=2.0):
                    if self._counts:
                        self._measured.messages += 1
                        self._measured.message_bytes += len(delivery.data)
                    await stream.done(delivery)

    async def _turns(self, office: Office) -> AsyncIterator[Body]:
        """A body whenever it is time for one."""
        pace_s = self._options.batch * self._options.offices / self._options.rate
        due = time.monotonic() + random.uniform(0, pace_s)
        number = 0
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            body = office.bodies[number % len(office.bodies)]
            due = max(due + pace_s * body.events / self._options.batch, time.monotonic() - 2 * pace_s)
            yield body
            number += 1

    async def _http(self, office: Office) -> None:
        assert self._doors.http
        connection = Connection(Server(self._doors.http.host, self._doors.http.port))
        requests = {id(body): request_for(body, office.token) for body in office.bodies}
        async for body in self._turns(office):
            began, request = time.monotonic(), requests[id(body)]
            answer = await connection.post(request.target, request.headers, request.data)
            if answer.status == 200:
                self._accepted(body, time.monotonic() - began)

    async def _tcp(self, office: Office) -> None:
        place = self._doors.syslog
        assert place
        _, writer = await asyncio.open_connection(place.host, place.port, local_addr=(office.address, 0))
        async for body in self._turns(office):
            writer.write(body.data)
            await writer.drain()
            self._accepted(body)

    async def _udp(self, office: Office) -> None:
        place = self._doors.syslog
        assert place
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.bind((office.address, 0))
            async for body in self._turns(office):
                for position, line in enumerate(body.data.splitlines(), 1):
                    out.sendto(line, (place.host, place.port))
                    if position % _SENT_BY_UDP_AT_ONCE == 0:
                        await asyncio.sleep(0)
                self._accepted(body)

    def _accepted(self, body: Body, took_s: float | None = None) -> None:
        if self._counts:
            self._measured.events += body.events
            if took_s is not None:
                self._measured.answers_s.append(took_s)


def offices_for(way: str, options: argparse.Namespace) -> list[Office]:
    """Offices with bodies of the devices that speak so."""
    offices = []
    fleet = Fleet(FleetPlan(4 * options.offices, collectors=True))
    wanted = Door.BULK if way == "bulk" else Door.LINES
    for feed in (feed for feed in fleet.feeds if feed.door is wanted):
        number = len(offices)
        if number == options.offices:
            break
        address = f"127.1.{number // 250}.{number % 250 + 1}"
        offices.append(Office(f"{way}-{number}", address, list(_bodies(feed, options.batch))))
    return offices


def _bodies(feed: Feed, batch: int) -> Iterator[Body]:
    pace = sum(one.at(1.0) for one in feed.paces)
    for number in range(_BODIES_EACH):
        first_us = _FIRST_US + number * 10_000_000
        body = feed.take(first_us, first_us + 10_000_000, people=1.0, factor=batch / pace / 10, seconds=10.0)
        if body:
            yield body


def _percentiles(times_s: Sequence[float]) -> dict[str, float] | None:
    if len(times_s) < 2:
        return None
    cuts = quantiles(times_s, n=100)
    return {"p50": round(1000 * cuts[49], 1), "p99": round(1000 * cuts[98], 1)}


@contextmanager
def _running(folder: Path) -> Iterator[dict[str, psutil.Process]]:
    """NATS and a gateway on the folder; what they say goes to its log."""
    nats = start(Nats(folder).service())
    started: list[subprocess.Popen[bytes]] = [nats]
    try:
        _wait_for(lambda: Nats(folder).url is not None)
        doors = {f"OTASUKE_{name}_LISTEN": "127.0.0.1:0" for name in ("HTTP", "SYSLOG")}
        shut = {f"OTASUKE_{name}_LISTEN": "off" for name in ("SYSLOG_TLS", "FLUENT", "METRICS")}
        environment = {**os.environ, **doors, **shut}
        with (folder / "log" / "gateway.log").open("wb") as log:
            command = [sys.executable, "-m", "otasuke", "serve", "gateway", "--data", str(folder)]
            gateway = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603  # our own command
        started.append(gateway)
        _wait_for(lambda: read_doors(folder / "pipeline") is not None)
        yield {"gateway": psutil.Process(gateway.pid), "nats": psutil.Process(nats.pid)}
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)


def _wait_for(is_there: Callable[[], bool]) -> None:
    until = time.monotonic() + _KNOWN_WITHIN_S
    while not is_there():
        if time.monotonic() > until:
            raise SystemExit("the service did not become ready")
        time.sleep(0.05)


@asynccontextmanager
async def _known(folder: Path, broker: NatsBroker, way: str, offices: Sequence[Office]) -> AsyncIterator[list[Office]]:
    """The offices with their tokens, or with their addresses known."""
    registry = await broker.registry(REGISTRY)
    known: list[Office] = []
    made: list[Credential] = []
    for office in offices:
        address = office.address if way.startswith("syslog") else None
        credential, token = new_credential(office.tenant, way, now=datetime.now(UTC), address=address)
        known.append(Office(office.tenant, office.address, office.bodies, token or ""))
        made.append(credential)
    await asyncio.gather(*(add(registry, one) for one in made))
    copy = folder / "pipeline" / "credentials.json"
    await asyncio.to_thread(_wait_for, lambda: copy.exists() and made[-1].id.encode() in copy.read_bytes())
    try:
        yield known
    finally:
        await asyncio.gather(*(registry.remove(one.id) for one in made))


async def _measure(options: argparse.Namespace, folder: Path, processes: dict[str, psutil.Process]) -> dict[str, Any]:
    doors = read_doors(folder / "pipeline")
    assert doors
    broker = await NatsBroker.open(Nats(folder).url or "")
    stream = await broker.stream((GROUP,))
    found = {}
    for way in options.way or WAYS:
        bench = Bench(options, doors, processes)
        async with _known(folder, broker, way, offices_for(way, options)) as offices:
            found[way] = await bench.measure(way, offices, stream)
    await broker.close()
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--way", action="append", choices=WAYS, help="(default: one after the other)")
    parser.add_argument("--offices", type=int, default=300, help="that hand over, each a tenant (default 300)")
    parser.add_argument("--batch", type=int, default=60, help="events in what an office hands over (default 60)")
    parser.add_argument("--rate", type=float, default=9000, help="events a second of all of them (default 9000)")
    parser.add_argument("--seconds", type=float, default=15.0, help="for each way (default 15)")
    return parser.parse_args()


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="gateway-") as name, _running(Path(name)) as processes:
        print(json.dumps(asyncio.run(_measure(options, Path(name), processes)), indent=1))


if __name__ == "__main__":
    main()
