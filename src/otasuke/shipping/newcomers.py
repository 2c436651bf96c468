"""Logs that are met for the first time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from otasuke.shipping.files import UNREADABLE, LogFile, is_compressed
from otasuke.shipping.followed import Followed
from otasuke.shipping.lines import encoding_of, end_of_last_line
from otasuke.shipping.logs import Logs
from otasuke.shipping.marks import HEAD_BYTES
from otasuke.shipping.pieces import LONGEST_LINE_BYTES
from otasuke.shipping.places import Place, is_rotation, neighbours

_TAIL_BYTES = 256

Key: TypeAlias = tuple[int, int]


def take_up(logs: Logs, places: Sequence[Place], *, at_end: Collection[Key], since_ns: float) -> None:
    """Follow what is at the places and was not followed before.

    at_end    the files of which only what is added from now on is wanted.
    since_ns  what was rotated away later than this, since 1970, is wanted too.
    """
    known = {place.key for place in places}
    for place in sorted(places, key=lambda place: place.changed_ns):
        if place.size and place.key not in logs.keys and not _is_copy(logs, place) and _is_plain(logs, place):
            if logs.family(place.path):
                take_up_between(logs, place.path)
            else:
                take_up_older(logs, place.path, known, since_ns=since_ns)
            log = logs.add(place, home=place.path)
            if place.key in at_end:
                _go_to_end(logs, log, place)


def take_up_between(logs: Logs, home: str) -> None:
    """Follow what was rotated away from a home before we saw it: files written to since we last read there."""
    since_ns = max(log.changed_ns for log in logs.family(home))
    for place in _unknown_beside(logs, home):
        if place.changed_ns >= since_ns:
            _add_rotated(logs, place, home)


def take_up_older(logs: Logs, home: str, known: Collection[Key], *, since_ns: float) -> None:
    """Follow what was rotated away from a home that was never followed.

    What was written before `since_ns` is not wanted; but the file may still be written to.
    """
    for place in _unknown_beside(logs, home):
        if place.key not in known and (log := _add_rotated(logs, place, home)) and place.changed_ns < since_ns:
            if log.is_compressed:
                logs.put(replace(log, is_done=True))
            else:
                _go_to_end(logs, log, place)


def _unknown_beside(logs: Logs, home: str) -> list[Place]:
    """Files that were once at a home, as far as their names tell, and are not followed; the oldest first."""
    return [
        place
        for place in sorted(neighbours(home), key=lambda place: place.changed_ns)
        if place.size and place.path != home and place.key not in logs.keys and not _is_copy(logs, place)
    ]


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
    """Pass over what is there; of a log that is still at home, only whole lines."""
    try:
        file = logs.opened(log)
        log = replace(log, encoding=encoding_of(file.read_at(0, 2)))
        end = place.size if log.is_rotated else _last_line_ending(file, log, place.size)
        logs.put(log.read_to(end, file.read_at))
    except UNREADABLE as error:
        logs.unreadable(place.path, error)


def _last_line_ending(file: LogFile, log: Followed, size: int) -> int:
    """Where the last whole line ends; the end itself if that is not to be found near it."""
    begin = max(0, size - LONGEST_LINE_BYTES) // 2 * 2
    return begin + end if (end := end_of_last_line(file.read_at(begin, size - begin), log.encoding)) else size


def _is_plain(logs: Logs, place: Place) -> bool:
    try:
        packed = is_compressed(place.path)
    except OSError as error:
        logs.unreadable(place.path, error)
        return False
    if packed and not any(_may_come_from(place, log) for log in logs.all):
        logs.say_once(f"{place.path} is compressed and was not followed before: it is left out")
    return not packed


def _is_copy(logs: Logs, place: Place) -> bool:
    """Whether a file is a copy, perhaps not yet complete, of a log that is still where it was."""
    return any(_may_come_from(place, log) and _is_copy_of(logs, place, log) for log in logs.present)


def _may_come_from(place: Place, log: Followed) -> bool:
    return is_rotation(Path(place.path).name, Path(log.home).name) and Path(place.path).parent == Path(log.home).parent


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
