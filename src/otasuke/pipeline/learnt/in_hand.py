"""Which segment is in hand, so that one that brings the process down is left out in the end instead of stopping it for ever."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

MOST_FALLS = 3


class InHand:
    """Written down before a segment is looked at. It has to survive the process, not the machine: nothing waits for the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._falls: dict[str, int] = {}
        with suppress(FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
            content = json.loads(path.read_bytes())
            self._falls = {str(name): int(count) for name, count in content["falls"].items()}
            if content["in_hand"] is not None:
                fallen = str(int(content["in_hand"]))
                self._falls[fallen] = self._falls.get(fallen, 0) + 1

    def is_deadly(self, number: int) -> bool:
        """Whether the process fell often enough while it had this segment in hand."""
        return self._falls.get(str(number), 0) >= MOST_FALLS

    def take(self, number: int) -> None:
        """It is looked at now."""
        self._write(number)

    def put_down(self) -> None:
        """Whatever ends the process now, it was not the segment."""
        self._write(None)

    def forget(self, through: int) -> None:
        """The segments up to this one will not be looked at again."""
        self._falls = {name: count for name, count in self._falls.items() if int(name) > through}

    def _write(self, number: int | None) -> None:
        partial = self._path.with_suffix(".new")
        with suppress(OSError):  # on a full disk it goes on without
            partial.write_text(json.dumps({"in_hand": number, "falls": self._falls}), encoding="ascii")
            partial.replace(self._path)
