"""Which parcels and messages the recent segments hold: 64 bits of each, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

import numpy as np

from otasuke.lake.segments import Digests

_SEALED_AT = 1 << 18


def digests_of(parcels: Iterable[tuple[str, str]]) -> Digests:
    """What is kept of parcels, each a tenant and a batch.

    Of ten million that are known, one in two million million new ones is taken for another.
    """
    data = b"".join(blake2b(f"{tenant}\0{batch}".encode(), digest_size=8).digest() for tenant, batch in parcels)
    return np.frombuffer(data, np.uint64)


def message_digest(message: str) -> int:
    """What is kept of a message. No parcel has the same: a tenant has a name."""
    return int(digests_of([("", message)])[0])


class Known:
    """Digests by the segments that brought them: groups of segments are searched together, and forgotten together."""

    def __init__(self) -> None:
        self._sealed: list[tuple[set[str], Digests]] = []
        self._open: tuple[set[str], set[int]] = (set(), set())

    def segments(self) -> frozenset[str]:
        """The segments whose digests are here."""
        return frozenset().union(self._open[0], *(names for names, _ in self._sealed))

    def learn(self, segment: str, digests: Digests) -> None:
        """Keep what came in with a segment."""
        names, values = self._open
        names.add(segment)
        values.update(digests.tolist())
        if len(values) >= _SEALED_AT:
            self._sealed.append((names, np.sort(np.fromiter(values, np.uint64, len(values)))))
            self._open = (set(), set())

    def forget_all_but(self, segments: Collection[str]) -> None:
        """Forget what came in with other segments, as soon as none of its group is left."""
        self._sealed = [(names, values) for names, values in self._sealed if not names.isdisjoint(segments)]
        if self._open[0].isdisjoint(segments):
            self._open = (set(), set())

    def has(self, digests: Digests) -> Sequence[bool]:
        """Which of the digests are here."""
        found = np.fromiter(map(self._open[1].__contains__, digests.tolist()), np.bool_, len(digests))
        for _, values in self._sealed:
            at = np.minimum(np.searchsorted(values, digests), len(values) - 1)
            found |= values[at] == digests
        return [bool(one) for one in found]
