"""Running a shipper: until it is told to stop, or until everything that is there has been handed over."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from otasuke.shipping.logs import Say
from otasuke.shipping.sending import Tally
from otasuke.shipping.shipper import Shipper

SHORTEST_REST_S = 0.25
LONGEST_REST_S = 1.0
REPORT_EVERY_S = 60.0
FLUSH_WITHIN_S = 5.0


def run_until_stopped(shipper: Shipper, stopping: threading.Event, *, say: Say) -> None:
    """Read and hand over until the event is set; then keep what is new, and hand over what can be within seconds."""
    all_read = threading.Event()
    sending = threading.Thread(target=_send, args=(shipper, stopping, all_read), name="sender", daemon=True)
    sending.start()
    reports = _Reports(shipper, say)
    rest_s = SHORTEST_REST_S
    while not stopping.wait(rest_s):
        rest_s = SHORTEST_REST_S if shipper.turn() else min(LONGEST_REST_S, rest_s * 1.5)
        reports.report_if_due()
        if not sending.is_alive() and not stopping.is_set():
            raise RuntimeError("the sender has ended")
    shipper.turn(linger_s=0)
    all_read.set()
    shipper.spool.added.set()
    sending.join(FLUSH_WITHIN_S)
    shipper.close()


def run_once(shipper: Shipper, stopping: threading.Event, *, give_up_after_s: float) -> bool:
    """Hand over what is there, to its end; whether that succeeded.

    What was not handed over stays in the spool. A gateway that fails is asked again for so long; one that refuses is not.
    """
    failing_since: float | None = None
    is_done = False
    while not stopping.is_set():
        kept = shipper.turn(linger_s=0)
        wait_s = shipper.sender.step()
        if not wait_s:
            failing_since = None
            if not kept and not shipper.spool.waiting:
                is_done = not shipper.obstacle
                break
            continue
        failing_since = failing_since or time.monotonic()
        if shipper.sender.is_refused or time.monotonic() - failing_since + wait_s > give_up_after_s:
            break
        stopping.wait(wait_s)
    shipper.close()
    return is_done


def _send(shipper: Shipper, stopping: threading.Event, all_read: threading.Event) -> None:
    """Hand over what comes to the spool, until all has been read and handed over; told to stop, no failure is waited for.

    Being told to stop is no end by itself: the last look at the logs comes after it, and may bring something.
    """
    while not all_read.is_set() or shipper.spool.waiting:
        shipper.spool.added.clear()
        if shipper.spool.waiting:
            if (wait_s := shipper.sender.step()) and stopping.wait(wait_s):
                return
        elif not all_read.is_set():
            shipper.spool.added.wait(LONGEST_REST_S)


class _Reports:
    """A line a minute at most, if there is anything to say."""

    def __init__(self, shipper: Shipper, say: Say) -> None:
        self._shipper = shipper
        self._say = say
        self._reported_at = time.monotonic()
        self._last = Tally()

    def report_if_due(self) -> None:
        if time.monotonic() - self._reported_at < REPORT_EVERY_S:
            return
        self._reported_at = time.monotonic()
        now = replace(self._shipper.sender.tally)
        if now != self._last or self._shipper.spool.waiting:
            self._say(progress(self._last, now, self._shipper))
        self._last = now


def progress(before: Tally, now: Tally, shipper: Shipper) -> str:
    """What has happened between two moments, and what is left, in a line."""
    text = f"records handed over: {now.records - before.records:,} ({now.bytes_sent - before.bytes_sent:,} bytes)"
    if put_aside := now.put_aside - before.put_aside:
        text += f"; put aside: {put_aside:,}"
    if waiting := shipper.spool.waiting:
        text += f"; batches that wait: {waiting:,} ({shipper.spool.size_bytes:,} bytes)"
    return text
