"""The log of the pipeline's processes: what happened, never what a customer sent.

One JSON object a line, on standard error: the time, the level, the process, the name of what happened, and fields. The
fields are those of `Fields` and no others: mypy holds to it, and so does a wall of tests/walls. A text that somebody
else chose cannot break a line or fill the disk: it is cut, its control characters are escaped, and what is said again
and again is counted instead (`"more": 4321` is that many like it that were not written).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import TypedDict, Unpack

LONGEST_VALUE = 200
OFTEN = 10
"""So many of a kind are written within WINDOW_S; the others are counted. A kind: one event of one tenant."""
WINDOW_S = 60.0
_MOST_KINDS = 4096


class Fields(TypedDict, total=False):
    """What may be said about something that happened.

    error   the type of an exception, never its text: that may quote what was sent.
    reason  one of a fixed set of words, such as a Limit or a RejectReason.
    """

    address: str
    attempt: int
    batch: str
    detections: int
    door: str
    error: str
    events: int
    file: str
    files: int
    group: str
    id: str
    indicators: int
    kind: str
    lag_s: float
    parcels: int
    partition: int
    path: str
    pid: int
    port: int
    reason: str
    records: int
    rejects: int
    restarts: int
    rows: int
    rule: str
    rules: int
    sensor: str
    sensors: int
    size_bytes: int
    source: str
    spool_bytes: int
    stage: str
    status: int
    tenant: str
    tenants: int
    took_s: float
    version: str
    wait_s: float


class Log:
    """What one process says. `process` stands in every line. May be used from several threads."""

    def __init__(
        self,
        process: str,
        *,
        write: Callable[[str], object] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._process = process
        self._write = write or _write_to_stderr
        self._now = now
        self._kinds: dict[tuple[str, str, str], _Kind] = {}
        self._sweep_at = 0.0
        self._lock = Lock()
        self.newest_error: tuple[float, str] | None = None
        """When something was said with `error`, and what: its name, and the type of the exception."""

    def info(self, event: str, **fields: Unpack[Fields]) -> None:
        """Something happened that belongs to the day's work."""
        self._say("info", event, fields)

    def warning(self, event: str, **fields: Unpack[Fields]) -> None:
        """Something that mends itself or is somebody else's to mend."""
        self._say("warning", event, fields)

    def error(self, event: str, **fields: Unpack[Fields]) -> None:
        """Something that whoever runs the service has to mend."""
        kind = fields.get("error", "")
        self.newest_error = self._now(), f"{event} ({kind})" if kind else event
        self._say("error", event, fields)

    def flush(self) -> None:
        """Write how often was said what was not written yet; for the end of a process."""
        with self._lock:
            self._sweep(self._now(), WINDOW_S)

    def _say(self, level: str, event: str, fields: Fields) -> None:
        with self._lock:
            now = self._now()
            # A clock that was set back must not keep counts for ever.
            if not self._sweep_at - WINDOW_S <= now < self._sweep_at:
                self._sweep(now, 0.0)
            kind = self._kind((level, event, fields.get("tenant", "")), now)
            if kind.said < OFTEN:
                kind.said += 1
                self._put(now, level, event, dict(fields))
            else:
                kind.more += 1

    def _kind(self, key: tuple[str, str, str], now: float) -> _Kind:
        if key not in self._kinds and len(self._kinds) >= _MOST_KINDS:
            key = ("warning", "log.other", "")
        return self._kinds.setdefault(key, _Kind(now))

    def _sweep(self, now: float, ahead_s: float) -> None:
        """Begin all windows anew that are over `ahead_s` from now, saying what they did not write."""
        for (level, event, tenant), kind in list(self._kinds.items()):
            if not kind.since <= now + ahead_s < kind.since + WINDOW_S:
                del self._kinds[level, event, tenant]
                if kind.more:
                    self._put(now, level, event, ({"tenant": tenant} if tenant else {}) | {"more": kind.more})
        self._sweep_at = now + WINDOW_S / 4

    def _put(self, now: float, level: str, event: str, fields: dict[str, object]) -> None:
        at = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": level, "process": self._process, "event": event}
        line |= {name: _harmless(value) for name, value in fields.items()}  # type: ignore[misc]
        self._write(json.dumps(line, ensure_ascii=False) + "\n")


class _Kind:
    """How often something was said and not written since a window began."""

    __slots__ = ("more", "said", "since")

    def __init__(self, since: float) -> None:
        self.since, self.said, self.more = since, 0, 0


def _harmless(value: object) -> object:
    """The value; a text without anything that a terminal or an editor would obey, and cut."""
    if not isinstance(value, str):
        return value
    text = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


def _write_to_stderr(line: str) -> None:
    sys.stderr.write(line)
    sys.stderr.flush()
