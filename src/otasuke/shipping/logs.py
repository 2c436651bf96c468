"""The logs that are followed, and their open files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

from otasuke.shipping.files import UNREADABLE, LogFile, LogFiles
from otasuke.shipping.followed import Followed
from otasuke.shipping.marks import begun
from otasuke.shipping.places import Place, place_at

Say: TypeAlias = Callable[[str], None]
"""Takes a sentence for whoever looks after the shipper."""


class Logs:
    """Followed logs by number, the present ones among them by the file that holds them."""

    def __init__(self, logs: Iterable[Followed], say: Say) -> None:
        self._by_number = {log.number: log for log in logs}
        self._last_number = max(self._by_number, default=0)
        self._files = LogFiles()
        self._say = say
        self._said: set[str] = set()

    @property
    def all(self) -> tuple[Followed, ...]:
        """Every log, also those that are gone."""
        return tuple(self._by_number.values())

    @property
    def present(self) -> list[Followed]:
        """The logs that a file holds, the oldest first."""
        return sorted((log for log in self._by_number.values() if not log.is_gone), key=lambda log: log.number)

    @property
    def keys(self) -> set[tuple[int, int]]:
        """The files that hold them."""
        return {log.key for log in self._by_number.values() if not log.is_gone}

    @property
    def homes(self) -> set[str]:
        """Where they were found."""
        return {log.home for log in self._by_number.values()}

    def __getitem__(self, number: int) -> Followed:
        return self._by_number[number]

    def family(self, home: str) -> list[Followed]:
        """The logs that were found at a path, one after the other."""
        return [log for log in self._by_number.values() if log.home == home]

    def put(self, log: Followed) -> Followed:
        """Keep what is now known of a log."""
        self._by_number[log.number] = log
        return log

    def add(self, place: Place, *, home: str) -> Followed:
        """Follow what is at a place, from its beginning."""
        self._last_number += 1
        log = Followed(self._last_number, home, place.path, place.device, place.inode, place.changed_ns)
        with suppress(*UNREADABLE):  # whoever reads it will say so
            log = replace(log, marks=begun(self.opened(log).read_at))
        self.put(log)
        self._forget_gone(home)
        return log

    def lose(self, log: Followed) -> None:
        """No file holds it any more."""
        self.close(log)
        self.put(replace(log, is_gone=True))
        self._forget_gone(log.home)

    def held(self, log: Followed) -> LogFile | None:
        """Its file, if that is open."""
        return self._files.held(log.number)

    def opened(self, log: Followed) -> LogFile:
        """Its file. Raises UNREADABLE."""
        return self._files.opened(log.number, log.path)

    def close(self, log: Followed) -> None:
        """Close its file."""
        self._files.close(log.number)

    def close_all(self) -> None:
        """Close all files."""
        self._files.close_all()

    def unread_bytes(self, log: Followed) -> int:
        """How much is behind the offset; of a compressed file 1, as long as it was not read to its end."""
        if log.is_compressed:
            return 0 if log.is_done else 1
        file = self.held(log)
        place = file.place(log.path) if file else place_at(log.path)
        return max(0, place.size - log.offset) if place and place.key == log.key else 0

    def unreadable(self, path: str, error: Exception) -> None:
        """Say that a file cannot be read."""
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        self.say_once(f"{path} cannot be read: {reason}")

    def say_once(self, text: str) -> None:
        """Say what would else be said at every look."""
        if text not in self._said:
            self._said.add(text)
            self._say(text)

    def say(self, text: str) -> None:
        """Say something."""
        self._say(text)

    def _forget_gone(self, home: str) -> None:
        family = self.family(home)
        newest = max(log.number for log in family)
        for log in family:
            if log.is_gone and log.number != newest:
                del self._by_number[log.number]
