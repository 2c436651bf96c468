"""Tests on one value: what `contains`, `re`, `cidr`, `lt` … mean. Every test is a pure function of the value."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Protocol

MANY = object()
"""The wildcard `*` in a list of pieces."""

ONE = object()
"""The wildcard `?` in a list of pieces."""

Pieces = list[object]
"""Text as single characters and wildcards."""


class ValueTest(Protocol):
    """A test on one value that is present."""

    def passes(self, value: str, lowered: str) -> bool:
        """Whether the value passes; `lowered` is `value.lower()`, made once by the caller."""


@dataclass(frozen=True)
class Run:
    """What stands between two `*`s: characters, and None for every `?`. text is None if there is a `?`."""

    characters: tuple[str | None, ...]
    text: str | None
    length: int

    @classmethod
    def of(cls, characters: Sequence[str | None]) -> Run:
        has_wildcard = None in characters
        text = None if has_wildcard else "".join(one for one in characters if one is not None)
        return cls(tuple(characters), text, len(characters))

    def is_at(self, position: int, value: str) -> bool:
        if self.text is not None:
            return value.startswith(self.text, position)
        here = value[position : position + self.length]
        return len(here) == self.length and all(
            want in (None, have) for want, have in zip(self.characters, here, strict=True)
        )

    def find(self, start: int, value: str) -> int:
        """The first place from `start` on; -1 if there is none."""
        if self.text is not None:
            return value.find(self.text, start)
        places = range(start, len(value) - self.length + 1)
        return next((place for place in places if self.is_at(place, value)), -1)


@dataclass(frozen=True)
class Glob:
    """Text with wildcards, as the runs between the `*`s; without a `*` there is one run."""

    runs: tuple[Run, ...]
    cased: bool

    def passes(self, value: str, lowered: str) -> bool:
        text = value if self.cased else lowered
        first, last = self.runs[0], self.runs[-1]
        if not first.is_at(0, text):
            return False
        if len(self.runs) == 1:
            return len(text) == first.length
        position = first.length
        for run in self.runs[1:-1]:
            # The leftmost place leaves the most room for the rest, so no other place needs to be tried.
            found = run.find(position, text)
            if found < 0:
                return False
            position = found + run.length
        end = len(text) - last.length
        return end >= position and last.is_at(end, text)


def glob(pieces: Pieces, *, cased: bool) -> Glob:
    """The test for these pieces; lower-cased unless `cased`."""
    runs: list[list[str | None]] = [[]]
    for piece in pieces:
        if piece is MANY:
            runs.append([])
        elif piece is ONE:
            runs[-1].append(None)
        else:
            # One character can be several in lower case (U+0130).
            runs[-1].extend(str(piece) if cased else str(piece).lower())
    return Glob(tuple(Run.of(run) for run in runs), cased)


@dataclass(frozen=True)
class Matches:
    """A regular expression found anywhere in the value."""

    pattern: re.Pattern[str]

    def passes(self, value: str, lowered: str) -> bool:
        return self.pattern.search(value) is not None


def matches(pattern: str, flags: str) -> Matches:
    """ASCII classes; `$` is the end of the text (and of a line with flag m); `.` is no newline without flag s."""
    bits = re.ASCII
    for flag in flags:
        bits |= {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}[flag]
    inline_flags = re.match(r"\(\?([a-z]+)\)", pattern)
    multiline = "m" in flags or (inline_flags is not None and "m" in inline_flags.group(1))
    return Matches(re.compile(pattern if multiline else with_strict_dollar(pattern), bits))


def with_strict_dollar(pattern: str) -> str:
    r"""The pattern with every `$` anchor as `\Z`: Python's `$` also matches before a final newline."""
    out: list[str] = []
    position = 0
    while position < len(pattern):
        end = end_of_token(pattern, position)
        token = pattern[position:end]
        out.append(r"\Z" if token == "$" else token)
        position = end
    return "".join(out)


def end_of_token(pattern: str, position: int) -> int:
    """Where an escape, a class in brackets or a single character ends."""
    if pattern[position] == "\\":
        return position + 2
    if pattern[position] != "[":
        return position + 1
    position += 2 if pattern.startswith("[^", position) else 1
    if pattern[position] == "]":
        position += 1  # The first member of a class may be a bracket: `[]a]`.
    while pattern[position] != "]":
        position += 2 if pattern[position] == "\\" else 1
    return position + 1


@dataclass(frozen=True)
class InNetwork:
    """An address (blanks around it do not matter) inside a network; an IPv4-mapped IPv6 address counts as its IPv4 address."""

    network: ipaddress.IPv4Network | ipaddress.IPv6Network

    def passes(self, value: str, lowered: str) -> bool:
        try:
            address = ipaddress.ip_address(value.strip())
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return address.version == self.network.version and address in self.network


def decimal_of(value: str) -> Decimal | None:
    """The decimal number that the value writes; blanks around it do not matter. None if it is no number."""
    written = re.fullmatch(r"\s*([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)\s*", value, re.ASCII | re.IGNORECASE)
    return Decimal(written.group(1)) if written else None


@dataclass(frozen=True)
class Compares:
    """A decimal number that is less, or greater, than a number."""

    operator: str
    number: Decimal

    def passes(self, value: str, lowered: str) -> bool:
        number = decimal_of(value)
        if number is None:
            return False
        return {
            "lt": number < self.number,
            "lte": number <= self.number,
            "gt": number > self.number,
            "gte": number >= self.number,
        }[self.operator]


@dataclass(frozen=True)
class HasTimePart:
    """A timestamp whose minute, hour, day, week, month or year (UTC) is a number."""

    part: str
    number: int

    def passes(self, value: str, lowered: str) -> bool:
        time = time_of(value)
        if time is None:
            return False
        found = time.isocalendar().week if self.part == "week" else getattr(time, self.part)
        return bool(found == self.number)


def time_of(value: str) -> datetime | None:
    """ISO 8601 (UTC where it names no zone), or seconds since 1970; None if it is neither."""
    seconds = decimal_of(value)
    try:
        if seconds is not None:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(seconds))
        time = datetime.fromisoformat(value.strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class Never:
    """A placeholder that nobody has filled in: no value passes."""

    def passes(self, value: str, lowered: str) -> bool:
        return False
