"""Reading one JSON line: strictly, once, keeping only the places of the fields that rules look at.

Anything outside plain valid JSON makes the line ODD: the normaliser in Python then decides. The same happens where this
reader does not follow what flattening does: a wanted key twice, or containers inside a list below a wanted key.
"""

from __future__ import annotations

from otasuke.detect.kernel.layout import BEYOND_PATH
from otasuke.detect.kernel.memory import count_bits, load_u64, lowest_bit, mask_below, mask_equal, prefetch
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
    IS_UNUSUAL,
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
from otasuke.detect.kernel.text import first_words, hash_bytes, hex_unit, read_utf8, same_bytes
from otasuke.detect.kernel.typed import Array, Tables, int64, njit, uint8, uint64

_EVEN_BITS = 0x5555555555555555
_AHEAD = 4096  # bytes; about two lines: one has to be matched before the next is read
_LONGEST_KEY = 32
_MIX_FIRST, _MIX_SECOND = 0x9E3779B185EBCA87, 0xD6E8FEB86659FD93
_LONGEST_WHOLE = 200  # digits; with an exponent of two more, the number is finite


@njit
def split_lines(text: Array, size: int, lines: Array) -> int:
    """Write start and end of every line that is not blank; returns how many, at most the rows of `lines`."""
    count = 0
    start = 0
    i = 0
    while i < size and count < lines.shape[0]:
        prefetch(text, i + _AHEAD)
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
    start = _skip_blanks(text, start, end)
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
def _find_quotes(t: Tables, start: int, end: int) -> int:
    """Note every quote of the line that is not escaped; returns how many, or -1 if the line is ODD for its bytes alone.

    That is: control characters (also a tab between two members), broken escapes or UTF-8, more quotes than fit.
    """
    text = t.text
    count = 0
    unusual = 0
    high = uint64(0)
    carry = uint64(0)
    low_at = -1  # where the second half of a surrogate pair has to follow
    i = start
    while i < end:
        prefetch(text, i + _AHEAD)
        kept = ~uint64(0) if end - i >= 64 else (uint64(1) << uint64(end - i)) - uint64(1)
        quotes = mask_equal(text, i, uint8(34)) & kept
        slashes = mask_equal(text, i, uint8(92)) & kept
        if (mask_below(text, i, uint8(32)) & kept) != uint64(0):
            return -1
        high |= ~mask_below(text, i, uint8(128)) & kept
        if (slashes | carry) != uint64(0):
            escaped, carry = _escaped_bits(slashes, carry)
            usual = mask_equal(text, i, uint8(110)) | mask_equal(text, i, uint8(114)) | mask_equal(text, i, uint8(116))
            others = escaped & kept & ~(usual | quotes | slashes)
            if others != uint64(0):
                unusual = IS_UNUSUAL
                low_at = _check_escapes(text, i, others, low_at)
                if low_at == -2:
                    return -1
            quotes = quotes & ~escaped
        if count + 64 > t.quotes.shape[0]:
            return -1
        if quotes != uint64(0):
            _note_quotes(t.quotes, count, i, quotes)
            count += count_bits(quotes)
        i += 64
    if high != uint64(0):
        checked = _check_utf8(text, start, end)
        if checked < 0:
            return -1
        unusual |= checked
    t.counters[COUNT_UNUSUAL] = unusual
    return count


@njit
def _note_quotes(places: Array, count: int, base: int, quotes: int) -> None:
    """Append the places of the set bits. Always writes eight: a loop whose length cannot be guessed takes longer."""
    left = count_bits(quotes)
    while left > 0:
        for k in range(8):
            places[count + k] = base + lowest_bit(quotes)
            quotes = quotes & (quotes - uint64(1))
        count += 8
        left -= 8


@njit
def _escaped_bits(slashes: int, carry: int) -> tuple[int, int]:
    """Which bytes follow an odd run of backslashes, and whether the next block's first byte does."""
    open_slashes = slashes & ~carry
    follows = (open_slashes << uint64(1)) | carry
    odd_starts = open_slashes & ~uint64(_EVEN_BITS) & ~follows
    sequences = odd_starts + open_slashes
    overflow = uint64(1) if sequences < open_slashes else uint64(0)
    escaped = (uint64(_EVEN_BITS) ^ (sequences << uint64(1))) & follows
    return escaped, overflow


