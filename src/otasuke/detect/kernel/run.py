"""The entry points of the kernel: what Python calls, with one list of table addresses."""

from __future__ import annotations

from otasuke.detect.kernel.columns import match_rows
from otasuke.detect.kernel.gather import fill_columns, fill_firsts, fill_moments, fill_numbers
from otasuke.detect.kernel.json_lines import add_token, read_line, split_lines
from otasuke.detect.kernel.keywords import find_keywords
from otasuke.detect.kernel.record_layout import RECORD_LOOK
from otasuke.detect.kernel.records import read_record, split_parcels
from otasuke.detect.kernel.rules import ask, decide, first_token
from otasuke.detect.kernel.tables import (
    ASK_CLASS,
    CLASS_ALIASES,
    COUNT_ARENA,
    COUNT_ASKS,
    COUNT_KEYS,
    COUNT_LEADING,
    COUNT_LINE_ARENA,
    COUNT_LINE_TEXT,
    COUNT_STAMP,
    COUNT_TOKENS,
    DONE,
    FIELD_FIRST,
    FIELD_LAST,
    FIELD_PRIORITY,
    FIELD_STAMP,
    FULL,
    LINE_CLASS,
    LINE_END,
    LINE_START,
    LINE_STATUS,
    ODD,
    TOKEN_END,
    TOKEN_FLAGS,
    TOKEN_NEXT,
    TOKEN_START,
    WAITING,
    record_tables_at,
    tables_at,
)
from otasuke.detect.kernel.text import hash_bytes, same_bytes
from otasuke.detect.kernel.typed import Array, Tables, int64, njit, uint64


@njit
def _class_hash(t: Tables, keys: int) -> int:
    """A hash of the raw values of the shape's first key fields (fields 0..keys-1), or 0.

    0: Python chooses the class, because the first key is absent or one has several values.
    """
    h = uint64(keys)
    for key in range(keys):
        token = first_token(t, key)
        if token < 0:
            if key == 0:
                return uint64(0)
            h = hash_bytes(t.text, 0, 0, h)
        else:
            if t.tokens[token, TOKEN_NEXT] >= 0:
                return uint64(0)
            start = t.tokens[token, TOKEN_START]
            h = hash_bytes(t.text, start, t.tokens[token, TOKEN_END] - start, h ^ uint64(t.tokens[token, TOKEN_FLAGS]))
    return h | uint64(1)


@njit
def _key_matches(t: Tables, row: int, key: int, place: int) -> int:
    """Where the next key's bytes begin in class_keys if this one agrees, or -1. A length of -1 stands for absent."""
    token = first_token(t, key)
    size = int64(t.class_keys[place]) | (int64(t.class_keys[place + 1]) << 8)
    flags = int64(t.class_keys[place + 2])
    if token < 0:
        return place + 3 if flags == 255 else -1
    start = t.tokens[token, TOKEN_START]
    if flags != t.tokens[token, TOKEN_FLAGS] or t.tokens[token, TOKEN_END] - start != size:
        return -1
    if not same_bytes(t.text, start, t.class_keys, place + 3, size):
        return -1
    return place + 3 + size


@njit
def _class_of(t: Tables) -> int:
    """The class of the line being read, -1 if it is not known yet, -2 if the shape does not cover the line."""
    for keys in range(t.counters[COUNT_LEADING], t.counters[COUNT_KEYS]):
        klass = _known_class(t, keys)
        if klass >= 0:
            return klass
    return _known_class(t, t.counters[COUNT_KEYS])


@njit
def _known_class(t: Tables, keys: int) -> int:
    """The class to which the first keys of the line lead, as `_class_of`."""
    h = _class_hash(t, keys)
    if h == uint64(0):
        return -2
    mask = t.class_table.shape[0] - 1
    slot = int64(h >> uint64(7)) & mask
    while t.class_table[slot, 0] != 0:
        if t.class_table[slot, 0] == int64(h) and t.class_table[slot, 2] == keys:
            place = t.class_table[slot, 1]
            key = 0
            while key < keys and place >= 0:
                place = _key_matches(t, slot, key, place)
                key += 1
            if place >= 0:
                return t.class_table[slot, 3]
        slot = (slot + 1) & mask
    return -1


