"""Logs that are met for the first time."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from otasuke.shipping.files import UNREADABLE, LogFile, is_compressed
from otasuke.shipping.followed import Followed
from otasuke.shipping.lines import encoding_of, end_of_last_line
from otasuke.shipping.logs import Logs
from otasuke.shipping.marks import HEAD_BYTES
from otasuke.shipping.pieces import LONGEST_LINE_BYTES
from otasuke.shipping.places import Place, Surroundings, homes_of, names, place_at

_TAIL_BYTES = 256
_NUMBERED = re.compile(r"(.+)\.\d{1,4}", re.DOTALL)

Key: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Takes up logs at one look.

    patterns  what is followed.
    known     the files that they name now, which are logs of their own.
    at_end    those of them of which only what is added from now on is wanted.
    since_ns  of what is beside a log that is new to us, it is wanted if it was written to later than this, since 1970.
    """

    logs: Logs
    surroundings: Surroundings
    patterns: Sequence[str]
    known: Collection[Key]
    at_end: Collection[Key]
    since_ns: float

    def take_up(self, place: Place) -> None:
        """Follow what is at a place, if it is not followed, and before it what was rotated away from there unseen."""
        if not place.size or self.logs.holds(place.key) or _is_copy(self.logs, place):
            return
        packed = _is_packed(self.logs, place)
        home = self._home_of(place)
        if packed is None:
            return
        if packed and home == place.path:
            self.logs.say_once(f"{place.path} is compressed and was not followed before: it is left out")
            return
        self.take_up_beside(home, since_ns=self.since_ns)
        if not packed and not self.logs.holds(place.key):
            log = self.logs.add(place, home=home)
            if place.key in self.at_end:
                _go_to_end(self.logs, log, place)

    def take_up_beside(self, home: str, *, since_ns: float) -> None:
        """Follow what was rotated away from a home before we saw it: files written to since we last read there.

        since_ns  the time that counts where we never read, since 1970. What is older is remembered, so that it is not
                  taken for something new.
        """
        family = self.logs.family(home)
        since_ns = max(log.changed_ns for log in family) if family else since_ns
        for place in self._unknown_beside(home):
            if place.key in self.known and not _is_packed(self.logs, place):
                continue
            log = _add_rotated(self.logs, place, home)
            if log and place.changed_ns < since_ns:
                self.logs.put(replace(log, is_done=True))
                self.logs.close(log)

    def _home_of(self, place: Place) -> str:
        """Its own path; of a rotation, that of a log which is there too, or which would have been followed."""
        path = Path(place.path)
        homes = [str(path.with_name(name)) for name in sorted(homes_of(path.name))]
        numbered = _NUMBERED.fullmatch(place.path)
        named = [numbered[1]] if numbered and names(self.patterns, numbered[1]) else []
        return next((home for home in homes if self.logs.family(home) or place_at(home)), (*named, place.path)[0])

    def _unknown_beside(self, home: str) -> list[Place]:
        places = [place for place in self.surroundings.beside(home) if place.size and place.path != home]
        return [place for place in places if not self.logs.holds(place.key) and not _is_copy(self.logs, place)]


def _add_rotated(logs: Logs, place: Place, home: str) -> Followed | None:
    """A file beside a home as a log; None if it is compressed in a way that we cannot read."""
    try:
        with closing(LogFile(place.path)) as file:
            if not file.is_compressed and is_compressed(place.path):
                logs.say_once(f"{place.path} is compressed, and not by gzip: it is left out")
                return None
            return logs.put(replace(logs.add(place, home=home), is_compressed=file.is_compressed))
    except UNREADABLE as error:
        logs.unreadable(place.path, error)
    return None


def _go_to_end(logs: Logs, log: Followed, place: Place) -> None:
    """Pass over the whole lines that are there."""
    try:
        file = logs.opened(log)
        log = replace(log, encoding=encoding_of(file.read_at(0, 2)))
        logs.put(log.read_to(_last_line_ending(file, log, place.size), file.read_at))
    except UNREADABLE as error:
        logs.unreadable(place.path, error)


def _last_line_ending(file: LogFile, log: Followed, size: int) -> int:
    """Where the last whole line ends; the end itself if that is not to be found near it."""
    begin = max(0, size - LONGEST_LINE_BYTES) // 2 * 2
    return begin + end if (end := end_of_last_line(file.read_at(begin, size - begin), log.encoding)) else size


def _is_packed(logs: Logs, place: Place) -> bool | None:
    """Whether a file is compressed; None if it cannot be read."""
    try:
        return is_compressed(place.path)
    except OSError as error:
        logs.unreadable(place.path, error)
        return None


def _is_copy(logs: Logs, place: Place) -> bool:
    """Whether a file is a copy, perhaps not yet complete, of a log that is still where it was."""
    return any(_is_copy_of(logs, place, log) for log in _may_come_from(logs, place) if not log.is_gone)


def _may_come_from(logs: Logs, place: Place) -> list[Followed]:
    """The logs of which a file may be a rotation, by its name."""
    path = Path(place.path)
    return [log for name in homes_of(path.name) for log in logs.family(str(path.with_name(name)))]


def _is_copy_of(logs: Logs, place: Place, log: Followed) -> bool:
    try:
        original = logs.opened(log)
        with closing(LogFile(place.path)) as file:
            head = file.read_at(0, HEAD_BYTES)
            if not head or original.read_at(0, len(head)) != head:
                return False
            size = min(place.size, _TAIL_BYTES)
            tail = place.size - size
            return file.is_compressed or file.read_at(tail, size) == original.read_at(tail, size)
    except UNREADABLE:
        return False