@njit
def _check_escapes(text: Array, base: int, escaped: int, low_at: int) -> int:
    """Check bytes that follow a backslash: / b f, and u with four digits that are no lone surrogate; -2 if one may not.

    low_at  the `u` of the low surrogate that an earlier high one needs; returned for the last high one, else -1.
    """
    while escaped != uint64(0):
        place = base + lowest_bit(escaped)
        escaped = escaped & (escaped - uint64(1))
        c = text[place]
        unit = hex_unit(text, place + 1) if c == 117 else 0
        if unit < 0 or (c != 117 and c != 47 and c != 98 and c != 102):
            return -2
        if (place == low_at) != (0xDC00 <= unit < 0xE000):
            return -2
        low_at = -1
        if 0xD800 <= unit < 0xDC00:
            if text[place + 5] != 92 or text[place + 6] != 117:
                return -2
            low_at = place + 6
    return low_at


@njit
def _check_utf8(text: Array, start: int, end: int) -> int:
    """IS_UNUSUAL if a code point folds to an ASCII letter, 0 if none does, -1 if the bytes are not UTF-8."""
    unusual = 0
    i = start
    while i < end:
        if i + 64 <= end and ~mask_below(text, i, uint8(128)) == uint64(0):
            i += 64
            continue
        cp, width = read_utf8(text, i, end)
        if width == 0:
            return -1
        if cp == 0x130 or cp == 0x212A:
            unusual = IS_UNUSUAL
        i += width
    return unusual


@njit
def _is_digit(c: int) -> bool:
    return uint8(c - 48) < 10


@njit
def _number_end(text: Array, start: int) -> tuple[int, bool]:
    """Where the JSON number ends (-1 if it is none), and whether `str` of its value would spell it the same way."""
    i = start
    if text[i] == 45:
        i += 1
    first = i
    value = uint64(0)
    while _is_digit(text[i]):
        value = value * uint64(10) + uint64(text[i] - 48)
        i += 1
    whole = i - first
    if whole == 0 or (whole > 1 and text[first] == 48) or whole > _LONGEST_WHOLE:
        return -1, False
    exact = whole <= 19 and (first == start or (text[first] != 48 and value <= uint64(1 << 63)))
    if text[i] == 46:
        i += 1
        fraction = i
        while _is_digit(text[i]):
            i += 1
        if i == fraction:
            return -1, False
        exact = i - first <= 16 and text[first] != 48 and (text[i - 1] != 48 or i == fraction + 1)
    if text[i] == 101 or text[i] == 69:
        exact = False
        i += 1
        if text[i] == 43 or text[i] == 45:
            i += 1
        exponent = i
        while _is_digit(text[i]):
            i += 1
        if i == exponent or i - exponent > 2:
            return -1, False
    return i, exact


@njit
def _literal_end(text: Array, start: int, limit: int) -> int:
    """Where true, false or null ends, or -1."""
    word = load_u64(text, start)
    if (word & uint64(0xFFFFFFFF)) == uint64(0x65757274) or (word & uint64(0xFFFFFFFF)) == uint64(0x6C6C756E):
        return start + 4 if start + 4 <= limit else -1
    if (word & uint64(0xFFFFFFFFFF)) == uint64(0x65736C6166):
        return start + 5 if start + 5 <= limit else -1
    return -1


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
def _skip_blanks(text: Array, i: int, end: int) -> int:
    while i < end and (text[i] == 32 or text[i] == 9 or text[i] == 13):
        i += 1
    return i


@njit
def read_line(t: Tables, start: int, end: int) -> int:
    """Note the wanted fields of the JSON object in text[start:end]; DONE, or ODD."""
    stamp = t.counters[COUNT_STAMP]
    text = t.text
    stack = t.stack
    if text[start] != 123:
        return ODD
    quotes = _find_quotes(t, start, end)
    if quotes < 0:
        return ODD
    quote = 0  # the next one that no string has used yet
    depth = 0
    stack[0, 0] = 0
    stack[0, 1] = OBJECT
    count = 0
    scalars = 0
    fresh = True  # nothing yet in the innermost container
    i = start + 1
    while True:
        i = _skip_blanks(text, i, end)
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
            i = _skip_blanks(text, i + 1, end)
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
            i = _skip_blanks(text, key_end + 1, end)
            if i >= end or text[i] != 58:
                return ODD
            i = _skip_blanks(text, i + 1, end)
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
            value_end, exact = _number_end(text, i) if (c == 45 or _is_digit(c)) else (_literal_end(text, i, end), True)
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
