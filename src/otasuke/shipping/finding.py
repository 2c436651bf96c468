"""Where each followed log is by now: renamed, copied, compressed, truncated or gone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from otasuke.shipping.files import HOLDS_OPEN, UNREADABLE, LogFile
from otasuke.shipping.followed import Followed
from otasuke.shipping.logs import Logs
from otasuke.shipping.marks import begun
from otasuke.shipping.places import Place, Surroundings, homes_of, place_at

Key = tuple[int, int]


class Finder:
    """Finds logs again, and remembers which files it need not look into because they did not change.

    moved  the homes whose log was rotated, truncated or deleted since somebody emptied this set.
    """

    def __init__(self, logs: Logs) -> None:
        self._beside = Surroundings()
        self._logs = logs
        self._checked: dict[int, tuple[int, int]] = {}
        self.moved: set[str] = set()

    def find_again(self, places: Mapping[Key, Place], surroundings: Surroundings) -> set[int]:
        """Keep where the logs are now, and look elsewhere for those whose file has become another.

        The numbers of those in which there may be something new.
        """
        self._beside = surroundings
        return {log.number for log in self._logs.present if self._find(log, places)}

    def _find(self, log: Followed, places: Mapping[Key, Place]) -> bool:
        place = self._place_of(log, places) or self._held_place(log)
        if place is None:
            self._search(log)
            return True
        if is_moved := place.path != log.path:
            self.moved.add(log.home)
            log = self._logs.put(log.at(place))
        if self._checked.get(log.number) == (place.size, place.changed_ns):
            return is_moved
        self._check(log, place)
        return True

    def _place_of(self, log: Followed, places: Mapping[Key, Place]) -> Place | None:
        if log.key in places:
            return places[log.key]
        if (place := place_at(log.path)) and place.key == log.key:
            return place
        return next((place for place in self._beside.beside(log.home) if place.key == log.key), None)

    def _held_place(self, log: Followed) -> Place | None:
        """A file that was deleted, or moved elsewhere, is read on as long as we hold it open."""
        file = self._logs.held(log)
        return file.place(f"{log.home} (deleted)") if file else None

    def _check(self, log: Followed, place: Place) -> None:
        try:
            file = self._logs.opened(log)
            if file.place(place.path).key != log.key:
                self._logs.close(log)  # renamed just now; the next look finds it
                return
            self._compare(log, file, place)
        except UNREADABLE as error:
            self._logs.unreadable(log.path, error)
            self._logs.close(log)
        if not HOLDS_OPEN:
            self._logs.close(log)

    def _compare(self, log: Followed, file: LogFile, place: Place) -> None:
        furthest = _known_up_to(log, file)
        if furthest is None:
            self._search(log)
            return
        self._checked[log.number] = (place.size, place.changed_ns)
        if furthest < log.offset:
            self._logs.say(f"{log.path} has lost its end: it is read on from byte {furthest} instead of {log.offset}")
            self._logs.put(log.cut_back_to(furthest, file.read_at))
        elif not log.offset:
            self._logs.put(replace(log, marks=begun(file.read_at)))

    def _search(self, log: Followed) -> None:
        """Look for a copy of what was read: copytruncate leaves one, compression too, and inodes do change."""
        self._logs.close(log)
        self._checked.pop(log.number, None)
        self.moved.add(log.home)
        for place in self._candidates(log) if log.marks.head_size else []:
            is_free = place.key == log.key or not self._logs.holds(place.key)
            if is_free and (found := _found_at(place, log)):
                self._logs.put(found)
                return
        self._logs.lose(log)

    def _candidates(self, log: Followed) -> list[Place]:
        """What is beside its home; and beside that of which its home may be a rotation already."""
        home = Path(log.home)
        homes = [home, *(home.with_name(name) for name in sorted(homes_of(home.name)))]
        return [place for one in homes for place in self._beside.beside(str(one))]


def _known_up_to(log: Followed, file: LogFile) -> int | None:
    """How far a file is what it was. An inode is given again to other files, so that we look even when done with one."""
    if log.is_done:
        return log.offset if log.marks.begin(file.read_at) else None
    return log.marks.furthest(file.read_at)


def _found_at(place: Place, log: Followed) -> Followed | None:
    """The log at another place, if that holds what was read of it."""
    try:
        with closing(LogFile(place.path)) as file:
            if log.marks.furthest(file.read_at) != log.offset:
                return None
            return replace(log.at(place), is_compressed=file.is_compressed)
    except UNREADABLE:
        return None
