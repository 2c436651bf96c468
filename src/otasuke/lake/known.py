"""Which parcels and messages the recent segments hold: 64 bits of each, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from otasuke.lake.segments import Digests

_SEALED_AT = 1 << 18
_BITS = 20  # of a group of that many: one in thirty others looks as if it was here
_LOWEST, _THREE, _SEVEN = np.uint64((8 << _BITS) - 1), np.uint64(3), np.uint64(7)


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
        self._sealed: list[_Group] = []
        self._open: tuple[set[str], set[int]] = (set(), set())

    def segments(self) -> frozenset[str]:
        """The segments whose digests are here."""
        return frozenset().union(self._open[0], *(group.segments for group in self._sealed))

    def learn(self, segment: str, digests: Digests) -> None:
        """Keep what came in with a segment."""
        names, values = self._open
        names.add(segment)
        values.update(digests.tolist())
        if len(values) >= _SEALED_AT:
            self._sealed.append(_Group(names, np.sort(np.fromiter(values, np.uint64, len(values)))))
            self._open = (set(), set())

    def forget_all_but(self, segments: Collection[str]) -> None:
        """Forget what came in with other segments, as soon as none of its group is left."""
        self._sealed = [group for group in self._sealed if not group.segments.isdisjoint(segments)]
        if self._open[0].isdisjoint(segments):
            self._open = (set(), set())

    def has(self, digests: Digests) -> Sequence[bool]:
        """Which of the digests are here."""
        found = np.fromiter(map(self._open[1].__contains__, digests.tolist()), np.bool_, len(digests))
        for group in self._sealed:
            found |= group.has(digests)
        return [bool(one) for one in found]


class _Group:
    """What came in with some segments: sorted, and before that bits that say of most others at once that they are not here."""

    def __init__(self, segments: set[str], values: Digests) -> None:
        self.segments = segments
        self._values = values
        marks = np.zeros(8 << _BITS, np.bool_)
        marks[values & _LOWEST] = True
        self._bits = np.packbits(marks, bitorder="little")

    def has(self, digests: Digests) -> npt.NDArray[np.bool_]:
        """Which of the digests are here."""
        lowest = digests & _LOWEST
        found: npt.NDArray[np.bool_] = (self._bits[lowest >> _THREE] >> (lowest & _SEVEN).astype(np.uint8) & 1).astype(
            np.bool_
        )
        maybe = digests[found]
        at = np.minimum(np.searchsorted(self._values, maybe), len(self._values) - 1)
        found[found] = self._values[at] == maybe
        return found
