"""Times as shippers write them, read where they stand. All other ways of writing them are for `normalise.times`."""

from __future__ import annotations

from otasuke.detect.kernel.record_layout import ASK, NO_TIME
from otasuke.detect.kernel.scanning import is_digit
from otasuke.detect.kernel.typed import Array, int64, njit

_SECOND = 1_000_000
_SHORTEST = 19  # 2026-11-23T01:02:03
_MOST_DIGITS = 12
_EARLIEST_YEAR, _LATEST_YEAR = 1600, 9000


@njit
def _digits(text: Array, at: int, count: int) -> int:
    """The number that so many digits are, or -1."""
    value = 0
    for i in range(at, at + count):
        if not is_digit(text[i]):
            return -1
        value = value * 10 + (int64(text[i]) - 48)
    return value


@njit
def _days(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a date of the Gregorian calendar; -1 << 40 if there is no such day."""
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    longest = 31
    if month == 4 or month == 6 or month == 9 or month == 11:
        longest = 30
    elif month == 2:
        longest = 29 if leap else 28
    if month < 1 or month > 12 or day < 1 or day > longest:
        return -(1 << 40)
    # Years that begin in March, so that the leap day is the last of its year.
    years = year - 1 if month <= 2 else year
    months = month + 9 if month <= 2 else month - 3
    of_year = (153 * months + 2) // 5 + day - 1
    return years * 365 + years // 4 - years // 100 + years // 400 + of_year - 719468


@njit
def _zone(text: Array, at: int, end: int, local_us: int) -> int:
    """How many microseconds the zone in text[at:end] is ahead of UTC; ASK if it is written in another way."""
    if at == end:
        return local_us
    if text[at] == 90 and at + 1 == end:
        return 0
    sign = 1 if text[at] == 43 else -1 if text[at] == 45 else 0
    minutes_at = at + 4 if end - at == 6 and text[at + 3] == 58 else at + 3
    if sign == 0 or minutes_at + 2 != end:
        return ASK
    hours, minutes = _digits(text, at + 1, 2), _digits(text, minutes_at, 2)
    if hours < 0 or hours > 23 or minutes < 0 or minutes > 59:
        return ASK
    return sign * (hours * 3600 + minutes * 60) * _SECOND


@njit
def moment(text: Array, start: int, end: int, local_us: int) -> int:
    """The time in text[start:end] in microseconds since 1970; NO_TIME if it is empty, ASK if it is not as expected.

    local_us  how far a time without a zone is ahead of UTC.
    """
    if start == end:
        return NO_TIME
    if (
        end - start < _SHORTEST
        or text[start + 4] != 45
        or text[start + 7] != 45
        or (text[start + 10] != 84 and text[start + 10] != 32)
        or text[start + 13] != 58
        or text[start + 16] != 58
    ):
        return ASK
    year, month, day = _digits(text, start, 4), _digits(text, start + 5, 2), _digits(text, start + 8, 2)
    hour, minute, second = _digits(text, start + 11, 2), _digits(text, start + 14, 2), _digits(text, start + 17, 2)
    days = _days(year, month, day)
    if year < _EARLIEST_YEAR or year > _LATEST_YEAR or days == -(1 << 40):
        return ASK
    if hour < 0 or hour > 23 or minute < 0 or minute > 59 or second < 0 or second > 59:
        return ASK
    micros, at = _fraction(text, start + _SHORTEST, end)
    zone = _zone(text, at, end, local_us) if at >= 0 else ASK
    if zone == ASK:
        return ASK
    return ((days * 24 + hour) * 60 + minute) * 60 * _SECOND + second * _SECOND + micros - zone


@njit
def _fraction(text: Array, at: int, end: int) -> tuple[int, int]:
    """The microseconds of a fraction that may stand there, and where it ends (-1: there are no digits, or too many)."""
    if at == end or (text[at] != 46 and text[at] != 44):
        return 0, at
    micros = 0
    unit = 100_000
    first = at + 1
    at = first
    while at < end and is_digit(text[at]):
        micros += unit * (int64(text[at]) - 48)
        unit //= 10
        at += 1
    return micros, at if first < at <= first + _MOST_DIGITS else -1
