"""Up to when everything that came was heard of: who asks for silence must know what is still on its way."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from otasuke.pipeline.arrivals import Arrival

_OF_LATE = timedelta(seconds=60)
_IN_TIME = timedelta(seconds=30)
"""What takes no longer to be told is told in time: a worker gathers for some seconds."""


class Heard:
    """Told every entry of the journal of arrivals, it says how far back the newest of them is."""

    def __init__(self) -> None:
        self._of_late: deque[tuple[datetime, datetime]] = deque()
        self._until: datetime | None = None

    def tell(self, at: datetime, arrivals: Sequence[Arrival]) -> None:
        """An entry was made at this time."""
        if arrivals:
            self._of_late.append((at, max(one.at for one in arrivals)))
            while self._of_late[-1][0] - self._of_late[0][0] > _OF_LATE:
                self._of_late.popleft()

    def until(self, now: datetime, *, waiting: int | None) -> datetime:
        """Up to when everything was told. Never goes back, and stands still while that cannot be known.

        waiting  messages that workers still need; None if nobody can say.
        """
        heard = self._heard(now, waiting)
        self._until = min(now, max(heard, self._until or heard))
        return self._until

    def _heard(self, now: datetime, waiting: int | None) -> datetime:
        if waiting == 0:
            return now
        of_late = [(at, newest) for at, newest in self._of_late if now - at <= _OF_LATE]
        if waiting is None or not of_late:
            return self._until or now
        if all(at - newest <= _IN_TIME for at, newest in of_late):
            return now
        return min(newest for _, newest in of_late)
