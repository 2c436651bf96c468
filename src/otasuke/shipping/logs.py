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
    """Followed logs by number, the present ones among them by the file that holds them.

    last_number  the highest that was given to a log.
    """

    def __init__(self, logs: Iterable[Followed], say: Say) -> None:
        self._by_number: dict[int, Followed] = {}
        self._by_key: dict[tuple[int, int], int] = {}
        self._by_home: dict[str, list[int]] = {}
        for log in sorted(logs, key=lambda log: log.number):
            self._by_home.setdefault(log.home, []).append(log.number)
            self.put(log)
        self.last_number = max(self._by_number, default=0)
        self._files = LogFiles()
        self._say = say
        self._said: set[str] = set()

    @property
    def all(self) -> tuple[Followed, ...]:
        """Every log, also those that are gone; the oldest first."""
        return tuple(self._by_number.values())

    @property
    def present(self) -> list[Followed]:
        """The logs that a file holds, the oldest first."""
        return [log for log in self._by_number.values() if not log.is_gone]

    @property
    def homes(self) -> set[str]:
        """Where they were found."""
        return set(self._by_home)

    def holds(self, key: tuple[int, int]) -> bool:
        """Whether a file holds one of the logs."""
        return key in self._by_key

    def __getitem__(self, number: int) -> Followed:
        return self._by_number[number]

    def get(self, number: int) -> Followed | None:
        """The log of a number, if it is not forgotten."""
        return self._by_number.get(number)

    def family(self, home: str) -> list[Followed]:
        """The logs that were found at a path, one after the other."""
        return [self._by_number[number] for number in self._by_home.get(home, ())]

    def put(self, log: Followed) -> Followed:
        """Keep what is now known of a log."""
        before = self._by_number.get(log.number)
        if before and self._by_key.get(before.key) == log.number:
            del self._by_key[before.key]
        if not log.is_gone:
            self._by_key[log.key] = log.number
        self._by_number[log.number] = log
        return log

    def add(self, place: Place, *, home: str) -> Followed:
        """Follow what is at a place, from its beginning."""
        self.last_number += 1
        log = Followed(self.last_number, home, place.path, place.device, place.inode, place.changed_ns)
        with suppress(*UNREADABLE):  # whoever reads it will say so
            log = replace(log, marks=begun(self.opened(log).read_at))
        self._by_home.setdefault(home, []).append(log.number)
        self._forget_gone(home)
        return self.put(log)

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
        """How much is behind the offset, as far as it is wanted; of a compressed file 1."""
        if log.is_done or log.is_compressed:
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
        *older, newest = self._by_home[home]
        gone = {number for number in older if self._by_number[number].is_gone}
        for number in gone:
            del self._by_number[number]
        self._by_home[home] = [number for number in (*older, newest) if number not in gone]
