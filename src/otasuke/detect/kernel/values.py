"""Values: each distinct one is folded and looked up in the index once, then found again by its raw bytes.

The cache is a fixed table over a ring of bytes: what is overwritten in the ring is simply forgotten, so memory never
grows and there is no moment at which everything is thrown away. A long value is only kept when it comes a second time:
until then its folded form stands beside the ring, and only as long as its line is being read.
"""

from __future__ import annotations

from otasuke.detect.kernel.layout import ENTRY_WAYS, FILTER_BITS
from otasuke.detect.kernel.memory import load_u32, load_u64
from otasuke.detect.kernel.tables import (
    COUNT_ARENA,
    COUNT_LINE_ARENA,
    COUNT_LINE_TEXT,
    COUNT_MISSES,
    COUNT_SCANNED,
    COUNT_SCANS,
    COUNT_SERIAL,
    COUNT_SET_ITEMS,
    COUNT_SETS,
    ENTRY_FIRST,
    ENTRY_HASH,
    ENTRY_LENGTH,
    ENTRY_PLACE,
    ENTRY_SECOND,
    ENTRY_SERIAL,
    ENTRY_SET,
    ENTRY_WHAT,
    INDEX_ENDS,
    INDEX_FLAGS,
    INDEX_HAS_EQUALS,
    INDEX_HAS_GRAMS,
    INDEX_HAS_SHORT,
    INDEX_STARTS,
    INDEX_STEP,
    IS_PLAIN,
    KIND_ENDS,
    KIND_EQUALS,
    KIND_GRAM,
    KIND_SHORT,
    KIND_STARTS,
    TOKEN_END,
    TOKEN_FLAGS,
    TOKEN_LENGTH,
    TOKEN_OFFSET,
    TOKEN_SERIAL,
    TOKEN_SET,
    TOKEN_START,
)
from otasuke.detect.kernel.text import (
    copy_bytes,
    copy_from,
    find_bytes,
    first_words,
    fold_plain,
    fold_string,
    hash_bytes,
    same_bytes,
    tail_mask,
)
from otasuke.detect.kernel.typed import Array, Tables, int64, njit, uint8, uint32, uint64

GRAM = 0x9E3779B185EBCA87
LOWER = 0x20202020
_UNKEPT = -1  # the serial of a token whose value is not in the cache
_SEARCHED = -2  # of one whose folded value is nowhere, because there is no needle in it
_LONG = 64  # bytes; shorter values are kept when they come first
_ANY_LENGTH = 1 << 40


@njit
def _ring(t: Tables) -> int:
    """The size of the ring, a power of two: the first half of the arena."""
    return (t.arena.size - 64) >> 1


@njit
def reserve_for_line(t: Tables, length: int) -> int:
    """Where in the arena there is room for `length` bytes (and some padding) while the line is being read, or -1."""
    used = t.counters[COUNT_LINE_TEXT]
    if used + length + 64 > _ring(t):
        return -1
    t.counters[COUNT_LINE_TEXT] = used + length + 64
    return _ring(t) + used


@njit
def reserve(t: Tables, length: int) -> int:
    """The absolute place of `length` bytes (and some padding) in the ring, in one piece.

    -1 if the line being read would take more than a quarter of the ring: it could overwrite what itself still needs.
    """
    wanted = length + 64
    size = _ring(t)
    place = t.counters[COUNT_ARENA]
    if (place & (size - 1)) + wanted > size:
        place += size - (place & (size - 1))
    if place + wanted - t.counters[COUNT_LINE_ARENA] > size // 4:
        return -1
    t.counters[COUNT_ARENA] = place + wanted
    return place


@njit
def _is_kept(t: Tables, place: int) -> bool:
    """Whether the bytes at an absolute place have not been overwritten, with room for a line's worth of new values."""
    size = _ring(t)
    return t.counters[COUNT_ARENA] - place <= size - size // 4


@njit
def resolve(t: Tables, token: Array, field: int) -> bool:
    """Give a token its folded value and its set of needles; False if the value cannot be folded here."""
    if token[TOKEN_SERIAL] != 0 and token[TOKEN_SERIAL] != _SEARCHED:
        return True
    return _read_plain(t, token, field) if token[TOKEN_FLAGS] & IS_PLAIN else _resolve(t, token, field, _LONG)


