"""Bytes: hashing, comparing, finding, and folding a JSON string's raw bytes into the form that rules compare."""

from __future__ import annotations

from otasuke.detect.kernel.memory import (
    byte_at,
    copy_block,
    copy_block_at,
    copy_word_at,
    fold_block,
    fold_product,
    load_u64,
    lowest_bit,
    mask_below,
    mask_equal,
)
from otasuke.detect.kernel.tables import FOLD_SPECIAL
from otasuke.detect.kernel.typed import Array, int64, njit, uint8, uint32, uint64

_DOTTED_I, _DOT_ABOVE = 0x130, 0x307  # the only capital whose small letter is two code points
_SEED = 0x9E3779B97F4A7C15
_MIX = 0xD6E8FEB86659FD93
_TAIL_MASKS = tuple((1 << (8 * n)) - 1 for n in range(8))


@njit
def tail_mask(length: int) -> int:
    """A word whose lowest `length` bytes are ones; length is 0..7."""
    return (uint64(1) << uint64(8 * length)) - uint64(1)


@njit
def hash_bytes(data: Array, start: int, length: int, seed: int) -> int:
    """A 64-bit hash; reads up to 8 bytes past the end."""
    h = uint64(seed) ^ (uint64(length) * uint64(_SEED))
    i = start
    end = start + length
    while i + 16 <= end:
        h = fold_product(load_u64(data, i) ^ uint64(_SEED) ^ h, load_u64(data, i + 8) ^ uint64(_MIX))
        i += 16
    if i + 8 <= end:
        h = fold_product(load_u64(data, i) ^ h, uint64(_SEED))
        i += 8
    if i < end:
        h = fold_product((load_u64(data, i) & tail_mask(end - i)) ^ h, uint64(_MIX))
    return fold_product(h ^ uint64(_MIX), uint64(_SEED))


@njit
def first_words(text: Array, start: int, length: int) -> tuple[int, int]:
    """The first sixteen bytes as two words; zeros stand for those that are missing."""
    first = load_u64(text, start)
    second = load_u64(text, start + 8)
    if length < 16:
        first = first if length >= 8 else first & tail_mask(length)
        second = second & tail_mask(length - 8) if length > 8 else uint64(0)
    return int64(first), int64(second)


@njit
def same_bytes(left: Array, left_at: int, right: Array, right_at: int, length: int) -> bool:
    """Whether two runs of bytes are equal; reads up to 8 bytes past both ends."""
    i = 0
    while i + 8 <= length:
        if load_u64(left, left_at + i) != load_u64(right, right_at + i):
            return False
        i += 8
    if i == length:
        return True
    mask = tail_mask(length - i)
    return (load_u64(left, left_at + i) & mask) == (load_u64(right, right_at + i) & mask)


@njit
def find_bytes(hay: Array, start: int, end: int, needle: Array, needle_at: int, length: int) -> int:
    """Where the needle (not empty) begins in hay[start:end], or -1; reads up to 64 bytes past the end."""
    last_start = end - length
    first = needle[needle_at]
    last = needle[needle_at + length - 1]
    i = start
    while i <= last_start:
        found = mask_equal(hay, i, first) & mask_equal(hay, i + length - 1, last)
        while found != uint64(0):
            place = i + lowest_bit(found)
            if place > last_start:
                return -1
            if same_bytes(hay, place, needle, needle_at, length):
                return place
            found = found & (found - uint64(1))
        i += 64
    return -1


@njit
def copy_bytes(source: Array, source_at: int, target: Array, target_at: int, length: int) -> None:
    """Copy a run of bytes; writes up to 63 bytes more than asked."""
    i = 0
    while i < length:
        copy_block(source, source_at + i, target, target_at + i)
        i += 64


@njit
def copy_from(address: int, target: Array, target_at: int, length: int) -> None:
    """Copy a run of bytes from an absolute address, and touch no others. Not memcpy: llvmlite alone does not find it."""
    if length >= 64:
        for i in range(0, length - 63, 64):
            copy_block_at(address + i, target, target_at + i)
        copy_block_at(address + length - 64, target, target_at + length - 64)
    elif length >= 8:
        for i in range(0, length - 7, 8):
            copy_word_at(address + i, target, target_at + i)
        copy_word_at(address + length - 8, target, target_at + length - 8)
    else:
        for i in range(length):
            target[target_at + i] = byte_at(address + i)


@njit
def hex_value(c: int) -> int:
    """The value of a hexadecimal digit, or -1."""
    if 48 <= c <= 57:
        return c - 48
    if 97 <= c <= 102:
        return c - 87
    if 65 <= c <= 70:
        return c - 55
    return -1


@njit
def hex_unit(data: Array, at: int) -> int:
    """The UTF-16 unit written as four hexadecimal digits, or -1."""
    value = 0
    for i in range(4):
        digit = hex_value(data[at + i])
        if digit < 0:
            return -1
        value = value * 16 + digit
    return value


