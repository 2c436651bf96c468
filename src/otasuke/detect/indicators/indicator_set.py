"""A compact set of indicators: sorted hashes, beside them the entries themselves, so that every match is exact.

Stored as it stands in memory: opening it copies nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from otasuke.detect.indicators.entries import (
    PAGE_HOST,
    VERSION_4,
    VERSION_6,
    entry_of,
    observable_of,
)
from otasuke.detect.indicators.hashing import Bytes, Numbers, Places, hashes_of, mixed
from otasuke.detect.indicators.indicator import About, Indicator
from otasuke.detect.indicators.observables import Observable, Url

_MAGIC = b"otasuke-indicators-2\n"
_MOST_FILTER_BITS = 24
_NOTHING: Numbers = np.zeros(0, dtype=np.uint64)
_ARRAYS: Mapping[str, str] = {
    "hashes": "<u8",
    "hosts": "<u8",
    "ends": "<i8",
    "about_ends": "<i8",
    "abouts": "<u4",
    "tags": "<u2",
    "kinds": "<u2",
    "bits": "|u1",
    "content": "|u1",
    "about_content": "|u1",
}
"""By name their types, the widest first, so that all of them stand at places that suit them."""


class BadIndicatorSet(ValueError):
    """The bytes are no set of indicators of this version."""


class IndicatorSet:
    """Indicators in the order of their hashes.

    hashes    sorted; `tags` and `content` (up to `ends`) are the entries; `abouts` says which of the abouts is theirs.
    hosts     sorted hashes of the hosts of pages: whose page cannot be among them is not looked at.
    bits      a bit for each of the first bits of a hash: what has none there is not in the set.
    kinds     which tags there are.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self._arrays = arrays
        self._hashes: Numbers = arrays["hashes"]
        self._hosts: Numbers = arrays["hosts"]
        self._ends: Places = arrays["ends"]
        self._tags: npt.NDArray[np.uint16] = arrays["tags"]
        self._shift = _shift_for(len(self._hashes))
        self._bits: npt.NDArray[np.uint8] = arrays["bits"]
        self.tags = frozenset(arrays["kinds"].tolist())

    def __len__(self) -> int:
        return len(self._hashes)

    @cached_property
    def prefixes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The lengths of the prefixes of networks of version 4, and of version 6."""
        tags = sorted(self.tags)
        return (
            tuple(tag - VERSION_4 for tag in tags if VERSION_4 <= tag < VERSION_6),
            tuple(tag - VERSION_6 for tag in tags if tag >= VERSION_6),
        )

    @property
    def size_bytes(self) -> int:
        """How much memory it takes."""
        return sum(array.nbytes for array in self._arrays.values())

    def found(self, tag: int, text: Bytes, starts: Places, ends: Places) -> Iterator[tuple[int, int]]:
        """Which pieces of a text are among the entries of a tag: the number of the piece, and that of the indicator.

        None of the pieces is empty.
        """
        hashes = tagged(hashes_of(text, starts, ends), tag)
        for piece in np.flatnonzero(self._may_have(hashes)).tolist():
            content = text[starts[piece] : ends[piece]].tobytes()
            yield from ((piece, number) for number in self._equal(int(hashes[piece]), tag, content))

    def find(self, tag: int, content: bytes) -> Iterator[int]:
        """The numbers of the indicators of an entry; there is one, or none."""
        return self._equal(_hash_of(tag, content), tag, content) if content else iter(())

    def may_have_pages_of(self, text: Bytes, starts: Places, ends: Places) -> npt.NDArray[np.bool_]:
        """For each piece of a text, a host, whether a page of it may be among the indicators."""
        if not len(self._hosts):
            return np.zeros(len(starts), dtype=np.bool_)
        hashes = tagged(hashes_of(text, starts, ends), PAGE_HOST)
        at = np.minimum(np.searchsorted(self._hosts, hashes), len(self._hosts) - 1)
        found: npt.NDArray[np.bool_] = self._hosts[at] == hashes
        return found

    def indicator(self, number: int) -> Indicator:
        """An indicator by its number."""
        observable = observable_of(int(self._tags[number]), self._content(number))
        return Indicator(observable, self._about(int(self._arrays["abouts"][number])))

    def __iter__(self) -> Iterator[Indicator]:
        return map(self.indicator, range(len(self)))

    def _may_have(self, hashes: Numbers) -> npt.NDArray[np.bool_]:
        places = hashes >> self._shift
        may: npt.NDArray[np.bool_] = (
            self._bits[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8) & 1
        ).astype(np.bool_)
        left = np.flatnonzero(may)
        at = np.searchsorted(self._hashes, hashes[left])
        may[left] = at < len(self._hashes)
        at = np.minimum(at, len(self._hashes) - 1)
        may[left] &= self._hashes[at] == hashes[left]
        return may

    def _equal(self, hashed: int, tag: int, content: bytes) -> Iterator[int]:
        wanted = np.uint64(hashed)
        number = int(np.searchsorted(self._hashes, wanted))
        while number < len(self) and self._hashes[number] == wanted:
            if self._tags[number] == tag and self._content(number) == content:
                yield number
            number += 1

    def _content(self, number: int) -> bytes:
        start = int(self._ends[number - 1]) if number else 0
        return self._arrays["content"][start : int(self._ends[number])].tobytes()

    def _about(self, number: int) -> About:
        ends = self._arrays["about_ends"]
        start = int(ends[number - 1]) if number else 0
        return _read_about(self._arrays["about_content"][start : int(ends[number])].tobytes())

    def to_bytes(self) -> bytes:
        """The set for `load`."""
        head = orjson.dumps({"lengths": {name: len(self._arrays[name]) for name in _ARRAYS}})
        blobs = [np.ascontiguousarray(self._arrays[name], kind).tobytes() for name, kind in _ARRAYS.items()]
        begin = _MAGIC + len(head).to_bytes(4, "little") + head
        return b"".join([begin, b"\0" * (-len(begin) % 8), *blobs])


def compiled(indicators: Mapping[Observable, About]) -> IndicatorSet:
    """The set of indicators."""
    entries = [entry_of(observable) for observable in indicators]
    tags = np.array([tag for tag, _ in entries], dtype=np.uint16)
    contents = [content for _, content in entries]
    hashes = _hashed(tags, contents)
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    distinct = {about: number for number, about in enumerate(dict.fromkeys(indicators.values()))}
    abouts = np.array([distinct[about] for about in indicators.values()], dtype=np.uint32)
    told, told_ends = _told(distinct)
    hosts = {one.host for one in indicators if isinstance(one, Url) and one.host}
    return IndicatorSet(
        {
            "hashes": hashes,
            "hosts": np.unique(_hashed(np.uint16(PAGE_HOST), [host.encode() for host in hosts])),
            "ends": np.cumsum([len(contents[at]) for at in order], dtype=np.int64),
            "about_ends": told_ends,
            "abouts": abouts[order],
            "tags": tags[order],
            "kinds": np.unique(tags),
            "bits": _filter_of(hashes),
            "content": np.frombuffer(b"".join([contents[at] for at in order]), dtype=np.uint8),
            "about_content": told,
        }
    )


def load(data: bytes | memoryview) -> IndicatorSet:
    """The set of `to_bytes`, which stays where it is: a file that is mapped into memory is shared. Raises BadIndicatorSet."""
    begin = len(_MAGIC) + 4
    if data[: len(_MAGIC)] != _MAGIC or len(data) < begin:
        raise BadIndicatorSet("it is no set of indicators of this version")
    at = begin + int.from_bytes(data[len(_MAGIC) : begin], "little")
    try:
        lengths = orjson.loads(data[begin:at])["lengths"]
        at += -at % 8
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, kind in _ARRAYS.items():
            arrays[name] = np.frombuffer(data, dtype=kind, count=lengths[name], offset=at)
            at += arrays[name].nbytes
    except (ValueError, KeyError, TypeError) as error:
        raise BadIndicatorSet(f"it is damaged: {error}") from error
    return IndicatorSet(arrays)


def tagged(hashes: Numbers, tag: int | np.uint16 | npt.NDArray[np.uint16]) -> Numbers:
    """Hashes of texts as hashes of entries."""
    return mixed(
        hashes + (np.atleast_1d(np.asarray(tag, dtype=np.uint64)) + np.uint64(1)) * np.uint64(0xD1B54A32D192ED03)
    )


def _hash_of(tag: int, content: bytes) -> int:
    return int(_hashed(np.uint16(tag), [content])[0])


def _hashed(tags: np.uint16 | npt.NDArray[np.uint16], contents: list[bytes]) -> Numbers:
    """The hashes of entries."""
    if not contents:
        return _NOTHING
    lengths = np.fromiter(map(len, contents), dtype=np.int64, count=len(contents))
    ends = np.cumsum(lengths)
    return tagged(hashes_of(np.frombuffer(b"".join(contents), dtype=np.uint8), ends - lengths, ends), tags)


def _shift_for(count: int) -> np.uint64:
    """By how much the hash of an entry is shifted to find its bit among those of so many."""
    return np.uint64(64 - min(_MOST_FILTER_BITS, count.bit_length() + 4))


def _filter_of(hashes: Numbers) -> npt.NDArray[np.uint8]:
    shift = _shift_for(len(hashes))
    bits = np.zeros(1 << (64 - int(shift)), dtype=np.bool_)
    bits[hashes >> shift] = True
    return np.packbits(bits, bitorder="little")


def _told(abouts: Iterable[About]) -> tuple[Bytes, Places]:
    """What lists say, one after the other, and where each ends. (Kept apart, what orjson makes takes kilobytes each.)"""
    content, ends = bytearray(), []
    for about in abouts:
        moments = [moment and moment.isoformat() for moment in (about.valid_from, about.valid_until)]
        content += orjson.dumps([about.source, about.confidence, *moments, about.labels, about.note])
        ends.append(len(content))
    return np.frombuffer(content, dtype=np.uint8), np.array(ends, dtype=np.int64)


def _read_about(data: bytes) -> About:
    source, confidence, *moments, labels, note = orjson.loads(data)
    valid_from, valid_until = (moment and datetime.fromisoformat(moment).astimezone(UTC) for moment in moments)
    return About(source, confidence, valid_from, valid_until, tuple(labels), note)
