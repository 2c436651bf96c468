"""The watchlist of a process that runs all day: mapped into memory, and taken anew when the file is another."""

from __future__ import annotations

import asyncio
import mmap
from contextlib import suppress
from pathlib import Path

from otasuke.detect.indicators.lookout import Lookout
from otasuke.detect.indicators.watchlist import BadWatchlist, Watchlist, read_watchlist
from otasuke.pipeline.log import Log

LOOK_EVERY_S = 2.0
_GONE = "the watchlist is gone"


class IndicatorWatch:
    """Has a lookout for what is on the watchlist.

    lookout  to be asked for each time: it changes between two looks. None: there is nothing to look for.
    problem  why the watchlist cannot be used; the one before it, if there is one, goes on. "" if all is well.
    """

    def __init__(self, path: Path, log: Log) -> None:
        self._path = path
        self._log = log
        self._seen: tuple[int, int, int] | None = None
        self.lookout: Lookout | None = None
        self.problem = ""

    @property
    def count(self) -> int:
        """How many indicators are looked for."""
        return self.lookout.watchlist.count if self.lookout else 0

    async def follow(self) -> None:
        """Look now and then, beside all else, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Take the watchlist if it is another one than before."""
        try:
            state = self._path.stat()
            seen = state.st_ino, state.st_mtime_ns, state.st_size
            if seen == self._seen:
                return
            self._seen = seen
            self.lookout = Lookout(open_watchlist(self._path))
        except FileNotFoundError:
            if self._seen is not None:
                self._seen = None
                self._cannot(_GONE, "gone")
        except (OSError, ValueError) as error:
            self._cannot(str(error), type(error).__name__)
        else:
            self.problem = ""
            self._log.info(
                "indicators.renewed", version=self.lookout.watchlist.version, indicators=self.lookout.watchlist.count
            )

    def _cannot(self, problem: str, error: str) -> None:
        self.problem = problem
        self._log.error("indicators.unusable", error=error)


def open_watchlist(path: Path) -> Watchlist:
    """The watchlist in a file, shared with all who have it open. Raises OSError, BadWatchlist.

    A file that is put in its place leaves this one as it is.
    """
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise BadWatchlist("it is empty") from error
    watchlist = read_watchlist(memoryview(mapped))
    # Its checksum was made of all of it, little of which is needed again soon.
    with suppress(OSError, AttributeError):
        mapped.madvise(mmap.MADV_DONTNEED)
    return watchlist
