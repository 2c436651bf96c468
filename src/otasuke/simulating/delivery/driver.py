"""The driver: every feed's bodies at their time, at most one of a feed on its way, as sensors do.

A feed whose body was refused keeps it and tries again when it was told to, with the same bytes; meanwhile the others go
on. A server that is slower than the fleet makes the fleet late, never the memory full: what a feed did not hand over it
has not written yet.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from otasuke.simulating.calendar import people_at_work
from otasuke.simulating.delivery.client import Connection, ConnectionLost
from otasuke.simulating.delivery.requests import Compression, Outcome, Request, outcome_of, request_for, words_of
from otasuke.simulating.delivery.server import Server
from otasuke.simulating.delivery.shelf import Shelf
from otasuke.simulating.delivery.tally import Tally
from otasuke.simulating.feed import Body, Feed

_TICK_S = 0.005
_BUSY_TICK_S = 0.001
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0


@dataclass(frozen=True, slots=True)
class Course:
    """How a run goes.

    began_s      when, in seconds since 1970.
    at_us        the simulated time then, since 1970.
    speed        simulated seconds in a second.
    duration_s   for how long events are written.
    grace_s      how long afterwards refused bodies are tried again.
    factor       how many times its natural pace every device keeps.
    flush_s      how long a sensor gathers before it hands over.
    most_events  in one body.
    is_ahead     everything is written before the run begins.
    """

    began_s: float
    at_us: int
    speed: float = 1.0
    duration_s: float = 60.0
    grace_s: float = 30.0
    factor: float = 1.0
    flush_s: float = 10.0
    most_events: int = 1600
    connections: int = 16
    compression: Compression = Compression.NONE
    is_ahead: bool = False


@dataclass(slots=True)
class _Lane:
    """A feed on its way: what it has not handed over yet. first_s: after how long it hands over for the first time."""

    feed: Feed
    token: str
    factor: float
    first_s: float
    taken_us: int
    shelf: Shelf = field(default_factory=Shelf)
    body: Body | None = None
    request: Request | None = None
    handed_s: float | None = None
    pause_s: float = _FIRST_PAUSE_S


@dataclass(slots=True)
class Driver:
    """Drives feeds against a server.

    tokens   of each feed, in the same order.
    factors  how many times its share each writes (the noisy tenants).
    """

    server: Server
    feeds: Sequence[Feed]
    tokens: Sequence[str]
    factors: Sequence[float]
    course: Course
    is_stopped: Callable[[], bool] = lambda: False
    tally: Tally = field(default_factory=Tally)
    _lanes: list[_Lane] = field(default_factory=list)
    _due: list[tuple[float, int, _Lane]] = field(default_factory=list)
    _order: int = 0

    def write_ahead(self) -> None:
        """Write everything that the feeds will hand over, where the course is to be written ahead; before `run`."""
        self._line_up()
        step_us = int(self.course.flush_s * self.course.speed * 1e6)
        end_us = self._simulated_after(self.course.duration_s)
        for lane in self._lanes if self.course.is_ahead else ():
            began_us = lane.taken_us
            while lane.taken_us + step_us <= end_us and not self.is_stopped():
                until_us = max(self._on_grain(lane.taken_us + step_us, lane.feed), lane.taken_us + lane.feed.grain_us)
                if body := self._written(lane, until_us):
                    lane.shelf.put(body)
            lane.taken_us = began_us

    async def run(self) -> Tally:
        """Drive until the course is over."""
        begun_cpu = time.process_time()
        if not self._lanes:
            self._line_up()
        for lane in self._lanes:
            self._wait_for(self.course.began_s + lane.first_s, lane)
        ready: asyncio.Queue[_Lane] = asyncio.Queue(maxsize=self.course.connections)
        senders = [asyncio.create_task(self._send_all(ready)) for _ in range(self.course.connections)]
        try:
            await self._dispatch(ready)
        finally:
            for sender in senders:
                sender.cancel()
            await asyncio.gather(*senders, return_exceptions=True)
        self.tally.unanswered = Counter(
            {(body.tenant, body.sensor): body.events for lane in self._lanes if (body := lane.body) is not None}
        )
        self.tally.cpu_s += time.process_time() - begun_cpu
        return self.tally

    def _line_up(self) -> None:
        """The feeds begin at moments of their own, as if they had run before."""
        dice = Random(len(self.feeds))
        for feed, token, factor in zip(self.feeds, self.tokens, self.factors, strict=True):
            first_s = dice.random() * self.course.flush_s
            taken_us = self._on_grain(self._simulated_after(first_s - self.course.flush_s), feed)
            self._lanes.append(_Lane(feed, token, factor, first_s, taken_us))

    def _wait_for(self, due_s: float, lane: _Lane) -> None:
        self._order += 1
        heapq.heappush(self._due, (due_s, self._order, lane))

    def _simulated(self, now_s: float, feed: Feed) -> int:
        return self._on_grain(self._simulated_after(now_s - self.course.began_s), feed)

    def _simulated_after(self, seconds: float) -> int:
        return self.course.at_us + int(seconds * self.course.speed * 1e6)

    def _on_grain(self, time_us: int, feed: Feed) -> int:
        return time_us - time_us % feed.grain_us

    async def _dispatch(self, ready: asyncio.Queue[_Lane]) -> None:
        end_s = self.course.began_s + self.course.duration_s
        while (now_s := time.time()) < end_s and not self.is_stopped():
            while self._due and self._due[0][0] <= now_s < end_s and not ready.full():
                lane = heapq.heappop(self._due)[2]
                if lane.body is not None or self._fill(lane, now_s):
                    ready.put_nowait(lane)
                now_s = time.time()
            await asyncio.sleep(_BUSY_TICK_S if ready.full() else _TICK_S)
        await self._finish(ready, end_s + self.course.grace_s)

    async def _finish(self, ready: asyncio.Queue[_Lane], until_s: float) -> None:
        """Only what was written already, for as long as the grace lasts."""
        self._due = [one for one in self._due if one[2].body is not None]
        heapq.heapify(self._due)
        while any(lane.body for lane in self._lanes) and time.time() < until_s and not self.is_stopped():
            while self._due and self._due[0][0] <= time.time() and not ready.full():
                lane = heapq.heappop(self._due)[2]
                if lane.body is not None:
                    ready.put_nowait(lane)
            await asyncio.sleep(_TICK_S)

    def _fill(self, lane: _Lane, now_s: float) -> bool:
        """Give the lane its next body; False if it has none yet. It is asked again later, if there will be one."""
        body = self._from_shelf(lane, now_s) if self.course.is_ahead else self._from_feed(lane, now_s)
        if body is None:
            return False
        self.tally.made(body)
        lane.body, lane.request, lane.handed_s = body, request_for(body, lane.token, self.course.compression), None
        return True

    def _from_shelf(self, lane: _Lane, now_s: float) -> Body | None:
        if lane.shelf.next_us is None:
            return None
        due_s = self.course.began_s + (lane.shelf.next_us - self.course.at_us) / 1e6 / self.course.speed
        if due_s > now_s:
            self._wait_for(due_s, lane)
            return None
        body = lane.shelf.take()
        lane.taken_us = body.until_us
        return body

    def _from_feed(self, lane: _Lane, now_s: float) -> Body | None:
        body = self._written(lane, self._simulated(now_s, lane.feed))
        if body is None:
            self._wait_for(now_s + self.course.flush_s, lane)
        return body

    def _written(self, lane: _Lane, until_us: int) -> Body | None:
        """What happened on the lane's devices until then, or a part that is not too large for a body; None if nothing did."""
        course, feed = self.course, lane.feed
        people = people_at_work(datetime.fromtimestamp(until_us / 1e6, UTC))
        factor = course.factor * lane.factor
        span_us = until_us - lane.taken_us
        expected = sum(pace.at(people) for pace in feed.paces) * factor * span_us / 1e6 / course.speed
        if expected > course.most_events:
            span_us = int(span_us * course.most_events / expected)
            until_us = lane.taken_us + max(feed.grain_us, span_us - span_us % feed.grain_us)
        seconds = (until_us - lane.taken_us) / 1e6 / course.speed
        body = (
            feed.take(lane.taken_us, until_us, people=people, factor=factor, seconds=seconds) if seconds > 0 else None
        )
        lane.taken_us = max(lane.taken_us, until_us)
        return body

    async def _send_all(self, ready: asyncio.Queue[_Lane]) -> None:
        connection = Connection(self.server)
        try:
            while True:
                await self._send(connection, await ready.get())
        finally:
            await connection.close()

    async def _send(self, connection: Connection, lane: _Lane) -> None:
        assert lane.body is not None
        assert lane.request is not None
        began_s = time.time()
        lane.handed_s = lane.handed_s or began_s
        try:
            answer = await connection.post(lane.request.target, lane.request.headers, lane.request.data)
        except ConnectionLost:
            self.tally.lost += 1
            self._later(lane, None)
            return
        outcome, rejected = outcome_of(answer, lane.body.door)
        if outcome is Outcome.LATER:
            self.tally.refused[answer.status] += 1
            self._later(lane, answer.retry_after_s)
            return
        if rejected or outcome is Outcome.NEVER:
            self.tally.words.setdefault(answer.status, words_of(answer))
        if outcome is Outcome.TAKEN:
            self.tally.acked(lane.body, at_s=lane.handed_s, took_s=time.time() - began_s, rejected=rejected)
        else:
            self.tally.rejected[answer.status] += lane.body.events
        self._next(lane)

    def _later(self, lane: _Lane, asked_s: float | None) -> None:
        """The same bytes, when the server asked for them, or after a pause that grows."""
        wait_s = lane.pause_s if asked_s is None else asked_s
        lane.pause_s = min(2 * lane.pause_s, _LONGEST_PAUSE_S)
        self._wait_for(time.time() + wait_s, lane)

    def _next(self, lane: _Lane) -> None:
        lane.body, lane.request, lane.pause_s = None, None, _FIRST_PAUSE_S
        behind = self._simulated(time.time(), lane.feed) - lane.taken_us
        waiting_s = self.course.flush_s - behind / 1e6 / self.course.speed
        self._wait_for(time.time() + max(0.0, waiting_s), lane)
