"""Suspects: messages that may have brought a worker down. Written down before they are tried again, alone."""

from __future__ import annotations

import json
from pathlib import Path

from otasuke.lake.durable import write_durably

MOST_TRIES = 3


class Suspects:
    """How often a worker fell while a message was tried alone. Kept in a file, as the worker does not survive it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tries: dict[str, int] = _read(path)

    def is_guilty(self, name: str) -> bool:
        """Whether the message was tried often enough."""
        return self._tries.get(name, 0) >= MOST_TRIES

    def begin(self, name: str) -> None:
        """The message is tried now."""
        self._tries = {name: self._tries.get(name, 0) + 1}
        self._write()

    def clear(self) -> None:
        """The message did no harm, or will not be tried any more."""
        if self._tries:
            self._tries = {}
            self._write()

    def _write(self) -> None:
        write_durably(self._path, json.dumps(self._tries).encode())


def _read(path: Path) -> dict[str, int]:
    try:
        content = json.loads(path.read_bytes())
        return {str(name): int(tries) for name, tries in content.items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}
