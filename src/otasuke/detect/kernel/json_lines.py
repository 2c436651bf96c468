"""Reading one JSON line: strictly, once, keeping only the places of the fields that rules look at.

Anything outside plain valid JSON makes the line ODD: the normaliser in Python then decides. The same happens where this
reader does not follow what flattening does: a wanted key twice, or containers inside a list below a wanted key.
"""

from __future__ import annotations

from otasuke.detect.kernel.layout import BEYOND_PATH
from otasuke.detect.kernel.memory import lowest_bit, mask_equal, prefetch
from otasuke.detect.kernel.scanning import AHEAD, find_quotes, is_digit, literal_end, number_end, skip_blanks
from otasuke.detect.kernel.tables import (
    ARRAY,
    COUNT_MOST_VALUES,
    COUNT_STAMP,
    COUNT_TOKENS,
    COUNT_UNUSUAL,
    DONE,
    FIELD_FIRST,
    FIELD_LAST,
    FIELD_PRIORITY,
    FIELD_STAMP,
    IS_INEXACT,
    IS_STRING,
    KEY_PATH,
    KEY_ROW,
    KEY_WHAT,
    KEY_WORDS,
    LEAVE,
    OBJECT,
    ODD,
    PATH_FIELDS,
    PATH_HASH,
    PATH_ID,
    PATH_LENGTH,
    PATH_OFFSET,
    PATH_PARENT,
    TOKEN_END,
    TOKEN_FLAGS,
    TOKEN_NEXT,
    TOKEN_SERIAL,
    TOKEN_START,
    UNKNOWN_PATH,
)
from otasuke.detect.kernel.text import first_words, hash_bytes, same_bytes
from otasuke.detect.kernel.typed import Array, Tables, int64, njit, uint8, uint64

_LONGEST_KEY = 32
_MIX_FIRST, _MIX_SECOND = 0x9E3779B185EBCA87, 0xD6E8FEB86659FD93


@njit
def split_lines(text: Array, size: int, lines: Array) -> int:
    """Write start and end of every line that is not blank; returns how many, at most the rows of `lines`."""
    count = 0
    start = 0
    i = 0
    while i < size and count < lines.shape[0]:
        prefetch(text, i + AHEAD)
        found = mask_equal(text, i, uint8(10))
        while found != uint64(0):
            end = i + lowest_bit(found)
            found = found & (found - uint64(1))
            if end > size or count == lines.shape[0]:
                break
            count = _add_line(text, start, end, lines, count)
            start = end + 1
        i += 64
    if start < size and count < lines.shape[0]:
        count = _add_line(text, start, size, lines, count)
    return count


@njit
def _add_line(text: Array, start: int, end: int, lines: Array, count: int) -> int:
    start = skip_blanks(text, start, end)
    while start < end and (text[end - 1] == 32 or text[end - 1] == 9 or text[end - 1] == 13):
        end -= 1
    if start == end:
        return count
    lines[count, 0] = start
    lines[count, 1] = end
    lines[count, 2] = 0
    lines[count, 3] = -1
    return count + 1


@njit
def _find_path(t: Tables, parent: int, start: int, length: int) -> tuple[int, int]:
    """The id and row of the path `parent` + key, (UNKNOWN_PATH, -1), or (LEAVE, -1) if it is beyond the shape."""
    table = t.path_table
    h = hash_bytes(t.text, start, length, parent)
    mask = table.shape[0] - 1
    wanted = int64(h >> uint64(33))
    slot = int64(h) & mask
    while table[slot, PATH_ID] >= 0:
        if (
            table[slot, PATH_HASH] == wanted
            and table[slot, PATH_PARENT] == parent
            and table[slot, PATH_LENGTH] == length
            and same_bytes(t.text, start, t.path_names, table[slot, PATH_OFFSET], length)
        ):
            return (LEAVE, -1) if table[slot, PATH_ID] == BEYOND_PATH else (int64(table[slot, PATH_ID]), slot)
        slot = (slot + 1) & mask
    return UNKNOWN_PATH, -1


