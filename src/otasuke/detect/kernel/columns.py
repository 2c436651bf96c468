"""Rows of columns: a row is a handful of tokens, and a token is read when the first row needs it.

The columns are Arrow's own memory, found by address; what is read there is first checked against what the column says
of itself, and copied before it is searched.
"""

from __future__ import annotations

from otasuke.detect.kernel.keywords import find_in_value
from otasuke.detect.kernel.memory import byte_at, int32_at, int64_at
from otasuke.detect.kernel.rules import decide
from otasuke.detect.kernel.tables import (
    COLUMN_BYTES,
    COLUMN_CODES,
    COLUMN_FIELD,
    COLUMN_FIRST,
    COLUMN_OFFSET,
    COLUMN_SIZE,
    COLUMN_STARTS,
    COLUMN_VALID,
    COLUMN_VALUES,
    COUNT_FIRST_ROW,
    COUNT_FOUND,
    COUNT_LINE_TEXT,
    COUNT_STAMP,
    FIELD_FIRST,
    FIELD_LAST,
    FIELD_PRIORITY,
    FIELD_STAMP,
    FULL,
    IS_PLAIN,
    LINE_CLASS,
    LINE_STATUS,
    NEW,
    ODD,
    TOKEN_END,
    TOKEN_FLAGS,
    TOKEN_NEXT,
    TOKEN_SERIAL,
    TOKEN_START,
)
from otasuke.detect.kernel.typed import Array, Tables, int64, njit
from otasuke.detect.kernel.values import fold_aside

_LISTS = 26  # of keyword groups: what was found out for so many is noted in a token
_FIRST_LIST_BIT = 8
_NULL, _BROKEN = -1, -2


@njit
def _token_at(t: Tables, column: Array, row: int) -> int:
    """The number of the token in a column's row; _NULL, or _BROKEN if the column contradicts itself."""
    at = column[COLUMN_OFFSET] + row
    if column[COLUMN_VALID] != 0 and (byte_at(column[COLUMN_VALID] + (at >> 3)) >> (at & 7)) & 1 == 0:
        return _NULL
    code = int32_at(column[COLUMN_CODES] + 4 * at)
    if code < 0 or code >= column[COLUMN_VALUES]:
        return _BROKEN
    token = t.tokens[column[COLUMN_FIRST] + code]
    if token[TOKEN_FLAGS] == 0:
        start = int64_at(column[COLUMN_STARTS] + 8 * code)
        end = int64_at(column[COLUMN_STARTS] + 8 * code + 8)
        if start < 0 or start > end or end > column[COLUMN_SIZE]:
            return _BROKEN
        token[TOKEN_START] = column[COLUMN_BYTES] + start
        token[TOKEN_END] = column[COLUMN_BYTES] + end
        token[TOKEN_FLAGS] = IS_PLAIN
        token[TOKEN_NEXT] = -1
        token[TOKEN_SERIAL] = 0
    return column[COLUMN_FIRST] + code


@njit
def _may_hold_keyword(t: Tables, token: Array, klass: int) -> bool:
    """Whether a keyword that rules for the class look for may be in the value; noted in the token's flags."""
    number = t.class_lists[klass]
    if number < 0:
        return False
    known = int64(1) << (_FIRST_LIST_BIT + min(number, _LISTS))
    if number < _LISTS and token[TOKEN_FLAGS] & known:
        return token[TOKEN_FLAGS] & (known << (_LISTS + 1)) != 0
    used = t.counters[COUNT_LINE_TEXT]
    place, length = fold_aside(t, token)
    t.counters[COUNT_LINE_TEXT] = used
    found = length < 0 or find_in_value(t, klass, place, place + length)
    token[TOKEN_FLAGS] |= known | (known << (_LISTS + 1) if found else 0)
    return found


@njit
def _note_cells(t: Tables, row: int, klass: int) -> int:
    """Write field and token of the row's values; how many, or -1 if the row has to be looked at as an event."""
    count = 0
    for k in range(t.columns.shape[0]):
        column = t.columns[k]
        number = _token_at(t, column, row)
        if number == _NULL:
            continue
        if number == _BROKEN or _may_hold_keyword(t, t.tokens[number], klass):
            return -1
        if column[COLUMN_FIELD] >= 0:
            t.cells[count, 0] = column[COLUMN_FIELD]
            t.cells[count, 1] = number
            count += 1
    return count


@njit
def _open_fields(t: Tables, count: int) -> None:
    """Make the noted cells the fields of the line being read."""
    t.counters[COUNT_STAMP] += 1
    state = t.field_state
    for k in range(count):
        field = t.cells[k, 0]
        state[field, FIELD_STAMP] = t.counters[COUNT_STAMP]
        state[field, FIELD_PRIORITY] = 0
        state[field, FIELD_FIRST] = t.cells[k, 1]
        state[field, FIELD_LAST] = t.cells[k, 1]


@njit
def _forget_text(t: Tables) -> None:
    """Let the tokens be read anew, so that there is room for those of the rows to come."""
    t.counters[COUNT_LINE_TEXT] = 0
    for k in range(t.tokens.shape[0]):
        t.tokens[k, TOKEN_SERIAL] = 0


@njit
def match_rows(t: Tables, begin: int, count: int) -> int:
    """Match the rows todo[begin:count]; `count`, or the position where hits or sets ran full."""
    t.counters[COUNT_FOUND] = 0
    for k in range(begin, count):
        row = t.todo[k]
        if t.counters[COUNT_LINE_TEXT] > t.arena.size >> 2:
            _forget_text(t)
        noted = _note_cells(t, t.counters[COUNT_FIRST_ROW] + row, t.lines[row, LINE_CLASS])
        if noted < 0:
            t.lines[row, LINE_STATUS] = ODD
            continue
        _open_fields(t, noted)
        t.counters[COUNT_FOUND] = 0
        status = decide(t, t.lines[row, LINE_CLASS], row)
        if status == FULL:
            t.lines[row, LINE_STATUS] = NEW
            return k
        t.lines[row, LINE_STATUS] = status
    return count