@njit
def put_code_point(target: Array, at: int, cp: int) -> int:
    """Write a code point as UTF-8; where the next one goes."""
    if cp < 0x80:
        target[at] = cp
        return at + 1
    if cp < 0x800:
        target[at] = 0xC0 | (cp >> 6)
        target[at + 1] = 0x80 | (cp & 0x3F)
        return at + 2
    if cp < 0x10000:
        target[at] = 0xE0 | (cp >> 12)
        target[at + 1] = 0x80 | ((cp >> 6) & 0x3F)
        target[at + 2] = 0x80 | (cp & 0x3F)
        return at + 3
    target[at] = 0xF0 | (cp >> 18)
    target[at + 1] = 0x80 | ((cp >> 12) & 0x3F)
    target[at + 2] = 0x80 | ((cp >> 6) & 0x3F)
    target[at + 3] = 0x80 | (cp & 0x3F)
    return at + 4


@njit
def read_utf8(data: Array, at: int, end: int) -> tuple[int, int]:
    """The code point at `at` and its width; width 0 if the bytes are not valid UTF-8."""
    c = data[at]
    if c < 0x80:
        return int64(c), 1
    width = 2 if 0xC2 <= c < 0xE0 else 3 if 0xE0 <= c < 0xF0 else 4 if 0xF0 <= c < 0xF5 else 0
    if width == 0 or at + width > end:
        return 0, 0
    cp = int64(c) & (0x7F >> width)
    for k in range(1, width):
        follower = data[at + k]
        if (follower & 0xC0) != 0x80:
            return 0, 0
        cp = (cp << 6) | (int64(follower) & 0x3F)
    if (width == 3 and (cp < 0x800 or 0xD800 <= cp < 0xE000)) or (width == 4 and not 0x10000 <= cp < 0x110000):
        return 0, 0
    return cp, width


@njit
def read_escape(data: Array, at: int, end: int) -> tuple[int, int]:
    """The code point of the escape whose backslash is at `at`, and its width; width 0 if it is broken."""
    c = data[at + 1]
    if c == 110:
        return 10, 2
    if c == 116:
        return 9, 2
    if c == 114:
        return 13, 2
    if c == 98:
        return 8, 2
    if c == 102:
        return 12, 2
    if c != 117:
        return int64(c), 2
    unit = hex_unit(data, at + 2)
    if unit < 0 or at + 6 > end or 0xDC00 <= unit < 0xE000:
        return 0, 0
    if not 0xD800 <= unit < 0xDC00:
        return unit, 6
    if at + 12 > end or data[at + 6] != 92 or data[at + 7] != 117:
        return 0, 0
    low = hex_unit(data, at + 8)
    if not 0xDC00 <= low < 0xE000:
        return 0, 0
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), 12


@njit
def fold_string(data: Array, start: int, end: int, target: Array, target_at: int, fold: Array) -> int:
    """Unescape and fold a JSON string's raw bytes; the length written, or -1 where UTF-8 or an escape is broken.

    The length is at most half as much again as came in. Writes up to 63 bytes more than it says.
    """
    i = start
    at = target_at
    while i < end:
        fold_block(data, i, target, at)
        special = mask_equal(data, i, uint8(92)) | ~mask_below(data, i, uint8(128))
        plain = min(lowest_bit(special), end - i)
        i += plain
        at += plain
        if plain == 64 or i == end:
            continue
        if data[i] == 92:
            cp, width = read_escape(data, i, end)
            at = _put_folded(target, at, cp, fold) if width > 0 else -1
            i += width
        else:
            at, i = fold_code_point(data, i, end, target, at, fold)
        if at < 0:
            return -1
    return at - target_at


@njit
def fold_plain(data: Array, start: int, end: int, target_at: int, fold: Array) -> int:
    """Fold UTF-8 text to a later place of the same array; as `fold_string`."""
    i = start
    at = target_at
    while i < end:
        fold_block(data, i, data, at)
        plain = min(lowest_bit(~mask_below(data, i, uint8(128))), end - i)
        i += plain
        at += plain
        if plain == 64 or i == end:
            continue
        at, i = fold_code_point(data, i, end, data, at, fold)
        if at < 0:
            return -1
    return at - target_at


@njit
def fold_code_point(data: Array, i: int, end: int, target: Array, at: int, fold: Array) -> tuple[int, int]:
    """Fold the UTF-8 code point at `i`; where the next ones are written and read, or (-1, -1) if it cannot be folded."""
    cp, width = read_utf8(data, i, end)
    at = _put_folded(target, at, cp, fold) if width > 0 else -1
    return at, i + width if at >= 0 else -1


@njit
def _put_folded(target: Array, at: int, cp: int, fold: Array) -> int:
    if cp < fold.size:
        folded = fold[cp]
        if folded == uint32(FOLD_SPECIAL):
            if cp != _DOTTED_I:
                return -1
            target[at] = 105
            return put_code_point(target, at + 1, _DOT_ABOVE)
        cp = int64(folded)
    return put_code_point(target, at, cp)