@njit
def _ask_class(t: Tables, line: int) -> None:
    """One question for each key, all of them or none."""
    keys = t.counters[COUNT_KEYS]
    if t.counters[COUNT_ASKS] + keys > t.asks.shape[0]:
        return
    for key in range(keys):
        token = first_token(t, key)
        if token < 0:
            ask(t, ASK_CLASS, line, key, -1, -1, 0)
        else:
            ask(
                t,
                ASK_CLASS,
                line,
                key,
                t.tokens[token, TOKEN_START],
                t.tokens[token, TOKEN_END],
                t.tokens[token, TOKEN_FLAGS],
            )


@njit
def _add_aliases(t: Tables, klass: int) -> int:
    """Give the class's derived fields their values; DONE, or ODD where there is no room for more tokens."""
    place = t.classes[klass, CLASS_ALIASES]
    while t.class_aliases[place, 0] >= 0:
        original = first_token(t, t.class_aliases[place, 1])
        if original >= 0 and first_token(t, t.class_aliases[place, 0]) < 0:
            _open_alias(t, t.class_aliases[place, 0])
            while original >= 0:
                count = t.counters[COUNT_TOKENS]
                if count == t.tokens.shape[0]:
                    return ODD
                token = t.tokens[original]
                t.counters[COUNT_TOKENS] = add_token(
                    t, t.class_aliases[place, 0], token[TOKEN_START], token[TOKEN_END], token[TOKEN_FLAGS], count
                )
                original = token[TOKEN_NEXT]
        place += 1
    return DONE


@njit
def _open_alias(t: Tables, field: int) -> None:
    t.field_state[field, FIELD_STAMP] = t.counters[COUNT_STAMP]
    t.field_state[field, FIELD_PRIORITY] = 0
    t.field_state[field, FIELD_FIRST] = -1
    t.field_state[field, FIELD_LAST] = -1


@njit
def _match_line(t: Tables, line: int) -> int:
    t.counters[COUNT_STAMP] += 1
    t.counters[COUNT_LINE_ARENA] = t.counters[COUNT_ARENA]
    t.counters[COUNT_LINE_TEXT] = 0
    if read_line(t, t.lines[line, LINE_START], t.lines[line, LINE_END]) != DONE:
        return ODD
    klass = _class_of(t)
    if klass == -2:
        return ODD
    if klass == -1:
        _ask_class(t, line)
        return WAITING
    t.lines[line, LINE_CLASS] = klass
    if _add_aliases(t, klass) != DONE:
        return ODD
    if not find_keywords(t, klass, t.lines[line, LINE_START], t.lines[line, LINE_END]):
        return ODD
    return decide(t, klass, line)


@njit
def _match_todo(t: Tables, begin: int, count: int) -> int:
    for k in range(begin, count):
        line = t.todo[k]
        status = _match_line(t, line)
        if status == FULL:
            return k
        t.lines[line, LINE_STATUS] = status
    return count


def split(addresses: Array, size: int) -> int:
    """Find the lines in text[:size]; returns how many."""
    t = tables_at(addresses)
    return split_lines(t.text, size, t.lines)


def match(addresses: Array, begin: int, count: int) -> int:
    """Match the lines todo[begin:count]; returns `count`, or the position where hits or sets ran full."""
    return _match_todo(tables_at(addresses), begin, count)


def match_columns(addresses: Array, begin: int, count: int) -> int:
    """Match the rows todo[begin:count]; returns `count`, or the position where hits or sets ran full."""
    return match_rows(tables_at(addresses), begin, count)


def split_records(addresses: Array, size: int) -> int:
    """Find the lines of the parcels in text[:size]; returns how many."""
    return split_parcels(record_tables_at(addresses), size)


def read_records(addresses: Array, begin: int, count: int) -> int:
    """Read the lines todo[begin:count] into tokens; returns how many have a look now."""
    t = record_tables_at(addresses)
    known = 0
    for k in range(begin, count):
        look = read_record(t, t.todo[k])
        t.lines[t.todo[k], RECORD_LOOK] = look
        known += 1 if look >= 0 else 0
    return known


def gather(addresses: Array, rows: int, columns: int) -> int:
    """Fill columns with what the records of so many rows hold; returns how many bytes of data there are."""
    return fill_columns(record_tables_at(addresses), rows, columns)


def gather_firsts(addresses: Array, rows: int, what: int) -> int:
    """Read the first value of each row's chain: as text into the first column (0), as a number (1), as a time (2)."""
    t = record_tables_at(addresses)
    if what == 0:
        return fill_firsts(t, rows)
    return fill_numbers(t, rows) if what == 1 else fill_moments(t, rows)
