"""Tokens → columns: what each record holds of a field, one behind the other, as Arrow wants it in memory."""

from __future__ import annotations

from otasuke.detect.kernel.memory import copy_block, lowest_bit, mask_equal
from otasuke.detect.kernel.moments import moment
from otasuke.detect.kernel.record_layout import (
    ASK,
    CHAIN_LEAVES,
    COLUMN_DATA,
    COLUMN_DATA_END,
    COLUMN_IS_LIST,
    COLUMN_ITEMS,
    COLUMN_NULLS,
    COLUMN_OFFSETS,
    COUNTED_LOCAL_US,
    GAP,
    IS_LIST,
    IS_LOCAL,
    LEAF_END,
    LEAF_FLAGS,
    LEAF_START,
    NO_TIME,
    NONE,
)
from otasuke.detect.kernel.scanning import is_digit
from otasuke.detect.kernel.text import put_code_point, read_escape
from otasuke.detect.kernel.typed import Array, Tables, int64, njit, uint8

_LONGEST_NUMBER = 18
_ROWS_AT_ONCE = 64


@njit
def unescape(text: Array, start: int, end: int, target: Array, at: int) -> int:
    """Write the JSON string in text[start:end], which is sound, without its escapes; where the next one may begin.

    Writes up to 63 bytes more than it says.
    """
    i = start
    while i < end:
        copy_block(text, i, target, at)
        plain = min(lowest_bit(mask_equal(text, i, uint8(92))), end - i)
        i += plain
        at += plain
        if plain < 64 and i < end:
            code_point, width = read_escape(text, i, end)
            at = put_code_point(target, at, code_point)
            i += max(1, width)
    return at


@njit
def _size_of(t: Tables, row: int, cell: int) -> tuple[int, int]:
    """How many bytes and items at most stand in a cell."""
    count = 1 if cell >= 0 else int64(t.lists[-2 - cell, 1])
    size = 0
    items = 0
    for k in range(count):
        leaf = cell if cell >= 0 else int64(t.list_leaves[t.lists[-2 - cell, 0] + k])
        token = t.tokens[t.rows[row, 0] + leaf]
        if token[LEAF_FLAGS] & IS_LIST:
            for item in range(token[LEAF_START], token[LEAF_END]):
                size += t.items[item, LEAF_END] - t.items[item, LEAF_START]
            items += int64(token[LEAF_END]) - int64(token[LEAF_START])
        else:
            size += int64(token[LEAF_END]) - int64(token[LEAF_START])
            items += 1
    return size, items


@njit
def _lay_out(t: Tables, rows: int, columns: int) -> int:
    """Give every column its room in data and offsets; how many bytes of data they take."""
    for number in range(columns):
        t.columns[number, COLUMN_DATA_END] = 0
        t.columns[number, COLUMN_ITEMS] = 0
    for row in range(rows):
        cells = t.rows[row, 1] * columns
        for number in range(columns):
            cell = int64(t.cells[cells + number])
            if cell != NONE:
                size, items = _size_of(t, row, cell)
                t.columns[number, COLUMN_DATA_END] += size
                t.columns[number, COLUMN_ITEMS] += items
    at = 0
    place = 0
    for number in range(columns):
        column = t.columns[number]
        column[COLUMN_DATA] = at
        column[COLUMN_OFFSETS] = place
        at += column[COLUMN_DATA_END] + GAP
        place += rows + 1
        if column[COLUMN_IS_LIST]:
            t.offsets[place] = 0
            place += column[COLUMN_ITEMS] + 1
        column[COLUMN_DATA_END] = column[COLUMN_DATA]
        column[COLUMN_ITEMS] = 0
        column[COLUMN_NULLS] = 0
    return at


@njit
def _fill_texts(t: Tables, begin: int, end: int, number: int, rows: int, columns: int) -> None:
    """Fill rows begin..end of a column of texts."""
    column = t.columns[number]
    place = column[COLUMN_OFFSETS]
    start = column[COLUMN_DATA]
    at = column[COLUMN_DATA_END]
    bits = number * ((rows + 7) >> 3)
    for row in range(begin, end):
        t.offsets[place + row] = at - start
        cell = t.cells[t.rows[row, 1] * columns + number]
        if cell < 0:
            column[COLUMN_NULLS] += 1
            continue
        token = t.tokens[t.rows[row, 0] + cell]
        at = unescape(t.text, token[LEAF_START], token[LEAF_END], t.data, at)
        t.valid[bits + (row >> 3)] |= uint8(1 << (row & 7))
    t.offsets[place + end] = at - start
    column[COLUMN_DATA_END] = at


