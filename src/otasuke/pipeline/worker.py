"""The worker: takes messages of its partitions, tells the journal what was found in them, and puts them into the lake.

A message is done when its events are on the disk of the lake. What was found is in the journal before that; a crash in
between finds it again, under the same name, which changes nothing. That name is the parcel's: a sender that got no answer
sends it again, and then it is in two messages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pyarrow as pa

from otasuke.detect.indicators.lookout import Lookout
from otasuke.detect.indicators.sighting import Once, Sighting
from otasuke.findings.live import Findings, parcel_entries
from otasuke.lake.recent_writer import RecentWriter
from otasuke.pipeline.arrivals import Arrivals, arrivals_entry
from otasuke.pipeline.columns import Gathered
from otasuke.pipeline.dead import DeadLetter, letter_entries, parcel_letters
from otasuke.pipeline.indicators.sighted import findings_of, sighting_entries
from otasuke.pipeline.indicators.watch import IndicatorWatch
from otasuke.pipeline.log import Log
from otasuke.pipeline.rule_watch import RuleWatch
from otasuke.pipeline.rules import RuleSource
from otasuke.pipeline.step import Outcome, Step
from otasuke.pipeline.suspects import Suspects
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.pipeline.work_watch import WorkWatch
from otasuke.stream.port import Delivery, Journal, Stream, StreamUnavailable

GROUP = "work"
FLUSH_EVERY_S = 3.0
FLUSH_ROWS = 150_000
FLUSH_CELLS = 1 << 28
"""Rows times fields, of which each takes four bytes."""
_MOST_QUEUED = 128
_AT_A_TIME = 16
_LARGEST_GROUP_BYTES = 1 << 20
"""Of packed messages that are worked on as one: up to some ten thousand events, half a second's work."""
_WAIT_S = 2.0
_AGAIN_S = 0.5
_SUSPICIOUS_ATTEMPT = 3
_MOST_SUSPECTS = 4
_TOLD_AT_ONCE = 32
_FEWEST_ROWS = 64
"""Among so few events it is not looked which one it is that indicators cannot be looked for in."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What a worker is connected to. folder: where it writes down what it must know after a crash."""

    stream: Stream
    detections: Journal
    dead: Journal
    arrivals: Journal
    lake: Path
    folder: Path


