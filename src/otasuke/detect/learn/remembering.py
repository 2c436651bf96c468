"""What detectors keep between events. All of it is bounded: what was not touched for longest is forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeAlias, TypeVar

Key: TypeAlias = tuple[str | int, ...]
T = TypeVar("T")
MOST_KEYS = 100_000


class Kept(Generic[T]):
    """Values by key; the key that was not used for longest makes room."""

    def __init__(self, most: int = MOST_KEYS) -> None:
        self._most = most
        self._values: OrderedDict[Key, T] = OrderedDict()

    def get(self, key: Key) -> T | None:
        """The value, which counts as used."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: Key, value: T) -> None:
        """Keep a value."""
        before = len(self._values)
        self._values[key] = value
        if len(self._values) == before:
            self._values.move_to_end(key)
        elif before >= self._most:
            self._values.popitem(last=False)

    def items(self) -> Iterable[tuple[Key, T]]:
        """Keys and values, the one that makes room next first."""
        return self._values.items()

    def state(self) -> list[Any]:
        """Keys and values, the one that makes room next first."""
        return [[list(key), value] for key, value in self._values.items()]

    def restore(self, state: Iterable[Any]) -> None:
        """Go on from there."""
        self._values = OrderedDict((tuple(key), value) for key, value in state)


class Told:
    """Says a thing once, and again only when it has not happened for a while."""

    def __init__(self, pause_s: float = 86400.0) -> None:
        self._pause_s = pause_s
        self._last: Kept[float] = Kept()

    def is_new(self, key: Key, at: float) -> bool:
        """Whether this was not told within the pause before; from now on it was."""
        last = self._last.get(key)
        if last is not None and at - last < self._pause_s:
            return False
        self._last.put(key, at)
        return True

    def state(self) -> list[Any]:
        """What `restore` needs."""
        return self._last.state()

    def restore(self, state: Iterable[Any]) -> None:
        """Go on from there."""
        self._last.restore(state)


class Recent:
    """Different values by key within a time: which neighbours somebody called, which files somebody changed.

    width_s      how far back.
    most_values  of one key; older ones make room. A detector that tells at 20 needs no more than a few hundred.
    """

    def __init__(self, width_s: float, most_values: int) -> None:
        self._width_s = width_s
        self._most_values = most_values
        self._by_key: Kept[dict[str, float]] = Kept(20_000)

    def add(self, key: Key, value: str, at: float) -> dict[str, float]:
        """Note a value, and give all that are recent, with the time of each."""
        return next(values for values, _ in self.add_all(key, [(value, at)]))

    def of(self, key: Key) -> dict[str, float]:
        """All that were recent when the last one was noted, with the time of each."""
        values = self._by_key.get(key)
        if values is None:
            values = {}
            self._by_key.put(key, values)
        return values

    def add_all(self, key: Key, some: Iterable[tuple[str, float]]) -> Iterator[tuple[dict[str, float], float]]:
        """Note values with their times; after each all that are recent, and its time."""
        values = self.of(key)
        for value, at in some:
            self.note(values, value, at)
            yield values, at

    def note(self, values: dict[str, float], value: str, at: float) -> None:
        """Note a value among those of its key."""
        values.pop(value, None)
        values[value] = at
        while (oldest := next(iter(values))) != value and (
            len(values) > self._most_values or at - values[oldest] > self._width_s
        ):
            del values[oldest]

    def state(self) -> list[Any]:
        """What `restore` needs."""
        return self._by_key.state()

    def restore(self, state: Iterable[Any]) -> None:
        """Go on from there."""
        self._by_key.restore(state)
