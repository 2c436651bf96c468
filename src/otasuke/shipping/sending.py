"""Handing the spooled batches over, in their order, for as long as it takes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from otasuke.shipping.aside import Aside
from otasuke.shipping.batches import BadBatch, Batch, Shipment
from otasuke.shipping.gateway import Answer, Verdict
from otasuke.shipping.logs import Say
from otasuke.shipping.spool import Spool

LARGEST_PIECE_BYTES = 512 << 10
SMALLEST_PIECE_BYTES = 16 << 10
FIRST_WAIT_S = 1.0
LAST_WAIT_S = 60.0
"""Between attempts; also between those that only a person can make succeed."""
_MOST_DOUBLINGS = 6


class Taker(Protocol):
    """Who takes batches: `gateway.Gateway`."""

    def hand_over(self, name: str, packed: bytes) -> Answer:
        """Send a batch under its name."""


@dataclass(slots=True)
class Tally:
    """What has happened since the start."""

    batches: int = 0
    records: int = 0
    bytes_sent: int = 0
    put_aside: int = 0


class Sender:
    """Hands over what is in a spool.

    largest_bytes  of a piece; becomes smaller when the gateway finds one too large.
    trouble        why nothing can be handed over, "" if all is well; `since` is when that began.
    is_refused     whether that will stay so until somebody changes a setting.
    """

    def __init__(
        self,
        spool: Spool,
        aside: Aside,
        gateway: Taker,
        *,
        say: Say,
        clock: Callable[[], float] = time.monotonic,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._spool = spool
        self._aside = aside
        self._gateway = gateway
        self._say = say
        self._clock = clock
        self._dice = dice
        self._batch: Batch | None = None
        self._failures = 0
        self.tally = Tally()
        self.largest_bytes = LARGEST_PIECE_BYTES
        self.trouble = ""
        self.since = 0.0
        self.is_refused = False

    def step(self) -> float:
        """Hand over the oldest batch or a piece of it. How many seconds to wait before the next step; 0 if it went well."""
        number = self._spool.oldest()
        if number is None:
            return 0.0
        try:
            batch = self._loaded(number)
            shipment = batch.shipments()[0]
            return self._settle(batch, shipment, self._gateway.hand_over(shipment.name, shipment.packed))
        except (BadBatch, FileNotFoundError) as error:
            self._leave_out(number, error)
            return 0.0
        except OSError as error:
            return self._wait(Answer(Verdict.LATER, f"the spool cannot be used: {error.strerror}"))

    def _loaded(self, number: int) -> Batch:
        if self._batch is None or self._batch.number != number:
            self._batch = self._spool.load(number)
        return self._batch

    def _settle(self, batch: Batch, shipment: Shipment, answer: Answer) -> float:
        if answer.verdict in (Verdict.LATER, Verdict.REFUSED):
            return self._wait(answer)
        self._well()
        if answer.verdict is Verdict.TAKEN:
            self.tally.batches += 1
            self.tally.records += shipment.count
            self.tally.bytes_sent += len(shipment.packed)
        elif answer.verdict is Verdict.TOO_LARGE and (divided := batch.divided(shipment)):
            self._divide(divided)
            return 0.0
        else:
            self._put_aside(batch, shipment, answer)
        self._finish(batch, shipment)
        return 0.0

    def _divide(self, divided: Batch) -> None:
        """The division is on the disk before a piece is sent: a restart sends the same pieces."""
        self._spool.replace(divided)
        self._batch = divided
        begin, end = divided.pieces[0]
        self.largest_bytes = max(SMALLEST_PIECE_BYTES, min(self.largest_bytes, end - begin))

    def _finish(self, batch: Batch, shipment: Shipment) -> None:
        self._batch = batch.without(shipment)
        if not self._batch.pieces:
            self._batch = None
            self._spool.done(batch.number)

    def _put_aside(self, batch: Batch, shipment: Shipment, answer: Answer) -> None:
        why = f"{shipment.count} records of {batch.log.home} were refused: {answer.words}"
        self.tally.put_aside += shipment.count
        self._say(f"{why}; {self._aside.keep(shipment.name, shipment.packed, why=why)}")

    def _leave_out(self, number: int, error: Exception) -> None:
        """A batch that the disk has lost; whatever is left of it is kept."""
        why = f"batch {number} in the spool is damaged: {error}"
        left = b""
        with suppress(OSError):
            left = self._spool.path(number).read_bytes()
        self._say(f"{why}; what is left of it is {self._aside.keep(f'damaged-{number}', left, why=why)}")
        self._batch = None
        self._spool.done(number)

    def _wait(self, answer: Answer) -> float:
        if answer.words != self.trouble:
            self._say(_complaint(answer, self._spool.waiting))
            self.since = self.since if self.trouble else self._clock()
            self.trouble = answer.words
        self._failures += 1
        self.is_refused = answer.verdict is Verdict.REFUSED
        if self.is_refused:
            return answer.retry_after_s or LAST_WAIT_S
        doubled: float = FIRST_WAIT_S * 2 ** min(self._failures - 1, _MOST_DOUBLINGS)
        jittered = min(LAST_WAIT_S, doubled) * (0.5 + self._dice() / 2)
        return max(answer.retry_after_s or 0.0, jittered)

    def _well(self) -> None:
        if self.trouble:
            self._say(f"the gateway takes batches again, after {self._clock() - self.since:.0f} s")
        self.trouble, self.is_refused, self._failures = "", False, 0


def _complaint(answer: Answer, waiting: int) -> str:
    kept = f"nothing is lost, and it is asked again (batches that wait: {waiting:,})"
    what = "refuses everything" if answer.verdict is Verdict.REFUSED else "takes nothing now"
    return f"the gateway {what}: {answer.words}; {kept}"
