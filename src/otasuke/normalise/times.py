"""The many ways in which logs write a moment, read as aware UTC.

Every function here is total: text that is no time gives None, and a wrong clock (1601, 2099) stays as it is. A time
that names no zone is read in the zone that the caller gives, never in the reader's own: that would differ from machine
to machine.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

JST = timezone(timedelta(hours=9), "JST")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_LONGEST_TIME = 64
_PLAIN_LENGTHS = (19, 23, 26)

_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?)?"
    r"\s*(Z|UTC|GMT|JST|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_RFC3164 = re.compile(
    r"([A-Za-z]{3}) +(\d{1,2}) (?:(\d{4}) )?(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?: ?(UTC|GMT|JST)\b)?",
    re.ASCII,
)
_CLF = re.compile(r"\[?(\d{1,2})/([A-Za-z]{3})/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?: ([+-]\d{4}))?\]?", re.ASCII)
_DOTNET = re.compile(r"/Date\((-?\d{1,16})(?:[+-]\d{4})?\)/", re.ASCII)
_EPOCH_TEXT = re.compile(r"-?\d{1,20}(?:\.\d{1,12})?", re.ASCII)


def parse_time(text: str, zone: tzinfo = UTC) -> datetime | None:
    """An ISO 8601 time with up to 12 fractional digits, an Apache time, `/Date(…)/` of .NET, or an epoch number."""
    plain = _plain(text)
    if plain is not None:
        return plain
    text = text.strip()
    if not text or len(text) > _LONGEST_TIME:
        return None
    if found := _ISO.fullmatch(text):
        return _from_iso(found, zone)
    if _EPOCH_TEXT.fullmatch(text):
        return from_epoch(float(text))
    if found := _DOTNET.fullmatch(text):
        return _after_epoch(int(found[1]) / 1000)
    return parse_clf_time(text, zone)


def _plain(text: str) -> datetime | None:
    """A time as most write it (`2026-11-23T01:02:03.456Z`, `…+09:00`, `…+0900`), for which the standard library is faster."""
    if text[4::3][:5] != "--T::":
        return None
    zone = text[19:].lstrip(".0123456789")
    if len(text) - len(zone) not in _PLAIN_LENGTHS or not (zone == "Z" or (len(zone) in (5, 6) and zone[0] in "+-")):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def time_of(value: object) -> datetime | None:
    """The time in a JSON value: text as `parse_time` reads it, or an epoch number."""
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return from_epoch(value)
    return None


def from_epoch(number: float) -> datetime | None:
    """An epoch in seconds, milli-, micro- or nanoseconds; the unit follows from the size (seconds reach year 5138)."""
    for unit in (1, 1e3, 1e6, 1e9):
        if abs(number) < 1e11 * unit:
            return _after_epoch(number / unit)
    return None


@lru_cache(maxsize=256)
def parse_syslog_time(text: str, now: datetime, zone: tzinfo = UTC) -> datetime | None:
    """An RFC 3164 time (`Oct  3 12:00:59`, perhaps with year or zone), in the year that puts it closest to `now`, when the line was received.

    Remembered: such a time has no fractions, so many lines have the same.
    """
    found = _RFC3164.match(text)
    month = _MONTHS.get(found[1].lower()) if found else None
    if found is None or month is None:
        return None
    years = [int(found[3])] if found[3] else [now.year - 1, now.year, now.year + 1]
    written = _zone(found[8], zone)
    moments = [_moment(year, month, int(found[2]), found[4], found[5], found[6], found[7], written) for year in years]
    return min((moment for moment in moments if moment), key=lambda moment: abs(moment - now), default=None)


def parse_clf_time(text: str, zone: tzinfo = UTC) -> datetime | None:
    """A time of the common log format: `10/Oct/2000:13:55:36 -0700`, with or without brackets."""
    found = _CLF.fullmatch(text)
    month = _MONTHS.get(found[2].lower()) if found else None
    if found is None or month is None:
        return None
    return _moment(int(found[3]), month, int(found[1]), found[4], found[5], found[6], None, _zone(found[7], zone))


def _from_iso(found: re.Match[str], local: tzinfo) -> datetime | None:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    return _moment(int(year), int(month), int(day), hour, minute, second, fraction, _zone(zone, local))


def _moment(
    year: int,
    month: int,
    day: int,
    hour: str | None,
    minute: str | None,
    second: str | None,
    fraction: str | None,
    zone: tzinfo | None,
) -> datetime | None:
    """The moment in UTC; None if there is no such time, or no such zone."""
    if zone is None:
        return None
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    # A leap second has no place in a datetime; it is the last second that has one.
    seconds = min(int(second or 0), 59)
    try:
        local = datetime(year, month, day, int(hour or 0), int(minute or 0), seconds, micros, zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None, local: tzinfo) -> tzinfo | None:
    """The zone that is written; None if none lies so far from UTC."""
    if not text:
        return local
    if text[0] not in "+-":
        return JST if text.upper() == "JST" else UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]) if len(text) > 3 else 0)
    if offset >= timedelta(hours=24):
        return None
    return timezone(-offset if text[0] == "-" else offset)


def _after_epoch(seconds: float) -> datetime | None:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return None