@njit
def _has_odd_signs(text: Array, start: int, end: int) -> bool:
    """Whether there is a space, a backslash or a dot in text[start:end]."""
    i = start
    while i < end:
        found = mask_equal(text, i, uint8(32)) | mask_equal(text, i, uint8(92)) | mask_equal(text, i, uint8(46))
        if lowest_bit(found) < end - i:
            return True
        i += 64
    return False


@njit
def _path_below(t: Tables, parent: int, start: int, end: int) -> tuple[int, int]:
    """As `_look_below`. Keys come again and again, so those of up to 32 bytes are remembered."""
    length = end - start
    if parent == UNKNOWN_PATH or length > _LONGEST_KEY:
        return _look_below(t, parent, start, end)
    first, second = first_words(t.text, start, min(length, 16))
    third, fourth = first_words(t.text, start + 16, length - 16) if length > 16 else (0, 0)
    what = (parent << 32) | length
    mixed = (
        (uint64(first) * uint64(_MIX_FIRST)) ^ (uint64(second ^ what) * uint64(_MIX_SECOND)) ^ uint64(third + fourth)
    )
    known = t.known_keys[int64((mixed * uint64(_MIX_FIRST)) >> uint64(32)) & (t.known_keys.shape[0] - 1)]
    if (
        known[KEY_WORDS] != first
        or known[KEY_WORDS + 1] != second
        or known[KEY_WORDS + 2] != third
        or known[KEY_WORDS + 3] != fourth
        or known[KEY_WHAT] != what
    ):
        path, row = _look_below(t, parent, start, end)
        known[KEY_WORDS] = first
        known[KEY_WORDS + 1] = second
        known[KEY_WORDS + 2] = third
        known[KEY_WORDS + 3] = fourth
        known[KEY_WHAT] = what
        known[KEY_PATH] = path
        known[KEY_ROW] = row
    return known[KEY_PATH], known[KEY_ROW]


@njit
def _look_below(t: Tables, parent: int, start: int, end: int) -> tuple[int, int]:
    """The path of a key below `parent`; a dotted key is the same path as nested objects. LEAVE: let Python read the line.

    Keys with escapes are left, and keys with spaces, which some shapes ignore.
    """
    if parent == UNKNOWN_PATH:
        return UNKNOWN_PATH, -1
    path, row = _find_path(t, parent, start, end - start)
    if path != UNKNOWN_PATH:
        return path, row
    if not _has_odd_signs(t.text, start, end):
        return UNKNOWN_PATH, -1
    path = parent
    segment = start
    dots = False
    for i in range(start, end):
        c = t.text[i]
        if c == 32 or c == 92:
            return LEAVE, -1
        if c == 46:
            dots = True
            if path != UNKNOWN_PATH:
                path, row = _find_path(t, path, segment, i - segment)
            if path == LEAVE:
                return LEAVE, -1
            segment = i + 1
    if not dots or path == UNKNOWN_PATH:
        return UNKNOWN_PATH, -1
    return _find_path(t, path, segment, end - segment)


@njit
def _open_field(t: Tables, field: int, priority: int, stamp: int) -> bool:
    """Whether a value of this priority is wanted for the field; a better one replaces what is there."""
    state = t.field_state
    if state[field, FIELD_STAMP] == stamp and state[field, FIELD_PRIORITY] <= priority:
        return state[field, FIELD_PRIORITY] == priority
    state[field, FIELD_STAMP] = stamp
    state[field, FIELD_PRIORITY] = priority
    state[field, FIELD_FIRST] = -1
    state[field, FIELD_LAST] = -1
    return True


@njit
def add_token(t: Tables, field: int, start: int, end: int, flags: int, count: int) -> int:
    """Append a token to the field's chain; the new token count."""
    token = t.tokens[count]
    token[TOKEN_START] = start
    token[TOKEN_END] = end
    token[TOKEN_FLAGS] = flags
    token[TOKEN_NEXT] = -1
    token[TOKEN_SERIAL] = 0
    state = t.field_state
    if state[field, FIELD_FIRST] < 0:
        state[field, FIELD_FIRST] = count
    else:
        t.tokens[state[field, FIELD_LAST], TOKEN_NEXT] = count
    state[field, FIELD_LAST] = count
    return count + 1


