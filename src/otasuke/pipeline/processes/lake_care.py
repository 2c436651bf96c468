"""Care of the lake's files, again and again, and what stands in its way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from otasuke.lake.care import care_once
from otasuke.lake.days import Retention
from otasuke.lake.errors import LakeError, NotOurs, StoreUnreachable
from otasuke.pipeline.log import Log

_EVERY_S = 300.0
_AGAIN_S = 60.0
_IT_WAITS = (
    "Nothing is lost: what came stays in the data folder until the object store takes it; keep an eye on the folder's disk. "
    "It is tried again every minute."
)
_LOOK = "`otasuke lake verify` says more. What could be done for other tenants was done."


class LakeCare:
    """Runs until cancelled.

    retention  by the day of today, from which day on the events of each tenant are kept.
    problem    why the lake, or some of it, was not cared for the last time; to_do: what helps. "" if all was.
    """

    def __init__(self, lake: Path, log: Log, *, retention: Callable[[date], Retention]) -> None:
        self._lake = lake
        self._log = log
        self._retention = retention
        self.problem = self.to_do = ""

    async def run(self) -> None:
        """Work."""
        while True:
            await asyncio.sleep(_AGAIN_S if self.problem else _EVERY_S)
            await asyncio.to_thread(self.care, datetime.now(UTC))

    def care(self, now: datetime) -> None:
        """Do whatever is due, or say why not."""
        try:
            cared = care_once(self._lake, now=now, retention=self._retention(now.date()))
        except StoreUnreachable as error:
            self._log.error("lake.store_unreachable", reason=error.reason)
            self._say(f"Events of an hour ago and more wait to be settled: {error}", _IT_WAITS)
        except NotOurs as error:
            self._log.error("lake.not_ours")
            self._say(f"Events wait to be settled: {error}", "Nothing is lost meanwhile.")
        except (OSError, LakeError) as error:
            self._log.warning("lake.care_failed", error=type(error).__name__)
            self._say(f"The lake cannot be cared for: {error}", _LOOK)
        else:
            if cared.retired_files:
                self._log.info("lake.retired", files=cared.retired_files)
            if cared.given_up_segments:
                self._log.warning("lake.unread_given_up", files=cared.given_up_segments)
            if problems := cared.problems:
                self._log.warning("lake.care_problems", files=len(problems))
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            self._say(*((f"{problems[0]}{more}", _LOOK) if problems else ("", "")))

    def _say(self, problem: str, to_do: str) -> None:
        self.problem, self.to_do = problem, to_do
