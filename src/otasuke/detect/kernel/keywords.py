"""Keywords: literals that may stand anywhere in a line, looked for in its bytes every few places.

A line as it is sent spells values with JSON's escapes, so keywords are indexed in that spelling too. Where a line
uses escapes that usual writers do not, or a group has keywords too short to sample, a plain folded copy is searched.
What is found is only possible: Python decides whether a value really holds it.
"""

from __future__ import annotations

from otasuke.detect.kernel.layout import KEYWORD_FILTER_BITS
from otasuke.detect.kernel.memory import load_u32
from otasuke.detect.kernel.tables import (
    CLASS_GROUPS,
    COUNT_FOUND,
    COUNT_STAMP,
    COUNT_UNUSUAL,
    IS_INEXACT,
    KIND_KEYWORD,
    KIND_SHORT_KEYWORD,
)
from otasuke.detect.kernel.text import find_bytes, fold_string
from otasuke.detect.kernel.typed import Array, Tables, njit, uint8, uint32, uint64
from otasuke.detect.kernel.values import GRAM, LOWER, find_row, gram_key, reserve_for_line


@njit
def find_keywords(t: Tables, klass: int, start: int, end: int) -> bool:
    """Note the keywords that may be in the line; False if it cannot be folded, or spells numbers in its own way."""
    t.counters[COUNT_FOUND] = 0
    place = t.classes[klass, CLASS_GROUPS]
    folded = -1
    length = 0
    while t.class_groups[place] >= 0:
        group = t.class_groups[place]
        if t.counters[COUNT_UNUSUAL] & IS_INEXACT:
            return False
        if t.counters[COUNT_UNUSUAL] == 0 and t.keyword_groups[group, 1] == 0:
            _sample(t, group, t.text, start, end)
        else:
            if folded < 0:
                folded = reserve_for_line(t, (end - start) * 3 // 2)
                if folded < 0:
                    return False
                length = fold_string(t.text, start, end, t.arena, folded, t.fold)
                if length < 0:
                    return False
            _find_folded(t, group, folded, folded + length)
        place += 1
    return True


@njit
def find_in_value(t: Tables, klass: int, start: int, end: int) -> bool:
    """Whether a keyword of the class may be in the folded value at arena[start:end]."""
    t.counters[COUNT_FOUND] = 0
    t.counters[COUNT_STAMP] += 1
    place = t.classes[klass, CLASS_GROUPS]
    while t.class_groups[place] >= 0:
        _find_folded(t, t.class_groups[place], start, end)
        place += 1
    return t.counters[COUNT_FOUND] > 0


@njit
def _find_folded(t: Tables, group: int, start: int, end: int) -> None:
    _sample(t, group, t.arena, start, end)
    if t.keyword_groups[group, 1] != 0:
        _find_short(t, group, start, end)


@njit
def _sample(t: Tables, group: int, data: Array, start: int, end: int) -> None:
    key = gram_key(group, KIND_KEYWORD, 4)
    salt = uint64(key) * uint64(GRAM)
    step = t.keyword_groups[group, 0]
    place = start
    last = end - 4
    while place <= last:
        gram = uint64(load_u32(data, place) | uint32(LOWER))
        bit = ((gram ^ salt) * uint64(GRAM)) >> uint64(64 - KEYWORD_FILTER_BITS)
        if (t.keyword_filter[bit >> uint64(3)] >> uint8(bit & uint64(7))) & uint8(1):
            _look_around(t, gram, key, data, place, start, end)
        place += step


@njit
def _look_around(t: Tables, gram: int, key: int, data: Array, place: int, start: int, end: int) -> None:
    row = find_row(t, gram, key)
    if row < 0:
        return
    first = t.gram_table[row, 2]
    for k in range(first, first + t.gram_table[row, 3]):
        posting = t.postings[k]
        begin = place - posting[2]
        if begin >= start and begin + posting[1] <= end and _is_caseless(t, data, begin, posting[0], posting[1]):
            _note(t, posting[3])


@njit
def _is_caseless(t: Tables, data: Array, begin: int, literal: int, length: int) -> bool:
    for i in range(length):
        c = data[begin + i]
        if uint8(c - 65) < 26:
            c += uint8(32)
        if c != t.literals[literal + i]:
            return False
    return True


@njit
def _find_short(t: Tables, group: int, start: int, end: int) -> None:
    row = find_row(t, uint64(0), gram_key(group, KIND_SHORT_KEYWORD, 0))
    if row < 0:
        return
    first = t.gram_table[row, 2]
    for k in range(first, first + t.gram_table[row, 3]):
        if find_bytes(t.arena, start, end, t.literals, t.postings[k, 0], t.postings[k, 1]) >= 0:
            _note(t, t.postings[k, 3])


@njit
def _note(t: Tables, atom: int) -> None:
    stamp = t.counters[COUNT_STAMP]
    if t.keyword_stamp[atom] != stamp:
        t.keyword_stamp[atom] = stamp
        t.keyword_found[t.counters[COUNT_FOUND]] = atom
        t.counters[COUNT_FOUND] += 1
