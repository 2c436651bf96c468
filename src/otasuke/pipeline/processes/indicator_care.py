"""Care of the lists of indicators: those that come from a server are fetched again when their time has come.

A child does it, with low priority, as to make a watchlist of a million indicators takes a minute and a gigabyte.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from otasuke.pipeline.indicators.catalogue import Catalogue, ListRecord
from otasuke.pipeline.indicators.places import indicators_folder
from otasuke.pipeline.indicators.shelf import ListShelf, ShelfError
from otasuke.pipeline.processes.report import ListProblem
from otasuke.pipeline.processes.surroundings import Surroundings

EVERY_S = 15.0
_AGAIN_S = 300.0
_WITHIN_S = 3600.0
_IS_LATE_AFTER = timedelta(days=1)
_STUCK = "lists of indicators cannot be renewed: `otasuke indicators renew` says why"


class IndicatorCare:
    """Runs until cancelled. command: what runs our commands."""

    def __init__(self, around: Surroundings, command: Sequence[str] = (sys.executable, "-m", "otasuke")) -> None:
        self._log = around.log
        self._shelf = ListShelf(indicators_folder(around.folder))
        self._command = [*command, "indicators", "renew", "--due", "--data", str(around.folder)]
        self._stuck = ""
        self._catalogue = Catalogue()

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return len(self._catalogue.lists)

    @property
    def problems(self) -> tuple[ListProblem, ...]:
        """What is wrong with them."""
        now = datetime.now(UTC)
        found = [_problem(one, now) for one in self._catalogue.lists.values() if one.problem]
        return (*([ListProblem(self._stuck, is_late=True)] if self._stuck else []), *found)

    async def run(self) -> None:
        """Work. At first the watchlist is looked at as well: it may have been damaged, or be older than the lists."""
        await self._look()
        if self.lists:
            await self._renew()
        while True:
            await asyncio.sleep(_AGAIN_S if self._stuck else EVERY_S)
            await self._look()
            if self._is_due():
                await self._renew()

    def _is_due(self) -> bool:
        now = datetime.now(UTC)
        return any(one.is_due(now) for one in self._catalogue.lists.values())

    async def _look(self) -> None:
        try:
            self._catalogue = await asyncio.to_thread(self._shelf.catalogue)
        except (OSError, ShelfError) as error:
            self._log.error("indicators.lists_unreadable", error=type(error).__name__)
            self._stuck = _STUCK

    async def _renew(self) -> None:
        """Let a child do what is due. What it could not do is still due then."""
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(_WITHIN_S):
                status = await child.wait()
        except TimeoutError:
            status = None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        self._stuck = ""
        await self._look()
        if status is None or self._is_due():
            self._stuck = _STUCK
            self._log.error("indicators.not_renewed", status=-1 if status is None else status)


def _problem(one: ListRecord, now: datetime) -> ListProblem:
    since = f"{one.fetched_at:%Y-%m-%d %H:%M} UTC" if one.fetched_at else "it was added"
    late_after = max(_IS_LATE_AFTER, timedelta(seconds=2 * one.every_s))
    is_late = one.fetched_at is None or now - one.fetched_at > late_after
    return ListProblem(f"The list {one.name} has not been renewed since {since}: {one.problem}", is_late)
