"""The adapters to a running service: its journal of detections, and its lake."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from otasuke.lake.reader import LakeReader
from otasuke.simulating.watching import Seen
from otasuke.stream.port import Journal, StreamUnavailable

_MOST = 500
_SENSORS = ("sent_by", "sensor")


class BadEntry(ValueError):
    """An entry of the journal that says no detections."""


class JournalDetections:
    """The detections of a journal from its present end on."""

    def __init__(self, journal: Journal, after: int) -> None:
        self._journal = journal
        self._after = after

    @classmethod
    async def open(cls, journal: Journal) -> JournalDetections:
        """Leave out what is there already. Raises StreamUnavailable."""
        return cls(journal, await journal.newest())

    async def take(self, wait_s: float) -> Sequence[Seen]:
        """Those that have come since the last call; waits so long for the first. Raises BadEntry.

        A broker that is away for a while has nothing to say: it may be restarted under load on purpose.
        """
        seen: list[Seen] = []
        until = time.monotonic() + wait_s
        try:
            while entries := await self._journal.read(after=self._after, most=_MOST, wait_s=wait_s):
                self._after = entries[-1].number
                seen += [one for entry in entries for one in seen_in(entry.data)]
                if time.monotonic() >= until:
                    break
        except StreamUnavailable:
            await asyncio.sleep(wait_s)
        return seen


def seen_in(data: bytes) -> Iterator[Seen]:
    """The detections of an entry. Raises BadEntry."""
    try:
        for one in orjson.loads(data)["detections"]:
            yield _seen(one)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadEntry(f"no detections in {data[:80]!r}: {error}") from error


def _seen(content: Mapping[str, Any]) -> Seen:
    return Seen(
        id=content["id"],
        tenant=content["tenant"],
        rule_id=content["rule_id"],
        computer=content["sensor"],
        time=datetime.fromisoformat(content["time"]) if content["time"] else None,
        detected_at=datetime.fromisoformat(content["detected_at"]),
    )


class LakeRows:
    """What a lake holds."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake

    def rows(self, tenant: str, since: datetime, until: datetime) -> Mapping[str, int]:
        """How many events there are by sensor, of those between two times: the credential's, or else as they name it."""
        found: Counter[str] = Counter()
        for batch in LakeReader(self._lake, tenant).batches(_SENSORS, since=since, until=until):
            name = next(name for name in _SENSORS if name in batch.schema.names)
            for counted in batch.column(name).value_counts():
                found[str(counted["values"])] += counted["counts"].as_py()
        return found
