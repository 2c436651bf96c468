"""The index: from a piece of a value to the needles that may stand there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel.layout import FILTER_BITS, KEYWORD_FILTER_BITS, IndexFlag, IndexKind
from otasuke.detect.plan.atoms import Literals
from otasuke.detect.plan.hashing import as_signed, gram_hash, gram_key, hash_bytes
from otasuke.detect.plan.keywords import GRAM, best_step, samples, spellings
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
        self._anywhere: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
        self._flags: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, number: int, field: int, needle: Needle) -> None:
        """Index a needle under the number that the kernel shall report."""
        literal = needle.literal
        starts_ends_flags = self._flags[field]
        if needle.position is Position.ANYWHERE:
            self._anywhere[field].append((number, literal))
        elif needle.position is Position.WHOLE:
            starts_ends_flags[2] |= IndexFlag.EQUALS
            self._post(number, literal, 0, hash_bytes(literal), gram_key(field, IndexKind.EQUALS, 0))
        else:
            size = next(size for size in (8, 4, 2, 1) if size <= len(literal))
            at_start = needle.position is Position.START
            starts_ends_flags[0 if at_start else 1] |= size
            kind, offset = (IndexKind.STARTS, 0) if at_start else (IndexKind.ENDS, len(literal) - size)
            self._post(number, literal, offset, _number(literal[offset : offset + size]), gram_key(field, kind, size))

    def _post(self, number: int, literal: bytes, offset: int, gram: int, key: int) -> None:
        self._postings[gram, key].append((self._literals.place(literal), len(literal), offset, number))

    def _add_anywhere(self, field: int, needles: Sequence[tuple[int, bytes]]) -> int:
        """Index what may stand anywhere in a field; how far apart the kernel may look."""
        step = best_step([len(literal) for _, literal in needles])
        for number, literal in needles:
            if len(literal) < step + GRAM - 1:
                self._flags[field][2] |= IndexFlag.SHORT
                self._post(number, literal, 0, 0, gram_key(field, IndexKind.SHORT, 0))
                continue
            self._flags[field][2] |= IndexFlag.GRAMS
            for sample in samples(literal, step, self._common):
                self._post(number, literal, sample.offset, sample.gram, gram_key(field, IndexKind.GRAM, GRAM))
        return step

    def add_keyword(self, atom: int, group: int, literal: bytes, step: int) -> None:
        """Index a keyword of a group, in every spelling."""
        if len(literal) < GRAM:
            self._post(atom, literal, 0, 0, gram_key(group, IndexKind.SHORT_KEYWORD, 0))
            return
        for spelling in spellings(literal):
            for sample in samples(spelling, step, self._common):
                self._post(atom, spelling, sample.offset, sample.gram, gram_key(group, IndexKind.KEYWORD, GRAM))

    def build(self, fields: int) -> Index:
        """The tables, for this many fields."""
        field_index = np.zeros((fields, 4), dtype=np.int32)
        steps = {field: self._add_anywhere(field, needles) for field, needles in self._anywhere.items()}
        for field, (starts, ends, flags) in self._flags.items():
            field_index[field] = (steps.get(field, 1), starts, ends, flags)
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
