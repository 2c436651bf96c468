"""How many of something are usual: the most that a tenant's device reached while it was learnt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from otasuke.detect.learn.remembering import Kept, Key


class Usual:
    """What is more than usual.

    fewest  below it nothing is unusual, whatever was learnt.
    times   so many times the most that was learnt is unusual.
    """

    def __init__(self, fewest: float, times: float) -> None:
        self._fewest = fewest
        self._times = times
        self._most: Kept[float] = Kept()

    def learn(self, key: Key, count: float) -> None:
        """Note what was reached while learning."""
        self._most.put(key, max(count, self._most.get(key) or 0.0))

    def limit(self, key: Key) -> float:
        """From how many on it is unusual."""
        return self.limit_of(self.most(key))

    def limit_of(self, most: float) -> float:
        """The same where so many are known to be the most that was learnt."""
        return max(self._fewest, self._times * most)

    def most(self, key: Key) -> float:
        """The most that was learnt; 0 if nothing was."""
        return self._most.get(key) or 0.0

    def state(self) -> list[Any]:
        """What `restore` needs."""
        return self._most.state()

    def restore(self, state: Iterable[Any]) -> None:
        """Go on from there."""
        self._most.restore(state)
