"""Following logs through rotations: which there are, and what is new in them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from otasuke.shipping.files import HOLDS_OPEN, UNREADABLE, LogFile
from otasuke.shipping.finding import Finder
from otasuke.shipping.followed import Followed
from otasuke.shipping.logs import Logs, Say
from otasuke.shipping.newcomers import Newcomers
from otasuke.shipping.pieces import Piece, next_piece
from otasuke.shipping.places import Place, Surroundings, matching, names_one_file

LINGER_S = 1.0
"""How long lines of a log are gathered, if they do not fill a piece earlier."""
ENDED_AFTER_S = 30.0
"""A log that was rotated away and has not grown for so long has ended, also within a line."""

_PIECES_AT_ONCE = 8
_THOROUGH_EVERY = 40
_CLOCKS_DIFFER_NS = 1e9
"""By so much the time of a file may be behind the clock."""


class Follower:
    """Reads logs piece by piece. A piece counts as read when `taken` was called with it.

    patterns   files, folders and globs; they are evaluated again at every look.
    fresh      those of them that were never followed; of these only what is added after the first look is wanted
               if `from_end`.
    logs       those followed before, and `looked_at` when that was; 0 if never.
    now        the time since 1970 in seconds.
    """

    def __init__(
        self,
        patterns: Sequence[str],
        logs: Iterable[Followed] = (),
        *,
        say: Say,
        looked_at: float = 0,
        fresh: Collection[str] = (),
        from_end: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._patterns = patterns
        self._fresh = frozenset(fresh)
        self._from_end = from_end
        self._now = now
        self._logs = Logs(logs, say)
        self._finder = Finder(self._logs)
        self._looks = 0
        self._unread: set[int] = set()
        self._drained_at: dict[int, float] = {}
        self.looked_at = looked_at

    @property
    def logs(self) -> tuple[Followed, ...]:
        """All logs, with what has been taken of each."""
        return self._logs.all

    def look(self) -> None:
        """See which files there are, and where the followed logs are by now."""
        began_at = self._now()
        places, surroundings = matching(self._patterns), Surroundings()
        at_end = frozenset(place.key for place in self._passed_over())
        self._unread |= self._finder.find_again({place.key: place for place in places}, surroundings)
        since_ns = self.looked_at * 1e9 - _CLOCKS_DIFFER_NS if self.looked_at else math.inf
        known = frozenset(place.key for place in places)
        self._take_up(places, Newcomers(self._logs, surroundings, self._patterns, known, at_end, since_ns))
        self._fresh = frozenset()
        self._finder.moved.clear()
        self._looks += 1
        self.looked_at = began_at

    def pieces(self, *, largest: int, linger_s: float = LINGER_S) -> Iterator[Piece]:
        """What is new. Who does not call `taken` for a piece gets no more of that log.

        A home's older logs come before its newer ones; the homes take turns.
        """
        families = [list(family) for _, family in groupby(self._by_home(), key=lambda log: log.home)]
        turn = self._looks % len(families) if families else 0
        for family in families[turn:] + families[:turn]:
            yield from self._pieces_of_family(family, largest, linger_s)

    def taken(self, piece: Piece) -> None:
        """The piece is in safe keeping."""
        self._logs.put(piece.after)

    def unfinished(self) -> list[Followed]:
        """The logs with something behind the last line ending."""
        return [log for log in self._logs.present if self._logs.unread_bytes(log)]

    def close(self) -> None:
        """Close all files."""
        self._logs.close_all()

    def _passed_over(self) -> list[Place]:
        """What is there at the first look, and not a new log in a place that we know."""
        there = matching(sorted(self._fresh)) if self._from_end else []
        return [place for place in there if place.path not in self._logs.homes]

    def _take_up(self, places: Sequence[Place], newcomers: Newcomers) -> None:
        last_number = self._logs.last_number
        for home in sorted(self._logs.homes if self._looks % _THOROUGH_EVERY == 0 else self._finder.moved):
            newcomers.take_up_beside(home, since_ns=math.inf)
        for home in self._patterns:
            if names_one_file(home) and not self._logs.family(home):
                newcomers.take_up_beside(home, since_ns=math.inf if home in self._fresh else 0)
        strangers = [place for place in places if not self._logs.holds(place.key)]
        for place in sorted(strangers, key=lambda place: place.changed_ns):
            newcomers.take_up(place)
        self._unread.update(range(last_number + 1, self._logs.last_number + 1))

    def _by_home(self) -> list[Followed]:
        """The logs in which there may be something new."""
        there = [log for number in self._unread if (log := self._logs.get(number)) and not log.is_gone]
        self._unread = {log.number for log in there}
        return sorted(there, key=lambda log: (log.home, log.number))

    def _pieces_of_family(self, family: Iterable[Followed], largest: int, linger_s: float) -> Iterator[Piece]:
        left = _PIECES_AT_ONCE
        for log in family:
            if not self._is_due(log, largest, linger_s):
                continue
            for piece in self._pieces_of(log, largest):
                yield piece
                left -= 1
                if not left or self._logs[log.number] != piece.after:
                    return

    def _is_due(self, log: Followed, largest: int, linger_s: float) -> bool:
        unread = self._logs.unread_bytes(log)
        if not unread:
            self._rest(log)
            return False
        waited_s = self._now() - self._drained_at.get(log.number, -math.inf)
        linger_s = min(linger_s, LINGER_S) if log.is_rotated else linger_s
        return unread >= largest or not 0 <= waited_s < linger_s

    def _pieces_of(self, log: Followed, largest: int) -> Iterator[Piece]:
        try:
            file = self._logs.opened(log)
            while piece := self._next(log, file, largest):
                yield piece
                log = self._logs[log.number]
            self._drained_at[log.number] = self._now()
            if log.is_compressed:
                self._logs.put(replace(log, is_done=True))
        except UNREADABLE as error:
            self._logs.unreadable(log.path, error)
            self._logs.close(log)
        if not HOLDS_OPEN:
            self._logs.close(log)

    def _next(self, log: Followed, file: LogFile, largest: int) -> Piece | None:
        place = file.place(log.path)
        if not log.is_compressed and log.marks.furthest(file.read_at) != log.offset:
            return None  # truncated since we looked
        is_ended = log.is_compressed or (log.is_rotated and self._is_idle(place))
        log = replace(log, changed_ns=place.changed_ns)
        return next_piece(log, file.read_at, largest=largest, is_ended=is_ended)

    def _rest(self, log: Followed) -> None:
        """Look into a log again when it has changed; the file of a rotated one that does not grow need not be held."""
        file = self._logs.held(log)
        if log.is_rotated and file and not log.is_done and not self._is_idle(file.place(log.path)):
            return
        self._unread.discard(log.number)
        self._drained_at.pop(log.number, None)
        if log.is_rotated:
            self._logs.close(log)
            self._logs.put(replace(log, marks=log.marks.newest_only()))

    def _is_idle(self, place: Place) -> bool:
        return self._now() - place.changed_ns / 1e9 > ENDED_AFTER_S
