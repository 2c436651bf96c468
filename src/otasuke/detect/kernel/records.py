"""Reading whole records: a JSON line whose structure was learnt becomes tokens, one for each value, without any object.

A structure is what keys a record has, in which order and around what; the known ones are a tree, and reading a line is a
walk down from its root. So a key twice, a key that nobody has met, or a list inside of a list is simply not in the tree.
What is walked here is valid JSON, byte by byte; anything else is left to Python.
"""

from __future__ import annotations

from otasuke.detect.kernel.memory import lowest_bit, mask_equal
from otasuke.detect.kernel.record_layout import (
    COUNTED_ITEMS,
    COUNTED_ROUNDED,
    COUNTED_TOKENS,
    EDGE_KIND,
    EDGE_LENGTH,
    EDGE_NEXT,
    EDGE_OFFSET,
    EDGE_TARGET,
    EMPTY_LIST,
    IS_LIST,
    IS_ROUNDED,
    IS_TEXT,
    LEAF_END,
    LEAF_FLAGS,
    LEAF_START,
    LEFT,
    LIST,
    LONGEST_DECIDING,
    LONGEST_RECORD,
    MOST_ITEMS,
    NODE_CLOSE,
    NODE_FIRST,
    NODE_IN_LIST,
    NODE_OPEN,
    NODE_STRUCTURE,
    NULL,
    OBJECT,
    OBJECTS,
    RECORD_END,
    RECORD_FIRST,
    RECORD_LOOK,
    RECORD_ORDINAL,
    RECORD_PARCEL,
    RECORD_START,
    UNDECIDED,
    UNKNOWN,
    VALUE,
)
from otasuke.detect.kernel.scanning import find_quotes, is_digit, literal_end, number_end, skip_blanks
from otasuke.detect.kernel.text import hash_bytes, same_bytes
from otasuke.detect.kernel.typed import Array, Tables, int64, njit, uint8, uint64


@njit
def split_parcels(t: Tables, size: int) -> int:
    """Note every line of text[:size], also blank ones, with its parcel and its place there; how many, as many as fit."""
    count = 0
    parcel = 0
    ordinal = 0
    start = 0
    i = 0
    while i <= size:
        found = mask_equal(t.text, i, uint8(10))
        i += 64
        while found != uint64(0) or i > size:
            end = min(i - 64 + lowest_bit(found), size)
            found = found & (found - uint64(1))
            if count == t.lines.shape[0]:
                return count
            line = t.lines[count]
            line[RECORD_START] = start
            line[RECORD_END] = end
            line[RECORD_PARCEL] = parcel
            line[RECORD_ORDINAL] = ordinal
            line[RECORD_LOOK] = UNKNOWN
            line[RECORD_FIRST] = 0
            count += 1
            ordinal += 1
            if end == t.parcel_ends[parcel]:
                parcel += 1
                ordinal = 0
            if end == size:
                return count
            start = end + 1
    return count


@njit
def _follow(t: Tables, node: int, kind: int, start: int, length: int) -> int:
    """The node to which a key and what kind of value it has lead, or -1."""
    k = t.nodes[node, NODE_FIRST]
    while k >= 0:
        edge = t.edges[k]
        if (
            edge[EDGE_LENGTH] == length
            and edge[EDGE_KIND] == kind
            and same_bytes(t.text, start, t.names, edge[EDGE_OFFSET], length)
        ):
            return int64(edge[EDGE_TARGET])
        k = edge[EDGE_NEXT]
    return -1


@njit
def _scalar(t: Tables, i: int, end: int, quote: int, quotes: int, token: Array) -> int:
    """Read a value that is no container into a token; where it ends, -1 if it is none. A null has no flags and no end."""
    text = t.text
    token[LEAF_START] = i
    token[LEAF_FLAGS] = 0
    if text[i] == 34:
        if quote + 2 > quotes or t.quotes[quote] != i:
            return -1
        token[LEAF_START] = i + 1
        token[LEAF_END] = t.quotes[quote + 1]
        token[LEAF_FLAGS] = IS_TEXT
        return int64(t.quotes[quote + 1]) + 1
    if text[i] == 45 or is_digit(text[i]):
        behind, exact = number_end(text, i)
        if not exact:
            token[LEAF_FLAGS] = IS_ROUNDED
            t.counters[COUNTED_ROUNDED] += 1
    else:
        behind = literal_end(text, i, end)
    token[LEAF_END] = i if text[i] == 110 else behind
    return behind if behind <= end else -1


@njit
def _read_list(t: Tables, i: int, end: int, quote: int, quotes: int) -> tuple[int, int]:
    """Read the values of a list behind its bracket; where it ends (-1: not a list of mere values), and the next quote."""
    first = t.counters[COUNTED_ITEMS]
    count = first
    fresh = True
    while True:
        i = skip_blanks(t.text, i, end)
        if i >= end or count == t.items.shape[0] or count - first > MOST_ITEMS:
            return -1, quote
        if t.text[i] == 93 and not fresh:
            t.counters[COUNTED_ITEMS] = count
            return i + 1, quote
        if not fresh:
            if t.text[i] != 44:
                return -1, quote
            i = skip_blanks(t.text, i + 1, end)
        fresh = False
        behind = _scalar(t, i, end, quote, quotes, t.items[count])
        if behind < 0:
            return -1, quote
        quote += 2 if t.text[i] == 34 else 0
        count += 1 if t.text[i] != 110 else 0
        i = behind


