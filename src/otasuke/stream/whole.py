"""Reading a journal as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator

from otasuke.stream.port import Entry, Journal

_AT_A_TIME = 64
_WAIT_S = 5.0


async def all_entries(journal: Journal) -> AsyncIterator[Entry]:
    """Every entry that there is as this begins, however long it takes to come. Raises StreamUnavailable.

    That nothing comes for a while would not say that there is nothing: the machine may be busy.
    """
    left, at = await journal.size(), 0
    while left > 0 and (found := await journal.read(after=at, most=min(left, _AT_A_TIME), wait_s=_WAIT_S)):
        for entry in found:
            yield entry
        at = found[-1].number
        left -= len(found)