class Worker:
    """Works on some partitions until `run` is cancelled.

    name          tells its file of suspects from those of other workers.
    tenant_rules  leaves out what is switched off for a tenant.
    indicators    what is looked for beside the rules, in what is about to be written.
    """

    def __init__(
        self,
        ports: Ports,
        rules: RuleSource,
        *,
        name: str,
        partitions: Sequence[int],
        log: Log,
        watch: WorkWatch | None = None,
        tenant_rules: TenantRules | None = None,
        indicators: IndicatorWatch | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._watch = watch or WorkWatch(now=now)
        self._ports = ports
        self._rule_watch = RuleWatch(rules, log)
        self._partitions = partitions
        self._log = log
        self._now = now
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue(_MOST_QUEUED)
        self._held: dict[str, Delivery] = {}
        self._gathered = Gathered()
        self._flushed_at = monotonic()
        self._suspects = Suspects(ports.folder / f"suspects-{name}.json")
        self._arrivals = Arrivals()
        self._running = rules.load()
        self._disabled: frozenset[int] = frozenset()
        self._tenant_rules = tenant_rules or TenantRules()
        self._indicators, self._seen = indicators, Once()
        self._step = Step(self._running, timed=self._watch.timed, tenant_rules=self._tenant_rules)
        self._watch.use(self._running)
        self._writer = RecentWriter(ports.lake)

    async def run(self) -> None:
        """Work."""
        async with asyncio.TaskGroup() as tasks:
            for partition in self._partitions:
                tasks.create_task(self._take(partition))
            tasks.create_task(self._work())

    async def _take(self, partition: int) -> None:
        while True:
            try:
                taken = await self._ports.stream.take(GROUP, partition, most=_AT_A_TIME, wait_s=_WAIT_S)
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)
                continue
            for delivery in taken:
                await self._queue.put(delivery)

    async def _work(self) -> None:
        while True:
            await self._handle(await self._next())
            if self._is_time_to_flush():
                await self._flush()
            await self._renew_rules()

    async def _next(self) -> list[Delivery]:
        """The next messages, as many as are there; none if none comes before something else has to be done."""
        try:
            taken = [await asyncio.wait_for(self._queue.get(), FLUSH_EVERY_S / 2)]
        except TimeoutError:
            self._watch.is_idle()
            return []
        size = len(taken[0].data)
        while size < _LARGEST_GROUP_BYTES and not self._queue.empty():
            taken.append(self._queue.get_nowait())
            size += len(taken[-1].data)
        return taken

    async def _handle(self, deliveries: Sequence[Delivery]) -> None:
        fresh: dict[str, Delivery] = {}
        for one, is_stored in zip(deliveries, await asyncio.to_thread(self._are_stored, deliveries), strict=True):
            if one.name in self._held:
                self._held[one.name] = one  # delivered again while we have it: the newer receipt counts
            elif is_stored:
                await self._done([one])
            elif one.attempt >= _SUSPICIOUS_ATTEMPT:
                await self._try_alone(one)
            else:
                fresh[one.name] = one
        await self._process(list(fresh.values()))

    def _are_stored(self, deliveries: Sequence[Delivery]) -> list[bool]:
        return [self._writer.has_message(one.name) for one in deliveries]

    async def _try_alone(self, delivery: Delivery) -> None:
        """A message that came back again and again may be what brings us down: see to it that we know next time."""
        await self._flush()
        if self._suspects.is_guilty(delivery.name):
            self._watch.failed("deadly")
            await self._bury(delivery, "it brought the worker down")
        else:
            self._suspects.begin(delivery.name)
            await self._process([delivery])
            await self._flush()
        self._suspects.clear()

    async def _process(self, deliveries: Sequence[Delivery]) -> None:
        """Work on messages as one; one by one if that fails."""
        if not deliveries:
            return
        try:
            outcome = await asyncio.to_thread(self._outcome, [one.data for one in deliveries])
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one message must not stop the others
            await self._failed(deliveries, error)
            return
        self._watch.worked(outcome)
        with self._watch.waited("publish"):
            await self._tell(outcome)
        await asyncio.to_thread(self._gather, deliveries, outcome)
        self._held.update({one.name: one for one in deliveries})

    async def _failed(self, deliveries: Sequence[Delivery], error: Exception) -> None:
        if len(deliveries) > 1:
            for one in deliveries:
                await self._process([one])
            return
        delivery, kind = deliveries[0], type(error).__name__
        self._log.error("message.failed", error=kind, batch=delivery.name, attempt=delivery.attempt)
        self._watch.failed(kind)
        await self._bury(delivery, f"{kind}: {error}")

    def _outcome(self, messages: Sequence[bytes]) -> Outcome:
        """What the step makes of messages; rules without which it does not fail are disabled until the rules change."""
        suspects: dict[int, str] = {}
        while True:
            try:
                outcome = self._step.run(messages, self._writer.new_parcels, now=self._now())
            except Exception as error:
                suspect = self._step.suspect
                if suspect is None or suspect in self._disabled | suspects.keys() or len(suspects) >= _MOST_SUSPECTS:
                    if suspects:
                        self._step.use(self._running, but=self._disabled)  # they are innocent
                    raise
                suspects[suspect] = type(error).__name__
                self._step.use(self._running, but=self._disabled | suspects.keys())
            else:
                self._disable(suspects)
                return outcome

    def _disable(self, suspects: Mapping[int, str]) -> None:
        self._disabled |= suspects.keys()
        for number, error in suspects.items():
            rule = self._running.rule(number)
            self._watch.disabled(rule, error)
            self._log.error("rule.disabled", rule=rule.id, error=error)

    def _gather(self, deliveries: Sequence[Delivery], outcome: Outcome) -> None:
        with self._watch.timed("gather"):
            for delivery, parcels in zip(deliveries, outcome.parcels, strict=True):
                self._writer.add(delivery.name, [(one.tenant, one.batch) for one in parcels])
                self._arrivals.add(parcels)
            self._gathered.add_all(outcome.gathered)
        self._watch.gathered(self._gathered.rows)

    async def _tell(self, outcome: Outcome) -> None:
        await self._append(self._ports.detections, parcel_entries(outcome.findings))
        await self._append(self._ports.dead, parcel_letters(outcome.letters))

    async def _append(self, journal: Journal, made: Iterator[tuple[str, bytes]]) -> None:
        """Append entries, some at a time, however long it takes."""
        while some := list(islice(made, _TOLD_AT_ONCE)):
            await asyncio.gather(*(self._append_one(journal, name, data) for name, data in some))

    async def _append_one(self, journal: Journal, name: str, data: bytes) -> None:
        while True:
            try:
                await journal.append(name, data)
                return
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)

    async def _bury(self, delivery: Delivery, detail: str) -> None:
        """Put a whole message among the dead letters."""
        letter = DeadLetter("", "", delivery.name, self._now(), "fault", detail, delivery.data)
        await self._append(self._ports.dead, letter_entries(delivery.name, [letter]))
        await self._done([delivery])

    def _is_time_to_flush(self) -> bool:
        if not self._held:
            return False
        is_much = self._gathered.rows >= FLUSH_ROWS or self._gathered.cells >= FLUSH_CELLS
        return is_much or monotonic() - self._flushed_at >= FLUSH_EVERY_S

    async def _flush(self) -> None:
        """Put on the disk what was gathered, however long it takes, and let the stream forget it.

        What indicators are in it is told before.
        """
        if self._held:
            findings = await asyncio.to_thread(self._hand_over)
            await self._append(self._ports.detections, sighting_entries(findings))
        while self._held:
            try:
                await asyncio.to_thread(self._write)
                break
            except OSError as error:
                self._log.error("lake.unwritable", error=type(error).__name__)
                await asyncio.sleep(10 * _AGAIN_S)
        held, self._held = self._held, {}
        self._flushed_at = monotonic()
        await self._done(held.values())
        await self._tell_arrivals()

    def _hand_over(self) -> Findings:
        """Give the writer what was gathered, once: it keeps what cannot be written now. What indicators are in it."""
        with self._watch.timed("flush"):
            gathered, self._gathered = self._gathered, Gathered()
            batches = gathered.batches()
            self._writer.add_columns(batches)
            self._tell_crowded(gathered)
        with self._watch.timed("indicators"):
            return self._sighted(batches)

    def _sighted(self, batches: Sequence[pa.RecordBatch]) -> Findings:
        lookout = self._indicators.lookout if self._indicators else None
        if lookout is None:
            return Findings()
        now = self._now()
        sightings = self._seen.new(self._sightings(lookout, batches))
        findings = self._tenant_rules.kept(findings_of(sightings, batches, now=now), now=now)
        self._watch.sighted(findings)
        return findings

    def _sightings(self, lookout: Lookout, batches: Sequence[pa.RecordBatch]) -> list[Sighting]:
        """What batches show; those in which nothing can be looked for are left out, as small as they may be."""
        try:
            return lookout.sightings(batches)
        except Exception as error:  # noqa: BLE001  # what is wrong with one event must not hide the others
            if len(batches) == 1 and batches[0].num_rows <= _FEWEST_ROWS:
                self._log.error("indicators.failed", error=type(error).__name__, events=batches[0].num_rows)
                self._watch.failed(type(error).__name__)
                return []
        parts = [[one] for one in (batches if len(batches) > 1 else _halves(batches[0]))]
        return [one for part in parts for one in self._sightings(lookout, part)]

    def _write(self) -> None:
        began = monotonic()
        with self._watch.timed("flush"):
            segments = self._writer.flush(self._now())
        self._watch.flushed(segments, took_s=monotonic() - began)

    def _tell_crowded(self, gathered: Gathered) -> None:
        for (tenant, sensor), events in gathered.crowded.items():
            self._watch.crowded(events)
            self._log.warning("fields.crowded", tenant=tenant, sensor=sensor, events=events)

    async def _tell_arrivals(self) -> None:
        """Tell who was heard. If nobody listens, that is no reason to wait."""
        arrivals = self._arrivals.taken()
        if arrivals:
            with suppress(StreamUnavailable):
                await self._ports.arrivals.append(uuid4().hex, arrivals_entry(arrivals))

    async def _done(self, deliveries: Iterable[Delivery]) -> None:
        """Say that messages are done. Who is not heard gets them again, and knows them."""
        await asyncio.gather(*(self._ports.stream.done(one) for one in deliveries), return_exceptions=True)

    async def _renew_rules(self) -> None:
        rules = await self._rule_watch.newer()
        if rules is not None:
            self._running, self._disabled = rules, frozenset()
            self._step.use(rules)
            self._watch.use(rules)


def _halves(batch: pa.RecordBatch) -> list[pa.RecordBatch]:
    half = batch.num_rows // 2
    return [batch.slice(0, half), batch.slice(half)]
