"""Rows of columns: every distinct value of a batch is folded and looked up once, then rows only combine numbers."""

from __future__ import annotations

from otasuke.detect.kernel.keywords import find_in_value
from otasuke.detect.kernel.memory import fold_block, lowest_bit, mask_below
from otasuke.detect.kernel.rules import decide
from otasuke.detect.kernel.tables import (
    CLASS_FIELDS,
    COUNT_COLUMNS,
    COUNT_FOUND,
    COUNT_SERIAL,
    COUNT_STAMP,
    FIELD_FIRST,
    FIELD_LAST,
    FIELD_PRIORITY,
    FIELD_STAMP,
    FULL,
    LINE_CLASS,
    LINE_STATUS,
    NEW,
    TOKEN_END,
    TOKEN_FLAGS,
    TOKEN_LENGTH,
    TOKEN_NEXT,
    TOKEN_OFFSET,
    TOKEN_SERIAL,
    TOKEN_SET,
    TOKEN_START,
    VALUE_CLASS,
    VALUE_END,
    VALUE_FIELD,
    VALUE_START,
)
from otasuke.detect.kernel.text import fold_code_point
from otasuke.detect.kernel.typed import Tables, njit, uint8
from otasuke.detect.kernel.values import needles_in

_IS_SPECIAL = 1


@njit
def fold_plain(t: Tables, start: int, end: int, place: int) -> int:
    """Fold UTF-8 text into the arena; the length written, or -1 where it cannot be done here."""
    i = start
    at = place
    while i < end:
        fold_block(t.text, i, t.arena, at)
        plain = min(lowest_bit(~mask_below(t.text, i, uint8(128))), end - i)
        i += plain
        at += plain
        if plain == 64 or i == end:
            continue
        at, i = fold_code_point(t.text, i, end, t.arena, at, t.fold)
        if i < 0:
            return -1
    return at - place


@njit
def _is_searched(t: Tables, klass: int, field: int) -> bool:
    """Whether rules for the class look for something in the field; klass -1 stands for any class."""
    if klass < 0:
        return True
    place = t.classes[klass, CLASS_FIELDS]
    while t.class_fields[place] >= 0:
        if t.class_fields[place] == field:
            return True
        place += 1
    return False


@njit
def prepare_values(t: Tables, count: int, groups: int) -> int:
    """Make a token of every value; its flags say whether rows that hold it must be looked at one by one.

    The first `groups` numbers of `todo` are the keyword groups of the batch's classes.
    """
    place = 0
    for k in range(count):
        start = t.values[k, VALUE_START]
        end = t.values[k, VALUE_END]
        field = t.values[k, VALUE_FIELD]
        length = fold_plain(t, start, end, place)
        token = t.tokens[k]
        token[TOKEN_START] = k
        token[TOKEN_END] = 0
        token[TOKEN_NEXT] = -1
        token[TOKEN_FLAGS] = _IS_SPECIAL if length < 0 else 0
        token[TOKEN_OFFSET] = place
        token[TOKEN_LENGTH] = max(length, 0)
        t.counters[COUNT_SERIAL] += 1
        token[TOKEN_SERIAL] = t.counters[COUNT_SERIAL]
        token[TOKEN_SET] = 0
        if length >= 0:
            if field >= 0 and _is_searched(t, t.values[k, VALUE_CLASS], field):
                token[TOKEN_SET] = needles_in(t, place, length, field)
            if find_in_value(t, t.values[k, VALUE_CLASS], groups, place, place + length):
                token[TOKEN_FLAGS] = _IS_SPECIAL
            place += length
    return count


@njit
def match_rows(t: Tables, begin: int, count: int) -> int:
    """Match the rows todo[begin:count]; `count`, or the position where hits or sets ran full."""
    columns = t.counters[COUNT_COLUMNS]
    state = t.field_state
    t.counters[COUNT_FOUND] = 0
    for k in range(begin, count):
        row = t.todo[k]
        t.counters[COUNT_STAMP] += 1
        stamp = t.counters[COUNT_STAMP]
        cell = row * columns
        for column in range(columns):
            token = t.cells[cell + column]
            if token >= 0:
                field = t.column_fields[column]
                state[field, FIELD_STAMP] = stamp
                state[field, FIELD_PRIORITY] = 0
                state[field, FIELD_FIRST] = token
                state[field, FIELD_LAST] = token
        status = decide(t, t.lines[row, LINE_CLASS], row)
        if status == FULL:
            t.lines[row, LINE_STATUS] = NEW
            return k
        t.lines[row, LINE_STATUS] = status
    return count
