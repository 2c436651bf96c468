"""Many different things in a short time: what a scan, a spam run and a ransomware have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from otasuke.detect.learn.learning import DAY_S, Learning, moment
from otasuke.detect.learn.learnt import Fact, Learnt, Picture, day_of
from otasuke.detect.learn.remembering import Key, Recent, Told
from otasuke.detect.learn.usual import Usual
from otasuke.detect.rule import Level


@dataclass(frozen=True, slots=True)
class Crowd:
    """More different values than usual.

    key     whose they are; its first part is the tenant.
    values  when each came last, oldest first.
    at      when the one too many came.
    """

    key: Key
    values: dict[str, float]
    at: float
    usual: float
    is_learning: bool

    @property
    def seconds(self) -> float:
        """From the oldest to the newest."""
        times = self.values.values()
        return max(times) - min(times)

    def count(self, name: str) -> Fact:
        """How many there are, as a fact."""
        return Fact(name, str(len(self.values)), usual=f"{self.usual:.0f}")

    def learnt(
        self, detector: str, device: str, *, counterpart: str = "", facts: tuple[Fact, ...], kind: str = ""
    ) -> Learnt:
        """The finding of a detector. kind: what makes it another one than one about the same device on this day."""
        return Learnt(
            detector=detector,
            tenant=str(self.key[0]),
            device=device,
            counterpart=counterpart,
            time=moment(self.at),
            level=Level.HIGH,
            window=f"{day_of(self.at)} {kind}".strip(),
            facts=(*facts, Fact("within_s", f"{self.seconds:.0f}")),
            picture=Picture("bars", self.per_minute()),
            is_learning=self.is_learning,
        )

    def per_minute(self) -> tuple[tuple[float, float], ...]:
        """How many came in each minute, as a picture has them."""
        bars: dict[float, float] = {}
        for at in self.values.values():
            bars[at // 60 * 60] = bars.get(at // 60 * 60, 0) + 1
        return tuple(sorted(bars.items()))


class Crowds:
    """Counts different values by key within a time, and says once a day when there are more than usual.

    The first part of a key is the tenant.
    fewest  below it nothing is unusual.
    times   so many times the most that was learnt for the key is unusual.
    """

    def __init__(self, learning: Learning, width_s: float, *, fewest: int, times: float = 2.0) -> None:
        self._learning = learning
        self._fewest = fewest
        self._recent = Recent(width_s, fewest * 20)
        self._usual = Usual(fewest, times)
        self._told = Told()

    def add(self, key: Key, value: str, at: float) -> Crowd | None:
        """Note a value; a Crowd if it is the one too many."""
        return next(iter(self.add_all([(key, value, at)])), None)

    def add_all(self, rows: Sequence[tuple[Key, str, float]]) -> list[Crowd]:
        """Note values, with their keys and the times at which they came, by time; the Crowds by time."""
        if rows and rows[0][2] // DAY_S != rows[-1][2] // DAY_S:
            for key, _, at in rows:
                self._learning.is_on(str(key[0]), at)  # days count in the order in which they come
        by_key: dict[Key, list[tuple[str, float]]] = defaultdict(list)
        for key, value, at in rows:
            by_key[key].append((value, at))
        is_on: dict[tuple[Any, float], bool] = {}
        found: list[Crowd] = []
        for key, some in by_key.items():
            if not self._add_few(key, some, is_on):
                found += self._add(key, some)
        return sorted(found, key=lambda one: one.at)

    def _add_few(self, key: Key, some: Sequence[tuple[str, float]], is_on: dict[tuple[Any, float], bool]) -> bool:
        """Note the values of one key if they are of a day, and too few for a Crowd; most are. is_on: filled by and by."""
        day = some[0][1] // DAY_S
        values, most = self._recent.of(key), 0
        if len(values) + len(some) >= self._fewest or some[-1][1] // DAY_S != day:
            return False
        for value, at in some:
            self._recent.note(values, value, at)
            most = max(most, len(values))
        known = (key[0], day)
        if known not in is_on:
            is_on[known] = self._learning.is_on(str(key[0]), some[0][1])
        if most > self._usual.most(key) and is_on[known]:
            self._usual.learn(key, most)
        return True

    def _add(self, key: Key, some: Sequence[tuple[str, float]]) -> Iterator[Crowd]:
        """The values of one key."""
        learning, tenant, day, is_learning = self._learning, str(key[0]), None, False
        most = before = self._usual.most(key)
        for values, at in self._recent.add_all(key, some):
            if at // DAY_S != day:
                day, is_learning = at // DAY_S, learning.is_on(tenant, at)
            count = len(values)
            if count >= (self._fewest if is_learning else self._usual.limit_of(most)) and self._told.is_new(key, at):
                yield Crowd(key, dict(values), at, most, is_learning)
            if is_learning and count > most:
                most = count
        if most > before:
            self._usual.learn(key, most)

    def state(self) -> dict[str, Any]:
        """What `restore` needs."""
        return {"recent": self._recent.state(), "usual": self._usual.state(), "told": self._told.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._recent.restore(state["recent"])
        self._usual.restore(state["usual"])
        self._told.restore(state["told"])