@njit
def keep(t: Tables, token: Array, field: int) -> bool:
    """Resolve a token so that its serial still stands for its value when the line is read again."""
    if token[TOKEN_SERIAL] > 0:
        return True
    return _read_plain(t, token, field) if token[TOKEN_FLAGS] & IS_PLAIN else _resolve(t, token, field, _ANY_LENGTH)


@njit
def search(t: Tables, token: Array, field: int) -> bool:
    """As `resolve`, but only for the set: the text of a column's value without needles is not kept."""
    if token[TOKEN_SERIAL] != 0:
        return True
    used = t.counters[COUNT_LINE_TEXT]
    if not resolve(t, token, field):
        return False
    if token[TOKEN_FLAGS] & IS_PLAIN and token[TOKEN_SET] == 0:
        t.counters[COUNT_LINE_TEXT] = used
        token[TOKEN_SERIAL] = _SEARCHED
    return True


@njit
def fold_aside(t: Tables, token: Array) -> tuple[int, int]:
    """Fold a column's value into the room for lines: where it is and how long, which is -1 if it cannot be done here."""
    length = token[TOKEN_END] - token[TOKEN_START]
    place = reserve_for_line(t, 2 * length + (length >> 1))
    if place < 0:
        return 0, -1
    copy_from(token[TOKEN_START], t.arena, place, length)
    return place + length, fold_plain(t.arena, place, place + length, place + length, t.fold)


@njit
def _read_plain(t: Tables, token: Array, field: int) -> bool:
    place, length = fold_aside(t, token)
    if length < 0:
        return False
    t.counters[COUNT_SERIAL] += 1
    token[TOKEN_OFFSET] = place
    token[TOKEN_LENGTH] = length
    token[TOKEN_SET] = needles_in(t, place, length, field)
    token[TOKEN_SERIAL] = t.counters[COUNT_SERIAL]
    return True


@njit
def _resolve(t: Tables, token: Array, field: int, long: int) -> bool:
    """As `resolve`; values of `long` bytes and more are only kept if they came before."""
    start = token[TOKEN_START]
    length = token[TOKEN_END] - start
    h = hash_bytes(t.text, start, length, field + 1 + (token[TOKEN_FLAGS] << 32))
    slot = int64(h >> uint64(20)) & (t.entries.shape[0] - 1) & -ENTRY_WAYS
    oldest = slot
    for way in range(slot, slot + ENTRY_WAYS):
        entry = t.entries[way]
        if entry[ENTRY_HASH] == int64(h) and _is_value(t, entry, field, start, length):
            _use(t, token, entry)
            return True
        if entry[ENTRY_SERIAL] < t.entries[oldest, ENTRY_SERIAL]:
            oldest = way
    if length >= long and not _was_seen(t, h):
        return _hold(t, token, field)
    victim = t.entries[oldest]
    if not _make(t, victim, token, field, h):
        return False
    _use(t, token, victim)
    return True


@njit
def _is_value(t: Tables, entry: Array, field: int, start: int, length: int) -> bool:
    """Whether the entry is of the field's value at text[start:start + length]. Short values need no look into the ring."""
    if entry[ENTRY_WHAT] != _what(field, length) or entry[ENTRY_SERIAL] == 0 or not _is_kept(t, entry[ENTRY_PLACE]):
        return False
    first, second = first_words(t.text, start, length)
    if entry[ENTRY_FIRST] != first or entry[ENTRY_SECOND] != second:
        return False
    rest = (entry[ENTRY_PLACE] & (_ring(t) - 1)) + 16
    return length <= 16 or same_bytes(t.arena, rest, t.text, start + 16, length - 16)


@njit
def _what(field: int, length: int) -> int:
    """A value's field and length in one number."""
    return (field << 32) | length


@njit
def _was_seen(t: Tables, h: int) -> bool:
    """Whether a value of this hash came not long ago; from now on it did."""
    place = int64(h >> uint64(20)) & (t.sightings.shape[0] - 1)
    if t.sightings[place] == int64(h):
        return True
    t.sightings[place] = int64(h)
    return False


@njit
def _use(t: Tables, token: Array, entry: Array) -> None:
    token[TOKEN_OFFSET] = (entry[ENTRY_PLACE] & (_ring(t) - 1)) + token[TOKEN_END] - token[TOKEN_START]
    token[TOKEN_LENGTH] = entry[ENTRY_LENGTH]
    token[TOKEN_SERIAL] = entry[ENTRY_SERIAL]
    token[TOKEN_SET] = entry[ENTRY_SET]


