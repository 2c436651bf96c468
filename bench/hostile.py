"""Send a million tiny requests that are of no use, and look whether the service minds.

`otasuke up` runs on a temporary folder. Many connections, which are kept, send requests of a few bytes as fast as they are
answered: with wrong tokens and without one, empty ones, broken ones, ones for paths that are not there, bytes that are no
HTTP, and some that are valid. Meanwhile an office hands over an event now and then that a rule finds. Afterwards the gateway has
to be the same process with the memory that it had after the first of them, every answer one that was to be expected, and each event
of the office detected once. Prints one JSON object; ends with 1 if something of that is not so.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from killing.service import Up, add_sensor
from killing.verdict import all_detections
from noisy import RULE

from otasuke.local.nats import Nats
from otasuke.simulating.delivery.client import Connection
from otasuke.simulating.delivery.server import Server
from otasuke.stream.nats.broker import NatsBroker

_MAY_GROW_BYTES = 32 << 20
_DETECTED_WITHIN_S = 120.0
_OFFICE_EVERY_S = 2.0
_ANSWERED_WITHIN_S = 120.0
_MIB = 1 << 20
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """A kind of request: how many of a hundred there are, and which answers are right (0: the connection is closed)."""

    share: int
    path: str
    headers: dict[str, str]
    body: bytes
    right: frozenset[int]

    def request(self, server: Server) -> bytes:
        """Its bytes; those that are no HTTP as they are."""
        if not self.path:
            return self.body
        lines = [f"POST {self.path} HTTP/1.1", f"Host: {server.authority}", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def kinds(token: str) -> dict[str, Kind]:
    """All of them. Who has a token may be told to come later: he has used up his quota."""
    ours = {"Authorization": f"Bearer {token}"}
    return {
        "wrong token": Kind(40, "/v1/events", {"Authorization": "Bearer ots_guess"}, b"x", frozenset({401})),
        "no token": Kind(10, "/_bulk", {}, b"{}", frozenset({401})),
        "empty": Kind(15, "/v1/events", ours, b"", frozenset({200, 429})),
        "one byte": Kind(10, "/v1/events", ours, b"x", frozenset({200, 429})),
        "broken bulk": Kind(10, "/_bulk", ours, b"{", frozenset({400, 429})),
        "broken gzip": Kind(5, "/v1/events", ours | {"Content-Encoding": "gzip"}, b"x", frozenset({400, 429})),
        "no such path": Kind(5, "/nothing", ours, b"x", frozenset({404, 405})),
        "no HTTP": Kind(5, "", {}, b"\x16\x03\x01\x00\xa5\x01\r\n\r\n", frozenset({0, 400})),
    }


class Line:
    """A connection that is kept, and opened again when the other side has closed it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> int:
        """The status of the answer; 0 where there is none. Raises OSError, TimeoutError."""
        async with asyncio.timeout(_ANSWERED_WITHIN_S):
            if self._streams is None:
                self._streams = await asyncio.open_connection(self._server.host, self._server.port)
            reader, writer = self._streams
            writer.write(request)
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                await reader.readexactly(int(length[1]) if length else 0)
            except asyncio.IncompleteReadError:
                self.close()
                return 0
        if length is None or _CLOSES.search(head):
            self.close()
        return int(head[9:12])

    def close(self) -> None:
        """Close it, if it is open."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


@dataclass
class Flood:
    """What is sent, and what was answered."""

    server: Server
    kinds: dict[str, Kind]
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    lost: int = 0

    async def send(self, requests: int, *, connections: int) -> float:
        """Send so many by so many connections; how long it took in seconds."""
        began = time.monotonic()
        shares = [requests // connections + (number < requests % connections) for number in range(connections)]
        await asyncio.gather(*(self._send(share, random.Random(number)) for number, share in enumerate(shares)))
        return time.monotonic() - began

    async def _send(self, requests: int, dice: random.Random) -> None:
        line = Line(self.server)
        names, weights = list(self.kinds), [kind.share for kind in self.kinds.values()]
        made = {name: kind.request(self.server) for name, kind in self.kinds.items()}
        for name in dice.choices(names, weights, k=requests):
            try:
                self.answers[name, await line.ask(made[name])] += 1
            except (OSError, TimeoutError):
                self.lost += 1
        line.close()

    @property
    def wrong(self) -> dict[str, int]:
        """Answers that are not right, and how many of each."""
        found = {
            f"{name}: {status}": n for (name, status), n in self.answers.items() if status not in self.kinds[name].right
        }
        return found | ({"no answer": self.lost} if self.lost else {})


class Office:
    """Hands over an event every few seconds, and notes how long the answer took."""

    def __init__(self, server: Server, token: str) -> None:
        self._connection = Connection(server)
        self._headers = {"Authorization": f"Bearer {token}"}
        self.answers_s: list[float] = []

    async def work(self) -> None:
        """Work until cancelled."""
        while True:
            await self.send()
            await asyncio.sleep(_OFFICE_EVERY_S)

    async def send(self) -> None:
        """Hand over one event."""
        data = {"Image": r"C:\a.exe", "CommandLine": f"attempt-{len(self.answers_s)}"}
        channel = "Microsoft-Windows-Sysmon/Operational"
        winlog = {"channel": channel, "event_id": "1", "computer_name": "pc-1", "event_data": data}
        body = json.dumps({"@timestamp": "2026-04-01T00:00:00Z", "winlog": winlog}).encode()
        began = time.monotonic()
        answer = await self._connection.post("/v1/events", self._headers, body)
        if answer.status != 200:
            raise RuntimeError(f"the office was told {answer.status}: {answer.body[:200]!r}")
        self.answers_s.append(time.monotonic() - began)


class Memory:
    """What the processes of the service take. Who was started again is seen with its new process."""

    def __init__(self, up: Up) -> None:
        self._up = up
        self.gateway = psutil.Process(up.services()["gateway"].pid)
        self.peak_bytes = 0

    def now(self) -> dict[str, int]:
        """In MiB, by name."""
        pids = {one.name: one.pid for one in self._up.services().values() if one.pid and psutil.pid_exists(one.pid)}
        return {name: psutil.Process(pid).memory_info().rss // _MIB for name, pid in pids.items()}

    async def watch(self) -> None:
        """Note the most that the gateway takes, until cancelled. Raises psutil.NoSuchProcess if it has gone."""
        while True:
            self.peak_bytes = max(self.peak_bytes, self.gateway.memory_info().rss)
            await asyncio.sleep(0.5)


async def meanwhile(work: Callable[[], Awaitable[float]], *others: Callable[[], Awaitable[None]]) -> float:
    """What the work gives, with others beside it until it is done."""
    tasks = [asyncio.ensure_future(other()) for other in others]
    try:
        return await work()
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if not isinstance(outcome, asyncio.CancelledError):
                raise SystemExit(f"something ended that should not: {outcome!r}")


async def measure(options: argparse.Namespace, up: Up) -> dict[str, Any]:
    """Flood the service, and report."""
    server = Server("127.0.0.1", up.port)
    flood = Flood(server, kinds(add_sensor(up, "oni", "pc")))
    office = Office(server, add_sensor(up, "sakura", "pc"))
    memory = Memory(up)
    await flood.send(options.requests // 20, connections=options.connections)
    before = memory.now()
    took_s = await meanwhile(
        lambda: flood.send(options.requests, connections=options.connections), office.work, memory.watch
    )
    after = memory.now()
    await office.send()
    times = await detected(up, len(office.answers_s))
    answers: dict[str, dict[str, int]] = {}
    for (name, status), n in sorted(flood.answers.items()):
        answers.setdefault(name, {})[str(status)] = n
    return {
        "requests": sum(flood.answers.values()) + flood.lost,
        "requests_per_second": round(options.requests / took_s),
        "answers": answers,
        "wrong": flood.wrong,
        "memory_mib": {"before": before, "after": after, "gateway_at_most": memory.peak_bytes // _MIB},
        "gateway_grew_mib": after["gateway"] - before["gateway"],
        "office": {
            "events": len(office.answers_s),
            "detected": times,
            "answer_s": {"median": round(median(office.answers_s), 3), "longest": round(max(office.answers_s), 3)},
        },
        "is_same_gateway": memory.gateway.is_running(),
        "restarts": {one.name: one.restarts for one in up.services().values() if one.restarts},
        "deaths": up.deaths(),
        "tracebacks": up.tracebacks(),
    }


async def detected(up: Up, events: int) -> dict[str, int]:
    """How many of the office's events were detected, and how often all together, when that is as often as it should be or late."""
    broker = await NatsBroker.open(Nats(up.data).url or "")
    until = time.monotonic() + _DETECTED_WITHIN_S
    try:
        while True:
            found = [one for one in await all_detections(broker) if one.tenant == "sakura"]
            matched = {value for one in found for _, value, _ in one.matched}
            if len(matched) >= events or time.monotonic() > until:
                return {"events": len(matched), "times": len(found)}
            await asyncio.sleep(0.5)
    finally:
        await broker.close()


def is_well(report: dict[str, Any]) -> bool:
    """Whether the service did not mind."""
    office = report["office"]
    is_found = office["detected"] == {"events": office["events"], "times": office["events"]}
    grew_bytes = report["gateway_grew_mib"] * _MIB
    return (
        is_found and grew_bytes <= _MAY_GROW_BYTES and not (report["wrong"] or report["deaths"] or report["tracebacks"])
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--requests", type=int, default=1_000_000, help="(default 1,000,000), and a twentieth before that"
    )
    parser.add_argument("--connections", type=int, default=64, help="(default 64)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "rules.yml").write_text(RULE)
        up = Up(folder / "data", folder / "rules.yml", workers=1)
        try:
            up.start()
            report = asyncio.run(measure(options, up))
            if report["restarts"] or report["deaths"]:
                print(up.log.read_text(errors="replace")[-4000:], file=sys.stderr)
        finally:
            up.stop()
    print(json.dumps(report, indent=1))
    raise SystemExit(not is_well(report))


if __name__ == "__main__":
    main()
