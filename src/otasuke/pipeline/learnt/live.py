"""Learning while the service runs: reads each segment of the lake once, and tells the journal what is unusual in it.

Beside that it tells another journal who has which address.

What is unusual is in the journal before the detectors' memory is saved with the number of the segment. After a crash they
read the segments again that came since, find the same under the same ids, and see in the journal what was told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import monotonic, perf_counter

from otasuke.findings.live import Findings, LiveDetection, entries
from otasuke.lake.errors import BrokenFile, BrokenManifest, FileGone
from otasuke.lake.following import Ahead, UnreadSegment, ahead_of, note_position
from otasuke.pipeline.learnt.in_hand import InHand
from otasuke.pipeline.learnt.learners import COLUMNS, Learners
from otasuke.pipeline.learnt.leasing import Leasing
from otasuke.pipeline.learnt.telling import OWN, detection_of, entry_name_of
from otasuke.pipeline.log import Log
from otasuke.pipeline.metrics import LearnMetrics
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.stream.port import Entry, Journal, StreamUnavailable

FOLLOWER = "learn"
_LOOK_EVERY_S = 4.0
_AGAIN_S = 0.5
_SAVE_EVERY_S = 10.0
"""One partition of sixteen."""
_WORK_FOR_SAVING = 15.0
"""So many times as long as it took is read before the next one, however much there is to be saved."""
_LIST_AGAIN_S = 300.0
"""A segment that was settled meanwhile has gone from where it was an hour later."""
_TOLD_AT_ONCE = 32
_READ_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class LearnPorts:
    """What learning is connected to. leases: their journal; folder: where it keeps what it must know after a crash."""

    journal: Journal
    leases: Journal
    lake: Path
    folder: Path


class LiveLearning:
    """Works until `run` is cancelled.

    tenant_rules  leaves out what is switched off for a tenant.
    lag_s         how long ago that was stored which is read now; 0 if there is nothing more.
    events        that were read since the start.
    """

    def __init__(
        self,
        ports: LearnPorts,
        learners: Learners,
        *,
        log: Log,
        metrics: LearnMetrics,
        tenant_rules: TenantRules | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ports = ports
        self._learners = learners
        self._log = log
        self._metrics = metrics
        self._tenant_rules = tenant_rules or TenantRules()
        self._now = now
        self._leasing = Leasing(ports.leases)
        self._in_hand = InHand(ports.folder / "in-hand.json")
        self._told: set[str] = set()
        self._saved_at = monotonic()
        self._save_every_s = _SAVE_EVERY_S
        self.lag_s = 0.0
        self.events = 0

    async def run(self) -> None:
        """Work."""
        await self._begin()
        while True:
            ahead = await asyncio.to_thread(self._ahead)
            await self._follow(ahead.segments)
            await self._save()
            if not ahead.segments:
                self._show_lag(None)
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _begin(self) -> None:
        """Let the lake keep what we have not read, and learn what was told since we saved."""
        newest = await self._newest()
        while True:
            try:
                await asyncio.to_thread(self._learners.begin, newest)
                await asyncio.to_thread(self._note_position)
                break
            except OSError as error:
                self._log.error("learnt.unsaved", error=type(error).__name__)
                await asyncio.sleep(10 * _AGAIN_S)
        at = self._learners.saved_journal
        while found := await self._read(at):
            self._told.update(one.name for one in found if one.name.startswith(OWN))
            at = found[-1].number

    def _ahead(self) -> Ahead:
        """What there is to read; nothing if the lake cannot say."""
        try:
            ahead = ahead_of(self._ports.lake, self._learners.read_through)
        except (BrokenManifest, OSError) as error:
            self._log.error("lake.unreadable", error=type(error).__name__)
            return Ahead(0, ())
        if not self._learners.believe(ahead.newest):
            self._log.warning("learnt.ahead_of_lake")  # another lake, or an older one was restored
        return ahead

    async def _follow(self, segments: Sequence[UnreadSegment]) -> None:
        """Read segments, until it is time to ask anew what there is."""
        listed_at = monotonic()
        for segment in segments:
            self._show_lag(segment)
            found = await asyncio.to_thread(self._look_at, segment)
            await self._leasing.tell(self._learners.take_given())  # before what is found on these devices
            await self._tell(found)
            self._learners.have_read(segment.number)
            await self._save()
            if monotonic() - listed_at > _LIST_AGAIN_S:
                return

    def _look_at(self, segment: UnreadSegment) -> list[LiveDetection]:
        """What is unusual in a segment; nothing if it cannot be read."""
        if self._in_hand.is_deadly(segment.number):
            self._skip(segment, "deadly")
            return []
        self._in_hand.take(segment.number)
        try:
            found = self._learners.look_at(segment.number, segment.batches(COLUMNS))
        except (FileGone, BrokenFile) as error:
            self._skip(segment, "gone" if isinstance(error, FileGone) else "broken")
            return []
        self._in_hand.put_down()
        self._metrics.segments.inc()
        self._metrics.events.inc(segment.rows)
        self.events += segment.rows
        return [detection_of(one, received_at=segment.written_at, now=self._now()) for one in found]

    def _skip(self, segment: UnreadSegment, reason: str) -> None:
        self._metrics.skipped.labels(reason).inc()
        self._log.error("segment.skipped", file=segment.path.name, rows=segment.rows, reason=reason)

    async def _tell(self, found: Sequence[LiveDetection]) -> None:
        began = perf_counter()
        kept = iter(self._tenant_rules.kept(Findings(tuple(found)), now=self._now()).detections)
        while some := list(islice(kept, _TOLD_AT_ONCE)):
            await asyncio.gather(*(self._tell_one(one) for one in some))
        self._metrics.stage_s.labels("tell").inc(perf_counter() - began)

    async def _tell_one(self, detection: LiveDetection) -> None:
        for name, data in entries(entry_name_of(detection), Findings((detection,))):
            if name not in self._told:
                await self._append(name, data)
                self._metrics.detections.labels(detection.level).inc()
                if detection.is_learning:
                    self._metrics.learning.labels(detection.level).inc()

    async def _append(self, name: str, data: bytes) -> None:
        while True:
            try:
                await self._ports.journal.append(name, data)
                return
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)

    async def _read(self, after: int) -> list[Entry]:
        while True:
            try:
                return await self._ports.journal.read(after=after, most=_READ_AT_ONCE, wait_s=_AGAIN_S)
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)

    async def _newest(self) -> int:
        while True:
            try:
                return await self._ports.journal.newest()
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)

    async def _save(self) -> None:
        """Save what one partition knows, if it is time."""
        if monotonic() - self._saved_at >= self._save_every_s:
            journal, began = await self._newest(), monotonic()
            await asyncio.to_thread(self._save_next, journal)
            self._saved_at = monotonic()
            self._save_every_s = max(_SAVE_EVERY_S, _WORK_FOR_SAVING * (self._saved_at - began))

    def _save_next(self, journal: int) -> None:
        try:
            self._learners.save_next(journal)
            self._note_position()
        except OSError as error:
            self._log.error("learnt.unsaved", error=type(error).__name__)

    def _note_position(self) -> None:
        note_position(self._ports.lake, FOLLOWER, self._learners.saved_through)
        self._in_hand.forget(self._learners.saved_through)

    def _show_lag(self, segment: UnreadSegment | None) -> None:
        self.lag_s = max(0.0, (self._now() - segment.written_at).total_seconds()) if segment else 0.0
        self._metrics.lag_s.set(self.lag_s)
