"""What every reader of JSON lines does first: find quotes, check bytes, find where numbers end."""

from __future__ import annotations

from otasuke.detect.kernel.memory import count_bits, load_u64, lowest_bit, mask_below, mask_equal, prefetch
from otasuke.detect.kernel.tables import IS_UNUSUAL
from otasuke.detect.kernel.text import hex_unit, read_utf8
from otasuke.detect.kernel.typed import Array, njit, uint8, uint64

AHEAD = 4096  # bytes; about two lines: one has to be matched before the next is read
_EVEN_BITS = 0x5555555555555555
_LONGEST_WHOLE = 200  # digits; with an exponent of two more, the number is finite


@njit
def find_quotes(text: Array, places: Array, start: int, end: int) -> tuple[int, int]:
    """Note the places of all quotes in text[start:end] that are not escaped; how many, and IS_UNUSUAL or 0.

    How many is -1 if the line is to be left to Python for its bytes alone: control characters (also a tab between two members), broken escapes or UTF-8, more quotes than fit.
    """
    count = 0
    unusual = 0
    high = uint64(0)
    carry = uint64(0)
    low_at = -1  # where the second half of a surrogate pair has to follow
    i = start
    while i < end:
        prefetch(text, i + AHEAD)
        kept = ~uint64(0) if end - i >= 64 else (uint64(1) << uint64(end - i)) - uint64(1)
        quotes = mask_equal(text, i, uint8(34)) & kept
        slashes = mask_equal(text, i, uint8(92)) & kept
        if (mask_below(text, i, uint8(32)) & kept) != uint64(0):
            return -1, 0
        high |= ~mask_below(text, i, uint8(128)) & kept
        if (slashes | carry) != uint64(0):
            escaped, carry = _escaped_bits(slashes, carry)
            usual = mask_equal(text, i, uint8(110)) | mask_equal(text, i, uint8(114)) | mask_equal(text, i, uint8(116))
            others = escaped & kept & ~(usual | quotes | slashes)
            if others != uint64(0):
                unusual = IS_UNUSUAL
                low_at = _check_escapes(text, i, others, low_at)
                if low_at == -2:
                    return -1, 0
            quotes = quotes & ~escaped
        if count + 64 > places.shape[0]:
            return -1, 0
        if quotes != uint64(0):
            _note_quotes(places, count, i, quotes)
            count += count_bits(quotes)
        i += 64
    if high != uint64(0):
        checked = _check_utf8(text, start, end)
        if checked < 0:
            return -1, 0
        unusual |= checked
    return count, unusual


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
        plain = lowest_bit(~mask_below(text, i, uint8(128)))
        if plain > 0:
            i += plain
            continue
        cp, width = read_utf8(text, i, end)
        if width == 0:
            return -1
        if cp == 0x130 or cp == 0x212A:
            unusual = IS_UNUSUAL
        i += width
    return unusual


@njit
def is_digit(c: int) -> bool:
    """Whether the byte is a decimal digit."""
    return uint8(c - 48) < 10


@njit
def number_end(text: Array, start: int) -> tuple[int, bool]:
    """Where the JSON number ends (-1 if it is none), and whether `str` of its value would spell it the same way."""
    i = start
    if text[i] == 45:
        i += 1
    first = i
    value = uint64(0)
    while is_digit(text[i]):
        value = value * uint64(10) + uint64(text[i] - 48)
        i += 1
    whole = i - first
    if whole == 0 or (whole > 1 and text[first] == 48) or whole > _LONGEST_WHOLE:
        return -1, False
    exact = whole <= 19 and (first == start or (text[first] != 48 and value <= uint64(1 << 63)))
    if text[i] == 46:
        i += 1
        fraction = i
        while is_digit(text[i]):
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
        while is_digit(text[i]):
            i += 1
        if i == exponent or i - exponent > 2:
            return -1, False
    return i, exact


@njit
def literal_end(text: Array, start: int, limit: int) -> int:
    """Where true, false or null ends, or -1."""
    word = load_u64(text, start)
    if (word & uint64(0xFFFFFFFF)) == uint64(0x65757274) or (word & uint64(0xFFFFFFFF)) == uint64(0x6C6C756E):
        return start + 4 if start + 4 <= limit else -1
    if (word & uint64(0xFFFFFFFFFF)) == uint64(0x65736C6166):
        return start + 5 if start + 5 <= limit else -1
    return -1


@njit
def skip_blanks(text: Array, i: int, end: int) -> int:
    """Where the next byte stands that is no blank; `end` if none does."""
    while i < end and (text[i] == 32 or text[i] == 9 or text[i] == 13):
        i += 1
    return i