@njit
def _hold(t: Tables, token: Array, field: int) -> bool:
    """Fold a value for the line alone."""
    start = token[TOKEN_START]
    length = token[TOKEN_END] - start
    place = reserve_for_line(t, length + (length >> 1))
    if place < 0:
        return False
    folded = fold_string(t.text, start, token[TOKEN_END], t.arena, place, t.fold)
    if folded < 0:
        return False
    t.counters[COUNT_MISSES] += 1
    token[TOKEN_OFFSET] = place
    token[TOKEN_LENGTH] = folded
    token[TOKEN_SERIAL] = _UNKEPT
    token[TOKEN_SET] = needles_in(t, place, folded, field)
    return True


@njit
def _make(t: Tables, entry: Array, token: Array, field: int, h: int) -> bool:
    """Put a value into an entry: in the ring stand its bytes as they came, then its folded form."""
    start = token[TOKEN_START]
    length = token[TOKEN_END] - start
    entry[ENTRY_SERIAL] = 0
    place = reserve(t, 2 * length + (length >> 1))
    if place < 0:
        return False
    raw = place & (_ring(t) - 1)
    copy_bytes(t.text, start, t.arena, raw, length)
    folded = fold_string(t.text, start, token[TOKEN_END], t.arena, raw + length, t.fold)
    if folded < 0:
        return False
    t.counters[COUNT_SERIAL] += 1
    t.counters[COUNT_MISSES] += 1
    first, second = first_words(t.text, start, length)
    entry[ENTRY_HASH] = int64(h)
    entry[ENTRY_WHAT] = _what(field, length)
    entry[ENTRY_FIRST] = first
    entry[ENTRY_SECOND] = second
    entry[ENTRY_PLACE] = place
    entry[ENTRY_LENGTH] = folded
    entry[ENTRY_SET] = needles_in(t, raw + length, folded, field)
    entry[ENTRY_SERIAL] = t.counters[COUNT_SERIAL]
    return True


@njit
def gram_key(field: int, kind: int, length: int) -> int:
    """What distinguishes equal grams of different fields, kinds and lengths."""
    return (field << 8) | (kind << 4) | length


@njit
def gram_hash(gram: int, key: int) -> int:
    """The hash of a gram under its key; its top bits index the filter, lower ones the table."""
    return (uint64(gram) ^ (uint64(key) * uint64(GRAM))) * uint64(GRAM)


@njit
def needles_in(t: Tables, start: int, length: int, field: int) -> int:
    """The id of the set of needles found in the folded value at arena[start:start + length]."""
    index = t.field_index[field]
    flags = index[INDEX_FLAGS]
    found = 0
    t.counters[COUNT_SCANNED] += length
    t.counters[COUNT_SCANS] += 1
    if flags & INDEX_HAS_EQUALS:
        gram = hash_bytes(t.arena, start, length, 0)
        found = _look_up(t, gram, gram_key(field, KIND_EQUALS, 0), start, start, length, found)
    if index[INDEX_STARTS]:
        found = _look_up_edges(t, index[INDEX_STARTS], field, KIND_STARTS, start, length, found)
    if index[INDEX_ENDS]:
        found = _look_up_edges(t, index[INDEX_ENDS], field, KIND_ENDS, start, length, found)
    if flags & INDEX_HAS_GRAMS:
        found = _look_up_grams(t, field, index[INDEX_STEP], start, length, found)
    if flags & INDEX_HAS_SHORT:
        found = _look_up_all(t, gram_key(field, KIND_SHORT, 0), start, length, found)
    return _intern(t, found) if found else 0


@njit
def find_row(t: Tables, gram: int, key: int) -> int:
    """The row of a gram under its key, or -1."""
    mask = t.gram_table.shape[0] - 1
    slot = int64(gram_hash(gram, key) >> uint64(24)) & mask
    while t.gram_table[slot, 3] != 0:
        if t.gram_table[slot, 0] == int64(gram) and t.gram_table[slot, 1] == key:
            return slot
        slot = (slot + 1) & mask
    return -1


