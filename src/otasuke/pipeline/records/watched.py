"""Records that note which of their values somebody looked at."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, ValuesView
from typing import Any


class Watched(dict[str, Any]):
    """An object of JSON. `seen` gets the number of each leaf that is read; those of `Structure` count in the same way.

    A look at something that is not there, or at a container, says no more than the structure does.
    """

    def __init__(self, record: dict[str, Any], seen: set[int], counter: Iterator[int]) -> None:
        super().__init__()
        self._seen = seen
        self._numbers: dict[str, int] = {}
        for key, value in record.items():
            super().__setitem__(key, self._wrapped(key, value, counter))

    def _wrapped(self, key: str, value: Any, counter: Iterator[int]) -> Any:
        if isinstance(value, dict):
            return Watched(value, self._seen, counter)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [Watched(one, self._seen, counter) for one in value]
        if value is not None and value != []:
            self._numbers[key] = next(counter)
        return value

    def _note(self, key: str) -> None:
        if key in self._numbers:
            self._seen.add(self._numbers[key])

    def _note_all(self) -> None:
        self._seen.update(self._numbers.values())

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """As of a dict."""
        self._note(key)
        return super().get(key, default)

    def pop(self, key: str, *default: Any) -> Any:
        """As of a dict."""
        self._note(key)
        return super().pop(key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """As of a dict."""
        self._note(key)
        return super().setdefault(key, default)

    def values(self) -> ValuesView[Any]:  # type: ignore[override]  # what a dict's view is called is its own affair
        """As of a dict."""
        self._note_all()
        return super().values()

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """As of a dict."""
        self._note_all()
        return super().items()

    def __iter__(self) -> Iterator[str]:
        # Where this is overridden, dict() and ** ask for each value instead of copying them unseen.
        return super().__iter__()

    def __eq__(self, other: object) -> bool:
        self._note_all()
        return super().__eq__(other)

    __hash__ = None
