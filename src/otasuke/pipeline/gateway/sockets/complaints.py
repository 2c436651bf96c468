"""What is wrong with those who send: all of it counted, and enough of it said to find the fault."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from otasuke.enrol.senders import Sender
from otasuke.pipeline.log import Log

_SILENT_FOR_S = 60.0
_MOST_REMEMBERED = 1024


class Fault(StrEnum):
    """What can be wrong; docs/how/gateway-sockets.md says what to do about each."""

    UNKNOWN_SENDER = "unknown_sender"
    HANDSHAKE_FAILED = "handshake_failed"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    BAD_LOGIN = "bad_login"
    CANNOT_ACCEPT = "cannot_accept"
    TOO_LONG = "too_long"
    BAD_FRAME = "bad_frame"
    BAD_FORWARD = "bad_forward"
    HALF_MESSAGE = "half_message"
    NO_LONGER_KNOWN = "no_longer_known"
    LOST = "lost"
    LOST_BY_SYSTEM = "lost_by_system"
    WAITS = "waits"
    REFUSED = "refused"


class Complaints:
    """Counts what happens at a door, and tells of it: the same fault of the same address once a minute.

    counts  by name: every Fault, and what went well.
    """

    def __init__(self, door: str, log: Log, *, now: Callable[[], float] = time.monotonic) -> None:
        self.counts: Counter[str] = Counter()
        self._door = door
        self._log = log
        self._now = now
        self._until = 0.0
        self._said: set[tuple[Fault, str]] = set()

    def about_system(self, fault: Fault, *, error: str = "", times: int = 1) -> None:
        """The machine that we run on. error: the type of an exception."""
        self.counts[fault] += times
        if self._is_new(fault, ""):
            self._log.warning("door.system", door=self._door, reason=fault, error=error)

    def about_stranger(self, fault: Fault, address: str, *, certificate: str = "", error: str = "") -> None:
        """Somebody who is not, or not yet, known to be a sender.

        certificate  the fingerprint of the one it showed.
        error        the type of an exception.
        """
        self.counts[fault] += 1
        if self._is_new(fault, address):
            self._log.warning(
                "door.stranger", door=self._door, reason=fault, address=address, id=certificate, error=error
            )

    def about(self, fault: Fault, sender: Sender, *, address: str = "", status: int = 0, times: int = 1) -> None:
        """A sender.

        status  with which the intake refused.
        """
        self.counts[fault] += times
        if self._is_new(fault, address or f"{sender.tenant}/{sender.sensor}"):
            self._log.warning(
                "door.complaint",
                door=self._door,
                reason=fault,
                tenant=sender.tenant,
                sensor=sender.sensor,
                address=address,
                status=status,
            )

    def _is_new(self, fault: Fault, whose: str) -> bool:
        now = self._now()
        if now >= self._until:
            self._until = now + _SILENT_FOR_S
            self._said.clear()
        if (fault, whose) in self._said or len(self._said) >= _MOST_REMEMBERED:
            return False
        self._said.add((fault, whose))
        return True
