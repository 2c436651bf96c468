"""Who has which address, told to the journal of leases beside what is unusual."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import islice

from otasuke.detect.learn.leases import Given
from otasuke.findings.leases import Lease, lease_entry
from otasuke.stream.port import Journal, StreamUnavailable

_IN_AN_ENTRY = 100
_MOST_WAITING = 100_000


class Leasing:
    """Tells leases in order. Nobody waits for it: what the journal does not take now is told with the next ones."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: deque[Lease] = deque(maxlen=_MOST_WAITING)

    async def tell(self, given: Iterable[Given]) -> None:
        """Tell these, and those that wait."""
        self._waiting.extend(Lease(one.tenant, one.address, one.hostname, one.at) for one in given)
        while some := list(islice(self._waiting, _IN_AN_ENTRY)):
            try:
                await self._journal.append(*lease_entry(some))
            except StreamUnavailable:
                return
            for _ in some:
                self._waiting.popleft()