@njit
def _kind_of(text: Array, i: int, end: int) -> tuple[int, int]:
    """What kind of member begins at `i`, and where what is in it begins."""
    c = text[i]
    if c == 123:
        return OBJECT, i + 1
    if c == 91:
        inner = skip_blanks(text, i + 1, end)
        if text[inner] == 93:
            return EMPTY_LIST, inner + 1
        return (OBJECTS if text[inner] == 123 else LIST), inner
    return (NULL if c == 110 else VALUE), i


@njit
def _read_members(t: Tables, start: int, end: int) -> int:
    """Read the object in text[start:end] into tokens; its structure, or UNKNOWN or LEFT."""
    text = t.text
    quotes, _ = find_quotes(text, t.quotes, start, end)
    if quotes < 0:
        return LEFT
    quote = 0
    node = 0
    fresh = True
    i = start + 1
    while True:
        i = skip_blanks(text, i, end)
        if i >= end:
            return LEFT
        in_list = t.nodes[node, NODE_IN_LIST] != 0
        if text[i] == (93 if in_list else 125):
            node = t.nodes[node, NODE_CLOSE]
            if node < 0:
                return UNKNOWN
            i += 1
            fresh = False
            if t.nodes[node, NODE_STRUCTURE] >= 0:
                return int64(t.nodes[node, NODE_STRUCTURE]) if i == end else LEFT
            continue
        if not fresh:
            if text[i] != 44:
                return LEFT
            i = skip_blanks(text, i + 1, end)
        fresh = False
        if in_list:
            node = t.nodes[node, NODE_OPEN] if text[i] == 123 else -1
            if node < 0:
                return UNKNOWN
            i += 1
            fresh = True
            continue
        if quote + 2 > quotes or t.quotes[quote] != i:
            return LEFT
        key = i + 1
        key_end = int64(t.quotes[quote + 1])
        quote += 2
        i = skip_blanks(text, key_end + 1, end)
        if i >= end or text[i] != 58:
            return LEFT
        i = skip_blanks(text, i + 1, end)
        if i >= end:
            return LEFT
        kind, inner = _kind_of(text, i, end)
        node = _follow(t, node, kind, key, key_end - key)
        if node < 0:
            return UNKNOWN
        if kind == OBJECT or kind == OBJECTS:
            fresh = True
            i = inner
            continue
        if kind == EMPTY_LIST:
            i = inner
            continue
        count = t.counters[COUNTED_TOKENS]
        if count == t.tokens.shape[0]:
            return LEFT
        token = t.tokens[count]
        if kind == LIST:
            token[LEAF_START] = t.counters[COUNTED_ITEMS]
            i, quote = _read_list(t, inner, end, quote, quotes)
            token[LEAF_END] = t.counters[COUNTED_ITEMS]
            token[LEAF_FLAGS] = IS_LIST
            if token[LEAF_START] == token[LEAF_END]:
                return LEFT
        else:
            behind = _scalar(t, i, end, quote, quotes, token)
            quote += 2 if text[i] == 34 else 0
            i = behind
        if i < 0:
            return LEFT
        if kind != NULL:
            t.counters[COUNTED_TOKENS] = count + 1


@njit
def _look_of(t: Tables, structure: int, first: int) -> int:
    """The look of a line of the structure whose tokens begin at `first`; UNDECIDED, or LEFT."""
    begin = t.structures[structure, 0]
    count = t.structures[structure, 1]
    h = uint64(structure)
    for k in range(begin, begin + count):
        token = t.tokens[first + t.deciding[k]]
        length = int64(token[LEAF_END]) - int64(token[LEAF_START])
        if length > LONGEST_DECIDING or token[LEAF_FLAGS] & IS_LIST:
            return LEFT
        h = hash_bytes(t.text, token[LEAF_START], length, h ^ uint64(token[LEAF_FLAGS]))
    mask = t.look_table.shape[0] - 1
    slot = int64(h >> uint64(7)) & mask
    while t.look_table[slot, 1] >= 0:
        if (
            t.look_table[slot, 0] == int64(h)
            and t.look_table[slot, 1] == structure
            and _is_look(t, slot, begin, count, first)
        ):
            return t.look_table[slot, 3]
        slot = (slot + 1) & mask
    return LEFT if t.structures[structure, 2] else UNDECIDED


@njit
def _is_look(t: Tables, slot: int, begin: int, count: int, first: int) -> bool:
    """Whether the deciding values are those of the look in the slot: of each length, flags and bytes."""
    place = t.look_table[slot, 2]
    for k in range(begin, begin + count):
        token = t.tokens[first + t.deciding[k]]
        length = int64(token[LEAF_END]) - int64(token[LEAF_START])
        stored = int64(t.look_keys[place]) | (int64(t.look_keys[place + 1]) << 8)
        if stored != length or int64(t.look_keys[place + 2]) != token[LEAF_FLAGS]:
            return False
        if not same_bytes(t.text, token[LEAF_START], t.look_keys, place + 3, length):
            return False
        place += 3 + length
    return True


@njit
def read_record(t: Tables, line: int) -> int:
    """Read a line into tokens; its look, or what stands in place of one. Only a look leaves tokens behind."""
    start = int64(t.lines[line, RECORD_START])
    end = int64(t.lines[line, RECORD_END])
    if end - start > LONGEST_RECORD or end == start or t.text[start] != 123:
        return LEFT
    while t.text[end - 1] == 32 or t.text[end - 1] == 9 or t.text[end - 1] == 13:
        end -= 1
    first = t.counters[COUNTED_TOKENS]
    items = t.counters[COUNTED_ITEMS]
    look = _read_members(t, start, end)
    if look >= 0:
        look = _look_of(t, look, first)
    if look < 0:
        t.counters[COUNTED_TOKENS] = first
        t.counters[COUNTED_ITEMS] = items
    t.lines[line, RECORD_FIRST] = first
    return look