@njit
def _note_scalar(t: Tables, row: int, start: int, end: int, flags: int, count: int) -> int:
    """Keep a scalar's place for every field its path carries; returns the token count, or -1 where there are too many."""
    stamp = t.counters[COUNT_STAMP]
    k = t.path_table[row, PATH_FIELDS]
    while t.path_fields[k, 0] >= 0:
        if count == t.tokens.shape[0]:
            return -1
        if _open_field(t, t.path_fields[k, 0], t.path_fields[k, 1], stamp):
            count = add_token(t, t.path_fields[k, 0], start, end, flags, count)
        k += 1
    return count


@njit
def read_line(t: Tables, start: int, end: int) -> int:
    """Note the wanted fields of the JSON object in text[start:end]; DONE, or ODD."""
    stamp = t.counters[COUNT_STAMP]
    text = t.text
    stack = t.stack
    if text[start] != 123:
        return ODD
    quotes, unusual = find_quotes(text, t.quotes, start, end)
    if quotes < 0:
        return ODD
    t.counters[COUNT_UNUSUAL] = unusual
    quote = 0  # the next one that no string has used yet
    depth = 0
    stack[0, 0] = 0
    stack[0, 1] = OBJECT
    count = 0
    scalars = 0
    fresh = True  # nothing yet in the innermost container
    i = start + 1
    while True:
        i = skip_blanks(text, i, end)
        if i >= end:
            return ODD
        kind = stack[depth, 1]
        if text[i] == (125 if kind == OBJECT else 93):
            i += 1
            depth -= 1
            fresh = False
            if depth < 0:
                break
            continue
        if not fresh:
            if text[i] != 44:
                return ODD
            i = skip_blanks(text, i + 1, end)
        fresh = False
        path = stack[depth, 0]
        row = kind - ARRAY - 1
        if kind == OBJECT:
            if quote + 2 > quotes or t.quotes[quote] != i:
                return ODD
            key_end = t.quotes[quote + 1]
            quote += 2
            path, row = _path_below(t, path, i + 1, key_end)
            if path != UNKNOWN_PATH:
                if path == LEAVE or t.seen_paths[path] == stamp:
                    return ODD
                t.seen_paths[path] = stamp
            i = skip_blanks(text, key_end + 1, end)
            if i >= end or text[i] != 58:
                return ODD
            i = skip_blanks(text, i + 1, end)
        c = text[i]
        if c != 123 and c != 91:
            scalars += 1
            if scalars > t.counters[COUNT_MOST_VALUES]:
                return ODD
        if c == 34:
            if quote + 2 > quotes or t.quotes[quote] != i:
                return ODD
            value_end = t.quotes[quote + 1]
            quote += 2
            if row >= 0:
                count = _note_scalar(t, row, i + 1, value_end, IS_STRING, count)
            i = value_end + 1
        elif c == 123 or c == 91:
            if depth + 1 == stack.shape[0] or (kind != OBJECT and path != UNKNOWN_PATH):
                return ODD
            depth += 1
            stack[depth, 0] = path
            stack[depth, 1] = OBJECT if c == 123 else ARRAY + 1 + row
            fresh = True
            i += 1
        else:
            value_end, exact = number_end(text, i) if (c == 45 or is_digit(c)) else (literal_end(text, i, end), True)
            if value_end < 0 or value_end > end or (row >= 0 and not exact):
                return ODD
            if not exact:
                t.counters[COUNT_UNUSUAL] |= IS_INEXACT
            if row >= 0 and c != 110:
                count = _note_scalar(t, row, i, value_end, 0, count)
            i = value_end
        if count < 0:
            return ODD
    t.counters[COUNT_TOKENS] = count
    return DONE if i == end else ODD
