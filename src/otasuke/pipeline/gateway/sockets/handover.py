"""What was read is handed to the intake; where that says «later», it is kept and handed over later."""

from __future__ import annotations

import asyncio
import time

from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway.intake import Intake, Refused
from otasuke.pipeline.gateway.sockets.complaints import Complaints, Fault

_LONGEST_WAIT_S = 30.0
_SHORTEST_WAIT_S = 0.05
GIVES_UP_AFTER_S = 600.0


class Handover:
    """Hands lines to an intake, and waits where it asks to be asked again.

    complaints  of the door; counts `lines` and `bytes` that were accepted, and lines that were `not_accepted`.
    """

    def __init__(self, intake: Intake, complaints: Complaints) -> None:
        self._intake = intake
        self._complaints = complaints

    async def give(
        self, sender: Sender, lines: bytes, *, batch: str, gives_up_after_s: float = GIVES_UP_AFTER_S
    ) -> None:
        """Return when the lines are safe. Raises Refused where waiting does not help, or has not helped for long.

        While this waits its caller reads nothing, so that the sender has to wait too.
        """
        counts, number = self._complaints.counts, lines.count(b"\n") + 1
        counts["not_accepted"] += number  # so it is until it is accepted, whatever ends this
        await self._give(sender, lines, number, batch=batch, until=time.monotonic() + gives_up_after_s)
        counts["not_accepted"] -= number
        counts["lines"] += number
        counts["bytes"] += len(lines)

    async def _give(self, sender: Sender, lines: bytes, records: int, *, batch: str, until: float) -> None:
        admitted = False
        while True:
            try:
                if not admitted:
                    self._intake.admit(sender, len(lines))
                    admitted = True
                await self._intake.accept(sender, lines, records=records, batch=batch)
                return
            except Refused as refused:
                await self._wait(sender, refused, until=until)

    async def _wait(self, sender: Sender, refused: Refused, *, until: float) -> None:
        if refused.retry_after_s is None or time.monotonic() >= until:
            self._complaints.about(Fault.REFUSED, sender, status=refused.status)
            raise refused
        self._complaints.about(Fault.WAITS, sender, status=refused.status)
        await asyncio.sleep(min(max(refused.retry_after_s, _SHORTEST_WAIT_S), _LONGEST_WAIT_S))
