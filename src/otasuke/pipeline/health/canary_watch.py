"""The watch over the canaries: which path finds them, how fast, and which does not. Does no I/O."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from otasuke.pipeline.health.event import CANARY_TENANT, HealthEvent, Kind, duration_words, event_id
from otasuke.pipeline.health.outbox import Outbox
from otasuke.pipeline.health.watch import BadState

OVERDUE_S = 90.0
IN_A_ROW = 3
"""So many canaries in a row have to be overdue: a datagram may be lost."""
LATE_S = 30.0
LATE_IN_A_ROW = 2
_MOST_REMEMBERED = 64
_VERSION = 1


@dataclass(frozen=True, slots=True)
class PathHealth:
    """How a path is.

    latency_s  from sending to detection, of the last canary that was found; None before the first.
    found_at   when that was.
    problem    CANARY_MISSING, CANARY_LATE, or None.
    lost       canaries that were never found although a later one was.
    """

    path: str
    latency_s: float | None
    found_at: datetime | None
    problem: Kind | None
    lost: int

    @property
    def is_missing(self) -> bool:
        """Whether its canaries are not found any more."""
        return self.problem is Kind.CANARY_MISSING


@dataclass(slots=True)
class _Path:
    """sent: moments in seconds since 1970 by nonce, oldest first; known_s: when the newest that was found was sent."""

    sent: dict[str, float] = field(default_factory=dict)
    known_s: float = 0.0
    found_s: float | None = None
    latency_s: float | None = None
    late: int = 0
    lost: int = 0
    problem: str | None = None
    since_s: float = 0.0


class CanaryWatch:
    """Told what was sent and what was detected. Times are aware UTC; publish and confirm as with SilenceWatch."""

    def __init__(self) -> None:
        self._paths: dict[str, _Path] = {}
        self._outbox = Outbox()

    def sent(self, path: str, nonce: str, at: datetime) -> None:
        """A canary is about to be sent; to be told before, for it may be found at once."""
        known = self._paths.setdefault(path, _Path())
        known.sent[nonce] = at.timestamp()
        while len(known.sent) > _MOST_REMEMBERED:
            self._lose(known, next(iter(known.sent)))

    def detected(self, nonce: str, at: datetime) -> None:
        """A canary was found. One that is not known, or was found before, changes nothing."""
        for name, path in self._paths.items():
            if nonce in path.sent:
                self._found(name, path, nonce, at)
                return

    def check(self, now: datetime) -> list[HealthEvent]:
        """What has to be published: all that has not been confirmed."""
        for name, path in self._paths.items():
            overdue = self._overdue(path, now.timestamp())
            if len(overdue) >= IN_A_ROW and path.problem != Kind.CANARY_MISSING:
                path.problem, path.since_s = Kind.CANARY_MISSING, overdue[0]
                words = f"the last {len(overdue)} canaries on the path {name} were not detected"
                self._tell(Kind.CANARY_MISSING, name, path.since_s, now, words, overdue=float(len(overdue)))
        return self._outbox.waiting()

    def confirm(self, events: Sequence[HealthEvent]) -> None:
        """These were published."""
        self._outbox.confirm(events)

    def forget(self, path: str) -> None:
        """The door was shut on purpose."""
        self._paths.pop(path, None)

    @property
    def paths(self) -> tuple[PathHealth, ...]:
        """How every path is."""
        return tuple(
            PathHealth(
                path=name,
                latency_s=path.latency_s,
                found_at=None if path.found_s is None else datetime.fromtimestamp(path.found_s, UTC),
                problem=Kind(path.problem) if path.problem else None,
                lost=path.lost,
            )
            for name, path in sorted(self._paths.items())
        )

    @property
    def found_at(self) -> datetime | None:
        """When a canary was found last, on any path."""
        return max((path.found_at for path in self.paths if path.found_at is not None), default=None)

    def saved(self) -> bytes:
        """Everything it knows."""
        paths = {name: {slot: getattr(path, slot) for slot in _Path.__slots__} for name, path in self._paths.items()}
        outbox = [data.decode() for data in self._outbox.saved()]
        return json.dumps({"version": _VERSION, "paths": paths, "outbox": outbox}).encode()

    @classmethod
    def restored(cls, saved: bytes) -> CanaryWatch:
        """A watch that goes on from there. Raises BadState."""
        watch = cls()
        try:
            content = json.loads(saved)
            if content["version"] != _VERSION:
                raise BadState(f"a state of version {content['version']!r}; this program reads {_VERSION}")
            watch._paths = {str(name): _Path(**path) for name, path in content["paths"].items()}
            watch._outbox = Outbox.restored(one.encode() for one in content["outbox"])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadState(f"no state of a watch: {error}") from error
        return watch

    def _found(self, name: str, path: _Path, nonce: str, at: datetime) -> None:
        sent_s = path.sent.pop(nonce)
        path.found_s, path.latency_s = at.timestamp(), max(0.0, at.timestamp() - sent_s)
        path.known_s = max(path.known_s, sent_s)
        for older in [one for one, one_s in path.sent.items() if one_s < sent_s - OVERDUE_S]:
            self._lose(path, older)
        path.late = path.late + 1 if path.latency_s > LATE_S else 0
        if path.problem == Kind.CANARY_MISSING or (path.problem and not path.late):
            took = duration_words(path.latency_s)
            self._tell(Kind.CANARY_BACK, name, path.since_s, at, f"canaries on the path {name} are detected, in {took}")
            path.problem = None
        if path.late >= LATE_IN_A_ROW and not path.problem:
            path.problem, path.since_s = Kind.CANARY_LATE, sent_s
            took = duration_words(path.latency_s)
            self._tell(
                Kind.CANARY_LATE, name, sent_s, at, f"canaries on the path {name} are detected only after {took}"
            )

    def _overdue(self, path: _Path, now_s: float) -> list[float]:
        """When the canaries were sent that should have been found, later than the newest one that was."""
        return [sent_s for sent_s in path.sent.values() if path.known_s < sent_s <= now_s - OVERDUE_S]

    def _lose(self, path: _Path, nonce: str) -> None:
        del path.sent[nonce]
        path.lost += 1

    def _tell(self, kind: Kind, name: str, since_s: float, at: datetime, words: str, **figures: float) -> None:
        since, latency_s = datetime.fromtimestamp(since_s, UTC), self._paths[name].latency_s
        known = {} if latency_s is None else {"latency_s": latency_s}
        self._outbox.tell(
            HealthEvent(
                id=event_id(kind, CANARY_TENANT, name, since),
                kind=kind,
                tenant=CANARY_TENANT,
                sensor=name,
                since=since,
                at=at,
                words=words,
                figures=known | figures,
            )
        )