@njit
def _look_up(t: Tables, gram: int, key: int, place: int, start: int, length: int, found: int) -> int:
    """Add the needles that hold where the gram stands at `place` of the value arena[start:start + length]."""
    bit = gram_hash(gram, key) >> uint64(64 - FILTER_BITS)
    if (t.gram_filter[bit >> uint64(3)] >> uint8(bit & uint64(7))) & uint8(1) == 0:
        return found
    row = find_row(t, gram, key)
    if row < 0:
        return found
    first = t.gram_table[row, 2]
    whole = (key >> 4) & 15 == KIND_EQUALS
    for k in range(first, first + t.gram_table[row, 3]):
        posting = t.postings[k]
        begin = place - posting[2]
        if begin < start or begin + posting[1] > start + length or (whole and posting[1] != length):
            continue
        if same_bytes(t.arena, begin, t.literals, posting[0], posting[1]):
            found = _add_needle(t, posting[3], found)
    return found


@njit
def _add_needle(t: Tables, needle: int, found: int) -> int:
    stamp = t.counters[COUNT_SCANS]
    if t.needle_stamp[needle] == stamp:
        return found
    t.needle_stamp[needle] = stamp
    t.scratch[found] = needle
    return found + 1


@njit
def _look_up_edges(t: Tables, lengths: int, field: int, kind: int, start: int, length: int, found: int) -> int:
    for size in (8, 4, 2, 1):
        if (lengths & size) and size <= length:
            place = start if kind == KIND_STARTS else start + length - size
            gram = load_u64(t.arena, place)
            if size < 8:
                gram = gram & tail_mask(size)
            found = _look_up(t, gram, gram_key(field, kind, size), place, start, length, found)
    return found


@njit
def _look_up_grams(t: Tables, field: int, step: int, start: int, length: int, found: int) -> int:
    """Look at every `step`-th place: the index has `step` grams of each needle, one behind the other."""
    key = gram_key(field, KIND_GRAM, 4)
    salt = uint64(key) * uint64(GRAM)
    place = start
    last = start + length - 4
    while place <= last:
        gram = uint64(load_u32(t.arena, place) | uint32(LOWER))
        bit = ((gram ^ salt) * uint64(GRAM)) >> uint64(64 - FILTER_BITS)
        if (t.gram_filter[bit >> uint64(3)] >> uint8(bit & uint64(7))) & uint8(1):
            found = _look_up(t, gram, key, place, start, length, found)
        place += step
    return found


@njit
def _look_up_all(t: Tables, key: int, start: int, length: int, found: int) -> int:
    """Try every posting of the key, wherever it may stand."""
    row = find_row(t, uint64(0), key)
    if row < 0:
        return found
    first = t.gram_table[row, 2]
    for k in range(first, first + t.gram_table[row, 3]):
        posting = t.postings[k]
        if find_bytes(t.arena, start, start + length, t.literals, posting[0], posting[1]) >= 0:
            found = _add_needle(t, posting[3], found)
    return found


@njit
def _intern(t: Tables, found: int) -> int:
    """The id of the set in scratch[:found]; 0 is the empty set, -1 says that the tables are full."""
    _sort(t.scratch, found)
    h = uint64(found)
    for i in range(found):
        h = (h ^ uint64(t.scratch[i])) * uint64(GRAM)
        h = h ^ (h >> uint64(29))
    mask = t.set_table.shape[0] - 1
    slot = int64(h) & mask
    while t.set_table[slot] != 0:
        if _is_set(t, t.set_table[slot], found):
            return t.set_table[slot]
        slot = (slot + 1) & mask
    number = t.counters[COUNT_SETS]
    first = t.counters[COUNT_SET_ITEMS]
    if number == t.sets.shape[0] or first + found > t.set_items.shape[0]:
        return -1
    t.set_table[slot] = number
    t.sets[number, 0] = first
    t.sets[number, 1] = found
    for i in range(found):
        t.set_items[first + i] = t.scratch[i]
    t.counters[COUNT_SETS] = number + 1
    t.counters[COUNT_SET_ITEMS] = first + found
    return number


@njit
def _is_set(t: Tables, number: int, found: int) -> bool:
    if t.sets[number, 1] != found:
        return False
    first = t.sets[number, 0]
    for i in range(found):  # noqa: SIM110  # numba compiles no generators
        if t.set_items[first + i] != t.scratch[i]:
            return False
    return True


@njit
def _sort(items: Array, count: int) -> None:
    """Shell's sort: few items as a rule, but a value may hold thousands of needles."""
    for gap in (1750, 701, 301, 132, 57, 23, 10, 4, 1):
        for i in range(gap, count):
            item = items[i]
            k = i - gap
            while k >= 0 and items[k] > item:
                items[k + gap] = items[k]
                k -= gap
            items[k + gap] = item
