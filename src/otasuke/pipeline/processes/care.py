"""The process that takes care: of the lake's files, of lists of indicators, of sensors that fall silent, and of canaries."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from otasuke.config import Doors
from otasuke.enrol import credentials
from otasuke.enrol.credentials import CredentialBook
from otasuke.findings import live as findings
from otasuke.lake.days import Retention
from otasuke.lake.durable import write_durably
from otasuke.lake.following import forget_follower
from otasuke.pipeline import arrivals, dead
from otasuke.pipeline.dead_count import DeadCount, DeadTally
from otasuke.pipeline.health.canary import CANARY_RULE_ID, nonce_in
from otasuke.pipeline.health.canary_round import send_round
from otasuke.pipeline.health.canary_ways import Send, ways
from otasuke.pipeline.health.event import HealthEvent, to_json
from otasuke.pipeline.health.heard import Heard
from otasuke.pipeline.health.keeper import EVERY_S, HealthKeeper
from otasuke.pipeline.health.week import week_in
from otasuke.pipeline.learnt.live import FOLLOWER
from otasuke.pipeline.metrics import HealthMetrics
from otasuke.pipeline.processes.book import FollowedBook
from otasuke.pipeline.processes.canary_credentials import doors_for_canaries, let_in, new_canary_token
from otasuke.pipeline.processes.doors import read_doors
from otasuke.pipeline.processes.indicator_care import IndicatorCare
from otasuke.pipeline.processes.lake_care import LakeCare
from otasuke.pipeline.processes.report import PathReport, Report, keep_reporting
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.processes.tenants import followed_tenants
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.pipeline.worker import GROUP
from otasuke.stream.port import Entry, Journal, Registry, Stream, StreamUnavailable

HEALTH_JOURNAL = "health"
_FIRST_LOOK_S = 5.0
_AT_A_TIME = 256
_WAIT_S = 2.0
_AGAIN_S = 0.5
_COUNT_EVERY_S = 15.0


class Care:
    """Runs until cancelled.

    retention_days  how long events are kept of whom nothing else was set.
    learns          whether learnt detectors follow the lake: if not, nothing is kept for them.
    """

    def __init__(self, around: Surroundings, *, retention_days: int, learns: bool = True) -> None:
        self._around = around
        self._retention_days = retention_days
        self._learns = learns
        self._tenants = followed_tenants(around)
        copy = around.notes / f"{credentials.REGISTRY}-{around.name}.json"
        self._senders = FollowedBook(CredentialBook(), credentials.REGISTRY, copy, log=around.log)
        self._keeper = HealthKeeper(around.notes / "health.state", log=around.log)
        self._keeper.silence.week_of = lambda tenant: week_in(self._tenants.book.zone(tenant))
        self._read_until = ReadUntil(around.notes / "health.read")
        self._heard = Heard()
        self._heard_of = 0
        self._silent = 0
        self._dead = DeadTally()
        self._metrics = HealthMetrics(around.registry)
        self._indicators = IndicatorCare(around)
        self._lake = LakeCare(around.lake, around.log, retention=self._retention)

    async def run(self) -> None:
        """Work."""
        broker = await self._around.broker()
        asked = self._around.asked
        registry = await asked(lambda: broker.registry(credentials.REGISTRY))
        token = await asked(lambda: new_canary_token(registry))
        heard = await asked(lambda: broker.journal(arrivals.JOURNAL, kept=arrivals.KEPT))
        detected = await asked(lambda: broker.journal(findings.JOURNAL))
        health = await asked(lambda: broker.journal(HEALTH_JOURNAL))
        letters = await asked(lambda: broker.journal(dead.JOURNAL))
        stream = await asked(lambda: broker.stream((GROUP,)))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tenants.follow(broker))
            tasks.create_task(self._senders.follow(broker))
            tasks.create_task(self._follow("arrivals", heard))
            tasks.create_task(self._follow("detections", detected))
            tasks.create_task(self._watch(health, heard, stream, registry, token))
            tasks.create_task(self._count_dead(DeadCount(letters)))
            tasks.create_task(keep_reporting(self._around.notes, self._report))
            tasks.create_task(self._care_for_lake())
            tasks.create_task(self._indicators.run())
            self._around.is_ready()

    async def _follow(self, name: str, journal: Journal) -> None:
        """Tell the watches what stands in a journal."""
        at = self._read_until.of(name)
        while True:
            try:
                found = await journal.read(after=at, most=_AT_A_TIME, wait_s=_WAIT_S)
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)
                continue
            if found:
                await asyncio.to_thread(self._hear_all, name, found)
                at = found[-1].number
            if name == arrivals.JOURNAL:
                self._heard_of = at

    def _hear_all(self, name: str, entries: Sequence[Entry]) -> None:
        """Take in what was read, and note that it was, while nobody writes either down."""
        with self._keeper.lock:
            for entry in entries:
                self._hear(name, entry)
            self._read_until.note(name, entries[-1].number)

    def _hear(self, name: str, entry: Entry) -> None:
        try:
            if name == arrivals.JOURNAL:
                told = arrivals.read_arrivals(entry.data)
                self._heard.tell(entry.at, told)
                for one in told:
                    self._keeper.silence.seen(one.tenant, one.sensor, one.at, one.count)
            elif CANARY_RULE_ID.encode() in entry.data:
                for found in findings.read_findings(entry.data).detections:
                    nonce = (
                        nonce_in(value for _, value, _ in found.matched) if found.rule_id == CANARY_RULE_ID else None
                    )
                    if nonce is not None:
                        self._keeper.canaries.detected(nonce, found.detected_at)
        except (ValueError, TypeError, KeyError) as error:
            self._around.log.warning("entry.unreadable", error=type(error).__name__, batch=entry.name)

    async def _watch(self, journal: Journal, heard: Journal, stream: Stream, registry: Registry, token: str) -> None:
        """Every minute: send canaries, and say what is wrong."""
        await self._senders.newest()
        await asyncio.sleep(_FIRST_LOOK_S)
        while True:
            doors = read_doors(self._around.notes)
            if doors is not None:
                await self._send_canaries(ways(await self._doors_for_canaries(registry, doors), token))
            await asyncio.sleep(EVERY_S / 2)
            self._forget_revoked()
            try:
                events = await asyncio.to_thread(self._look, await self._waiting(stream, heard))
                await self._tell(journal, events)
            except OSError as error:
                # What could not be written down is not told either, but next time.
                self._around.log.error("health.unwritable", error=type(error).__name__)  # noqa: TRY400  # our own log
            await asyncio.sleep(EVERY_S / 2)

    def _forget_revoked(self) -> None:
        """Who may send no more is not waited for."""
        if self._senders.is_behind:
            return
        valid = {(one.tenant, one.sensor) for one in self._senders.book.credentials}
        with self._keeper.lock:
            for tenant, sensor in self._keeper.silence.watched - valid:
                self._keeper.silence.forget(tenant, sensor)

    async def _doors_for_canaries(self, registry: Registry, doors: Doors) -> Doors:
        with suppress(StreamUnavailable):
            await let_in(registry, self._senders.book, doors)
        chosen = doors_for_canaries(self._senders.book, doors)
        for name in ("syslog", "syslog_tls"):
            if getattr(chosen, name) != getattr(doors, name):
                self._around.log.warning("canary.address_taken", door=name)
        return chosen

    async def _send_canaries(self, sends: Mapping[str, Send]) -> None:
        """Send one by every door; what is known of doors that were shut on purpose is forgotten."""
        with self._keeper.lock:
            for path in {one.path for one in self._keeper.canaries.paths} - sends.keys():
                self._keeper.canaries.forget(path)
        await send_round(sends, self._keeper, now=datetime.now(UTC), log=self._around.log)

    async def _waiting(self, stream: Stream, heard: Journal) -> int | None:
        """How much is on its way to us; None if nobody can say, or there is more in the journal than we have read."""
        try:
            waiting = await stream.waiting(GROUP)
            return waiting if await heard.newest() <= self._heard_of else None
        except StreamUnavailable:
            return None

    def _look(self, waiting: int | None) -> list[HealthEvent]:
        """What has to be told; all that is known is on the disk when this returns. Raises OSError."""
        now = datetime.now(UTC)
        with self._keeper.lock:
            heard_until = self._heard.until(now, waiting=waiting)
            noted = self._read_until.noted()
        events = self._keeper.check(now, heard_until=heard_until)
        self._read_until.save(noted)
        with self._keeper.lock:
            self._metrics.show(self._keeper.silence, self._keeper.canaries)
            self._silent = len(self._keeper.silence.silent)
        return events

    def _report(self) -> Report:
        paths = self._keeper.canaries.paths
        return replace(
            self._around.report(),
            sensors=self._keeper.silence.sensors,
            silent_sensors=self._silent,
            lake=self._lake.problem,
            lake_to_do=self._lake.to_do,
            paths=tuple(
                PathReport(one.path, one.latency_s, one.found_at, one.problem.value if one.problem else "")
                for one in paths
            ),
            retention_days=self._retention_days,
            lists=self._indicators.lists,
            list_problems=self._indicators.problems,
            dead=self._dead,
            behind=self._behind(),
        )

    def _behind(self) -> tuple[str, ...]:
        behind = {REGISTRY: self._tenants.is_behind, credentials.REGISTRY: self._senders.is_behind}
        return tuple(name for name, is_behind in behind.items() if is_behind)

    async def _count_dead(self, count: DeadCount) -> None:
        while True:
            with suppress(StreamUnavailable):
                await count.look()
                self._dead = count.tally
            await asyncio.sleep(_COUNT_EVERY_S)

    async def _tell(self, journal: Journal, events: Sequence[HealthEvent]) -> None:
        told = []
        try:
            for event in events:
                await journal.append(event.id, to_json(event))
                told.append(event)
                self._metrics.events.labels(event.kind.value).inc()
                self._around.log.warning(
                    "health.event", kind=event.kind.value, tenant=event.tenant, sensor=event.sensor
                )
        except StreamUnavailable:
            pass  # the others are told with the next ones
        self._keeper.confirm(told)

    async def _care_for_lake(self) -> None:
        # Without the settings it is not known whose events are kept longer.
        await self._tenants.newest()
        if not self._learns:
            with suppress(OSError):
                await asyncio.to_thread(forget_follower, self._around.lake, FOLLOWER)
        await self._lake.run()

    def _retention(self, today: date) -> Retention:
        return self._tenants.book.retention(today, usual_days=self._retention_days)


class ReadUntil:
    """How far each journal was read, as of the last time that the watches wrote down what they know."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._numbers: dict[str, int] = {}
        try:
            lines = path.read_text(encoding="ascii").splitlines()
            self._numbers = {name: int(number) for name, number in (line.split() for line in lines)}
        except (FileNotFoundError, ValueError):
            return

    def of(self, name: str) -> int:
        """The number of the last entry that was read; 0 if none was."""
        return self._numbers.get(name, 0)

    def note(self, name: str, number: int) -> None:
        """An entry was read."""
        self._numbers[name] = number

    def noted(self) -> bytes:
        """What was noted until now; to be saved as soon as what was read until now is on the disk."""
        return "".join(f"{name} {number}\n" for name, number in self._numbers.items()).encode("ascii")

    def save(self, noted: bytes) -> None:
        """Write it down. Raises OSError."""
        write_durably(self._path, noted)