@njit
def _fill_lists(t: Tables, begin: int, end: int, number: int, rows: int, columns: int) -> None:
    """The same for lists: behind the offsets of the lists stand those of their items."""
    column = t.columns[number]
    place = column[COLUMN_OFFSETS]
    bits = number * ((rows + 7) >> 3)
    for row in range(begin, end):
        t.offsets[place + row] = column[COLUMN_ITEMS]
        cell = int64(t.cells[t.rows[row, 1] * columns + number])
        if cell == NONE:
            column[COLUMN_NULLS] += 1
            continue
        t.valid[bits + (row >> 3)] |= uint8(1 << (row & 7))
        count = 1 if cell >= 0 else int64(t.lists[-2 - cell, 1])
        for k in range(count):
            leaf = cell if cell >= 0 else int64(t.list_leaves[t.lists[-2 - cell, 0] + k])
            token = t.tokens[t.rows[row, 0] + leaf]
            if token[LEAF_FLAGS] & IS_LIST:
                for item in range(token[LEAF_START], token[LEAF_END]):
                    _add_item(t, column, t.items[item], place + rows + 1)
            else:
                _add_item(t, column, token, place + rows + 1)
    t.offsets[place + end] = column[COLUMN_ITEMS]


@njit
def _add_item(t: Tables, column: Array, token: Array, inner: int) -> None:
    """Append an item to the list that is being filled. inner: where the offsets of items begin."""
    at = unescape(t.text, token[LEAF_START], token[LEAF_END], t.data, column[COLUMN_DATA_END])
    column[COLUMN_DATA_END] = at
    column[COLUMN_ITEMS] += 1
    t.offsets[inner + column[COLUMN_ITEMS]] = at - column[COLUMN_DATA]


@njit
def fill_columns(t: Tables, rows: int, columns: int) -> int:
    """Fill all columns; how many bytes of data they take. A few rows at a time, which stay in the processor's cache."""
    size = _lay_out(t, rows, columns)
    for begin in range(0, rows, _ROWS_AT_ONCE):
        end = min(begin + _ROWS_AT_ONCE, rows)
        for number in range(columns):
            if t.columns[number, COLUMN_IS_LIST]:
                _fill_lists(t, begin, end, number, rows, columns)
            else:
                _fill_texts(t, begin, end, number, rows, columns)
    return size


@njit
def _first_of(t: Tables, row: int, k: int) -> int:
    """The token of the k-th leaf of the row's chain, or -1 behind its end."""
    leaf = t.chains[t.rows[row, 1] * CHAIN_LEAVES + k] if k < CHAIN_LEAVES else -1
    return int64(t.rows[row, 0]) + (leaf & (IS_LOCAL - 1)) if leaf >= 0 else -1


@njit
def _first_text(t: Tables, row: int) -> int:
    """The token of the first text of the row's chain that is not empty, or -1."""
    k = 0
    token = _first_of(t, row, 0)
    while token >= 0 and t.tokens[token, LEAF_END] == t.tokens[token, LEAF_START]:
        k += 1
        token = _first_of(t, row, k)
    return token


@njit
def fill_firsts(t: Tables, rows: int) -> int:
    """Fill the first column with the first text of each row's chain; how many bytes of data there are."""
    at = 0
    nulls = 0
    for row in range(rows):
        t.offsets[row] = at
        token = _first_text(t, row)
        if token < 0:
            nulls += 1
            continue
        at = unescape(t.text, t.tokens[token, LEAF_START], t.tokens[token, LEAF_END], t.data, at)
        t.valid[row >> 3] |= uint8(1 << (row & 7))
    t.offsets[rows] = at
    t.columns[0, COLUMN_NULLS] = nulls
    return at


@njit
def _number(text: Array, start: int, end: int) -> int:
    """The number that the text is; -1 if it is none, ASK if it has escapes."""
    value = 0
    for i in range(start, end):
        if text[i] == 92:
            return ASK
        value = value * 10 + (int64(text[i]) - 48) if value >= 0 and is_digit(text[i]) else -1
    return value if end - start <= _LONGEST_NUMBER else -1


@njit
def fill_numbers(t: Tables, rows: int) -> int:
    """Write for each row the number that the first text of its chain is; -1 or ASK in place of it."""
    for row in range(rows):
        token = _first_text(t, row)
        t.moments[row] = -1 if token < 0 else _number(t.text, t.tokens[token, LEAF_START], t.tokens[token, LEAF_END])
    return rows


@njit
def fill_moments(t: Tables, rows: int) -> int:
    """Write for each row the first time of its chain; NO_TIME or ASK in place of it."""
    for row in range(rows):
        t.moments[row] = NO_TIME
        k = 0
        token = _first_of(t, row, 0)
        while token >= 0 and t.moments[row] == NO_TIME:
            is_local = t.chains[t.rows[row, 1] * CHAIN_LEAVES + k] >= IS_LOCAL
            local_us = t.counters[COUNTED_LOCAL_US] if is_local else 0
            t.moments[row] = moment(t.text, t.tokens[token, LEAF_START], t.tokens[token, LEAF_END], local_us)
            k += 1
            token = _first_of(t, row, k)
    return rows
