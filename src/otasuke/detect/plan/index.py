"""The index: from a piece of a value to the needles that may stand there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel.layout import FILTER_BITS, KEYWORD_FILTER_BITS, IndexFlag, IndexKind
from otasuke.detect.plan.atoms import Literals
from otasuke.detect.plan.hashing import as_signed, gram_hash, gram_key, hash_bytes
from otasuke.detect.plan.keywords import GRAM, samples, spellings
from otasuke.detect.plan.literals import Needle, Position


@dataclass(frozen=True, slots=True)
class Index:
    """Tables of the kernel, as `kernel.layout` describes them."""

    field_index: npt.NDArray[np.int32]
    gram_filter: npt.NDArray[np.uint8]
    keyword_filter: npt.NDArray[np.uint8]
    gram_table: npt.NDArray[np.int64]
    postings: npt.NDArray[np.int32]


class IndexBuilder:
    """Collects needles by the gram at which the kernel will find them."""

    def __init__(self, literals: Literals, common: Counter[bytes]) -> None:
        self._literals = literals
        self._common = common
        self._postings: dict[tuple[int, int], list[tuple[int, int, int, int]]] = defaultdict(list)
        self._flags: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, number: int, field: int, needle: Needle) -> None:
        """Index a needle under the number that the kernel shall report."""
        literal = needle.literal
        starts_ends_flags = self._flags[field]
        kind, gram, length, offset = self._gram(needle)
        if kind is IndexKind.STARTS:
            starts_ends_flags[0] |= length
        elif kind is IndexKind.ENDS:
            starts_ends_flags[1] |= length
        else:
            starts_ends_flags[2] |= _FLAG[kind]
        row = (self._literals.place(literal), len(literal), offset, number)
        self._postings[gram, gram_key(field, kind, length)].append(row)

    def add_keyword(self, atom: int, group: int, literal: bytes, step: int) -> None:
        """Index a keyword of a group, in every spelling."""
        if len(literal) < GRAM:
            row = (self._literals.place(literal), len(literal), 0, atom)
            self._postings[0, gram_key(group, IndexKind.SHORT_KEYWORD, 0)].append(row)
            return
        for spelling in spellings(literal):
            for sample in samples(spelling, step, self._common):
                row = (self._literals.place(spelling), len(spelling), sample.offset, atom)
                self._postings[sample.gram, gram_key(group, IndexKind.KEYWORD, GRAM)].append(row)

    def _gram(self, needle: Needle) -> tuple[IndexKind, int, int, int]:
        literal = needle.literal
        if needle.position is Position.WHOLE:
            return IndexKind.EQUALS, hash_bytes(literal), 0, 0
        if needle.position is Position.ANYWHERE:
            if len(literal) < GRAM:
                return IndexKind.SHORT, 0, 0, 0
            offset = min(range(len(literal) - GRAM + 1), key=lambda at: self._common[literal[at : at + GRAM]])
            return IndexKind.GRAM, _number(literal[offset : offset + GRAM]), GRAM, offset
        size = next(size for size in (8, 4, 2, 1) if size <= len(literal))
        if needle.position is Position.START:
            return IndexKind.STARTS, _number(literal[:size]), size, 0
        return IndexKind.ENDS, _number(literal[-size:]), size, len(literal) - size

    def build(self, fields: int) -> Index:
        """The tables, for this many fields."""
        field_index = np.zeros((fields, 4), dtype=np.int32)
        for field, (starts, ends, flags) in self._flags.items():
            field_index[field] = (0, starts, ends, flags)
        gram_filter = np.zeros(1 << (FILTER_BITS - 3), dtype=np.uint8)
        keyword_filter = np.zeros(1 << (KEYWORD_FILTER_BITS - 3), dtype=np.uint8)
        size = 1 << max(4, (2 * len(self._postings)).bit_length())
        gram_table = np.zeros((size, 4), dtype=np.int64)
        postings: list[tuple[int, int, int, int]] = []
        for (gram, key), rows in self._postings.items():
            slot = (gram_hash(gram, key) >> 24) & (size - 1)
            while gram_table[slot, 3]:
                slot = (slot + 1) & (size - 1)
            gram_table[slot] = (as_signed(gram), key, len(postings), len(rows))
            postings += rows
            _set_bit(gram_filter, gram_hash(gram, key) >> (64 - FILTER_BITS))
            if (key >> 4) & 15 == IndexKind.KEYWORD:
                _set_bit(keyword_filter, gram_hash(gram, key) >> (64 - KEYWORD_FILTER_BITS))
        return Index(field_index, gram_filter, keyword_filter, gram_table, _rows(postings, 4))


_FLAG = {
    IndexKind.EQUALS: IndexFlag.EQUALS,
    IndexKind.GRAM: IndexFlag.GRAMS,
    IndexKind.SHORT: IndexFlag.SHORT,
}


def common_grams(literals: Iterable[bytes]) -> Counter[bytes]:
    """How often every gram stands in the literals; what rules write often, logs write often."""
    counts: Counter[bytes] = Counter()
    for literal in literals:
        counts.update(literal[at : at + GRAM] for at in range(len(literal) - GRAM + 1))
    return counts


def _set_bit(bits: npt.NDArray[np.uint8], bit: int) -> None:
    bits[bit >> 3] |= 1 << (bit & 7)


def _number(gram: bytes) -> int:
    return int.from_bytes(gram, "little")


def _rows(rows: list[tuple[int, int, int, int]], columns: int) -> npt.NDArray[np.int32]:
    return np.array(rows, dtype=np.int32).reshape(-1, columns)
