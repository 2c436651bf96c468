"""What was handed over and what came of it, counted as it happens. Tallies of several processes add up."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from otasuke.simulating.feed import Body

FeedKey = tuple[str, str]
"""Tenant and sensor."""


@dataclass(slots=True)
class Handed:
    """The bodies of one feed that were acknowledged, in the order of their simulated time.

    since_us, until_us  the spans of simulated time that they cover.
    at_s                when the first byte of each was handed over, in seconds since 1970.
    """

    since_us: array[int] = field(default_factory=lambda: array("q"))
    until_us: array[int] = field(default_factory=lambda: array("q"))
    at_s: array[float] = field(default_factory=lambda: array("d"))
    events: int = 0

    def add(self, body: Body, at_s: float, rejected: int = 0) -> None:
        """A body was acknowledged, but for so many of its records."""
        self.since_us.append(body.first_us)
        self.until_us.append(body.until_us)
        self.at_s.append(at_s)
        self.events += body.events - rejected

    def when(self, time_us: int) -> float | None:
        """When the event of this simulated time was handed over; None if it was not, or not acknowledged."""
        position = bisect_right(self.since_us, time_us) - 1
        if position < 0 or time_us >= self.until_us[position]:
            return None
        return self.at_s[position]


@dataclass(slots=True)
class Tally:
    """Everything that a run counts.

    refused      answers that said "later", by status; each was tried again.
    rejected     events that the server said it will never take, by status.
    lost         connections that broke before an answer came; each body was tried again.
    unanswered   by feed, events that had no good answer when the run ended: whether the server has them is not known.
    answered_s   how long each good answer took.
    words        what the server said when it rejected something first, by status.
    """

    events: int = 0
    bodies: int = 0
    size_bytes: int = 0
    acknowledged: int = 0
    acknowledged_bytes: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    rejected: Counter[int] = field(default_factory=Counter)
    lost: int = 0
    unanswered: Counter[FeedKey] = field(default_factory=Counter)
    answered_s: array[float] = field(default_factory=lambda: array("f"))
    handed: dict[FeedKey, Handed] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    cpu_s: float = 0.0

    @property
    def began_s(self) -> float | None:
        """When the first of what was acknowledged was handed over, in seconds since 1970; None if nothing was."""
        return min((one.at_s[0] for one in self.handed.values()), default=None)

    def made(self, body: Body) -> None:
        """A body is about to be handed over for the first time."""
        self.events += body.events
        self.bodies += 1
        self.size_bytes += len(body.data)

    def acked(self, body: Body, *, at_s: float, took_s: float, rejected: Counter[int]) -> None:
        """A body was acknowledged, but for the records that the answer rejects."""
        self.rejected.update(rejected)
        self.acknowledged += body.events - rejected.total()
        self.acknowledged_bytes += len(body.data)
        self.answered_s.append(took_s)
        self.handed.setdefault((body.tenant, body.sensor), Handed()).add(body, at_s, rejected.total())

    def add(self, other: Tally) -> None:
        """Take in what another process counted, of other feeds."""
        for name in (
            "events",
            "bodies",
            "size_bytes",
            "acknowledged",
            "acknowledged_bytes",
            "lost",
            "cpu_s",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.refused.update(other.refused)
        self.rejected.update(other.rejected)
        self.unanswered.update(other.unanswered)
        self.answered_s.extend(other.answered_s)
        self.handed.update(other.handed)
        self.words = other.words | self.words
