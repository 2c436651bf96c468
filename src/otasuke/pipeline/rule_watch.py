"""Rules that change while a process runs."""

from __future__ import annotations

import asyncio
from time import monotonic

from otasuke.pipeline.log import Log
from otasuke.pipeline.rules import BadRules, RuleSource, RunningRules

LOOK_EVERY_S = 5.0


class RuleWatch:
    """Looks now and then whether the rules are others than those that were loaded last."""

    def __init__(self, rules: RuleSource, log: Log) -> None:
        self._rules = rules
        self._log = log
        self._looked_at = monotonic()

    async def newer(self) -> RunningRules | None:
        """The rules, if they have changed; None if not, if nobody looks yet, or if they cannot be used, which the log tells."""
        if monotonic() - self._looked_at < LOOK_EVERY_S:
            return None
        self._looked_at = monotonic()
        if not await asyncio.to_thread(self._rules.has_changed):
            return None
        try:
            rules = await asyncio.to_thread(self._rules.load)
        except BadRules as error:
            self._log.error("rules.bad", error=type(error).__name__)
            return None
        self._log.info("rules.renewed", version=rules.version)
        return rules
