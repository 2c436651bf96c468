"""Tokens: what could be an indicator in a text, found in many texts at once.

What is found here is a net that lets nothing through (`wanted` says exactly what counts as a sighting of an indicator):

- names      a domain and each domain above it, in any run of letters, digits, `.`, `-` and `_` that has a dot in it;
             runs of 32, 40 or 64 hexadecimal digits; addresses of pages from `://` on. As keys (see `keys`).
- version 4  addresses, as numbers.
- version 6  the upper halves of addresses, as numbers.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.indicators.hashing import Bytes, Numbers, Places
from otasuke.detect.indicators.observables import LONGEST_DOMAIN, LONGEST_URL, MOST_LABELS, URL_TAIL
from otasuke.lake.hunting.keys import key_of, keys_of

HASH_LENGTHS = (32, 40, 64)
MOST_NESTED = 8
"""How many addresses of pages are looked for in one that holds others (`http://a/?to=http://b/`)."""
FILE_ENDINGS = frozenset(
    "exe dll sys txt log tmp xml json html htm php asp aspx ini dat msi lnk evtx ps1 psm1 psd1 bat cmd vbs docx doc xlsx xls pptx "
    "ppt pdf jpg png gif ico css csv bak dmp etl pf manifest mui cat inf nls cpl ocx drv tlb config db sqlite local lan".split()
)
"""What stands last in names of files and of nearby computers, and is no top-level domain of the internet."""

_PIECE_BYTES = 1 << 20
_LONGEST_4 = 15
_STRIPS = 4
_SEVEN_COLONS = 6 * 5
"""How far the first of seven colons of an address is at most from the last: four digits between two of them."""
_FRONT, _BACK = b"\n", b"\n\n\n"
"""So that there is always something beside a place."""
_DIGITS = b"0123456789"
_LETTERS = b"abcdefghijklmnopqrstuvwxyz"
URL_END = rb"\x00-\x20\"'<>`{}|\\^#\x7f-\xff"
"""What ends the address of a page, as the inside of a character class. (What follows `#` stays in the browser.)"""

_RUN_6 = re.compile(rb"[0-9a-f:.]{3,}")


def _table(*signs: bytes) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    table[list(b"".join(signs))] = True
    return table


_ALPHANUMERIC = _table(_DIGITS, _LETTERS)
_IS_MARK = (~_ALPHANUMERIC).tobytes()
_DIGIT = _table(_DIGITS)
_LETTER = _table(_LETTERS)
_HEXADECIMAL = _table(_DIGITS, b"abcdef")
_DOT = _table(b".")
_DOT_OR_DASH = _table(b".-")
_NAME = _table(_DIGITS, _LETTERS, b"_.-")
_QUAD = _table(_DIGITS, _LETTERS, b".")
_COLON = _table(_DIGITS, _LETTERS, b":.")
_NO_URL = _table(bytes(range(0x21)), bytes(range(0x7F, 0x100)), b"\"'<>`{}|\\^#")
_TAIL = _table(URL_TAIL.encode())
_ENDING_KEYS = np.sort(np.array([key_of(ending.encode()) for ending in FILE_ENDINGS], dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens of one kind, and for each the number of the text in which it stands."""

    numbers: Numbers
    texts: Places


@dataclass(frozen=True, slots=True)
class Tokens:
    """What was found in some texts."""

    names: Found
    version_4: Found
    version_6: Found

    def __iter__(self) -> Iterator[Found]:
        return iter((self.names, self.version_4, self.version_6))


def tokens_in(texts: pa.Array) -> Tokens:
    """The tokens of texts (an array of strings); a null has none."""
    texts = texts.cast(pa.large_string())
    pieces = [_tokens_of(texts.slice(start, count), start) for start, count in _pieces(texts)]
    return Tokens(*(_joined([piece[kind] for piece in pieces]) for kind in range(3)))


def _pieces(texts: pa.Array) -> Iterator[tuple[int, int]]:
    """Parts of an array of about a MiB of text each: what is worked on should fit into the processor's cache."""
    lengths = np.asarray(pc.binary_length(texts).fill_null(0), dtype=np.int64)
    numbers = np.cumsum(lengths) // _PIECE_BYTES
    ends = [*(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(texts)]
    return ((start, end - start) for start, end in pairwise([0, *ends]) if start < end)


def _tokens_of(texts: pa.Array, first: int) -> tuple[Found, Found, Found]:
    whole = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts.fill_null(""))
    joined = pc.binary_join(whole, pa.scalar("\n", pa.large_string()))
    lengths = np.asarray(pc.binary_length(texts).fill_null(0), dtype=np.int64)
    begins = len(_FRONT) + np.cumsum(lengths + 1) - (lengths + 1)
    found = _Piece(joined[0].as_buffer().to_pybytes().lower()).found()
    return tuple(  # type: ignore[return-value]  # it has three members
        Found(numbers, np.searchsorted(begins, places, side="right") - 1 + first) for numbers, places in found
    )


def _joined(parts: list[Found]) -> Found:
    return Found(
        np.concatenate([np.zeros(0, dtype=np.uint64), *(part.numbers for part in parts)]),
        np.concatenate([np.zeros(0, dtype=np.int64), *(part.texts for part in parts)]),
    )


Pairs: TypeAlias = tuple[Numbers, Places]
Parser: TypeAlias = Callable[[bytes], int | None]


def address_of(run: bytes) -> tuple[int, int] | None:
    """Version and number of the address that a run of digits, letters, colons and dots writes, signs around it aside.

    An IPv4 address inside an IPv6 one (`::ffff:10.0.0.1`) is itself.
    """
    bare = run.strip(b".")
    try:
        if b":" not in bare:
            return 4, int.from_bytes(socket.inet_pton(socket.AF_INET, bare.decode("ascii")))
        bare = bare[1:] if bare.startswith(b":") and not bare.startswith(b"::") else bare
        bare = bare[:-1] if bare.endswith(b":") and not bare.endswith(b"::") else bare
        number = int.from_bytes(socket.inet_pton(socket.AF_INET6, bare.decode("ascii")))
    except (OSError, ValueError):
        return None
    return (4, number & 0xFFFFFFFF) if number >> 32 == 0xFFFF else (6, number)


def runs_of_6(text: bytes) -> Iterator[tuple[int, int]]:
    """Where addresses of version 6 may stand in a text in lower case: with no letter beside them but for `src:`."""
    for found in _RUN_6.finditer(text):
        start, end = found.span()
        if text[end : end + 1].isalnum():
            continue
        if start and text[start - 1 : start].isalnum():
            start += found[0].find(b":") + 1
        yield start, end


def number_of_4(run: bytes) -> int | None:
    """The number of an address of version 4."""
    address = address_of(run)
    return address[1] if address and address[0] == 4 else None


def upper_half_of_6(run: bytes) -> int | None:
    """The first 64 bits of an address of version 6."""
    address = address_of(run)
    return address[1] >> 64 if address and address[0] == 6 else None


class _Piece:
    """A text in lower case; line feeds stand between the texts it was made of.

    Only what is neither letter nor digit is looked for in the whole text; all else follows from there.
    """

    def __init__(self, text: bytes) -> None:
        self._bytes = b"".join((_FRONT, text, _BACK))
        self._text: Bytes = np.frombuffer(self._bytes, dtype=np.uint8)
        self._marks = np.flatnonzero(np.frombuffer(self._bytes.translate(_IS_MARK), dtype=np.bool_))
        self._signs = self._text[self._marks]
        self._dots = self._marks[self._signs == ord(".")]
        self._colons = self._marks[self._signs == ord(":")]

    def found(self) -> tuple[Pairs, Pairs, Pairs]:
        """Numbers and places of the names, and of the addresses of version 4 and 6."""
        pieces = [self._domains(), self._hashes(), self._urls()]
        starts, ends = (np.concatenate([piece[side] for piece in pieces]) for side in (0, 1))
        fours, sixes = self._quads(), self._sixes()
        names = (keys_of(self._text, starts, ends), starts)
        return names, self._parsed(fours + sixes, number_of_4), self._parsed(sixes, upper_half_of_6)

    def _domains(self) -> tuple[Places, Places]:
        dots = self._dots[_NAME[self._text[self._dots - 1]] & _LETTER[self._text[self._dots + 1]]]
        starts, ends = self._stripped(*self._around(dots, _NAME), _DOT_OR_DASH)
        last_dots = self._dots[np.searchsorted(self._dots, ends) - 1]
        kept = (last_dots > starts) & (ends - last_dots > 2)
        starts, ends, last_dots = starts[kept], ends[kept], last_dots[kept]
        kept = _LETTER[self._text[last_dots + 1]]
        kept[kept] = ~np.isin(keys_of(self._text, last_dots[kept] + 1, ends[kept]), _ENDING_KEYS)
        return self._with_parents(starts[kept], ends[kept], last_dots[kept])

    def _with_parents(self, starts: Places, ends: Places, last_dots: Places) -> tuple[Places, Places]:
        """The runs, and what follows each of their dots but the last."""
        begin, last = np.searchsorted(self._dots, starts), np.searchsorted(self._dots, last_dots)
        first = np.maximum(begin, last - MOST_LABELS + 1)
        counts = last - first
        runs = np.repeat(np.arange(len(starts)), counts)
        parents = self._dots[np.arange(len(runs)) + np.repeat(first - np.cumsum(counts) + counts, counts)] + 1
        short = last - begin + 2 <= MOST_LABELS
        all_starts = np.concatenate([starts[short], parents])
        all_ends = np.concatenate([ends[short], ends[runs]])
        kept = all_ends - all_starts <= LONGEST_DOMAIN
        return all_starts[kept], all_ends[kept]

    def _hashes(self) -> tuple[Places, Places]:
        gaps = np.diff(self._marks) - 1
        at = np.flatnonzero(gaps >= min(HASH_LENGTHS))
        at = at[np.isin(gaps[at], HASH_LENGTHS)]
        starts, ends = self._marks[at] + 1, self._marks[at + 1]
        hexadecimal = [_HEXADECIMAL[self._text[a:b]].all() for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        kept = np.array(hexadecimal, dtype=np.bool_)
        return starts[kept], ends[kept]

    def _urls(self) -> tuple[Places, Places]:
        colons = self._colons
        starts = colons[(self._text[colons + 1] == ord("/")) & (self._text[colons + 2] == ord("/"))] + 3
        if not len(starts):
            return starts, starts
        stops = self._marks[_NO_URL[self._signs]]
        ends = stops[np.searchsorted(stops, starts)]
        within = np.arange(len(ends)) - np.searchsorted(ends, ends)
        starts, ends = self._stripped(starts[within < MOST_NESTED], ends[within < MOST_NESTED], _TAIL)
        kept = (ends > starts) & (ends - starts <= LONGEST_URL)
        return starts[kept], ends[kept]

    def _quads(self) -> list[tuple[int, int]]:
        inner = self._dots[_DIGIT[self._text[self._dots - 1]] & _DIGIT[self._text[self._dots + 1]]]
        starts, ends = self._stripped(*self._around(inner, _QUAD), _DOT)
        dots = np.searchsorted(self._dots, ends) - np.searchsorted(self._dots, starts)
        kept = (dots == 3) & (ends - starts <= _LONGEST_4)
        return list(zip(starts[kept].tolist(), ends[kept].tolist(), strict=True))

    def _sixes(self) -> list[tuple[int, int]]:
        """Where an address of version 6 may be: two colons side by side, or seven of them."""
        colons = self._colons
        doubled = colons[:-1][np.diff(colons) == 1]
        many = colons[:-6][colons[6:] - colons[:-6] <= _SEVEN_COLONS]
        starts, ends = self._around(np.union1d(doubled, many), _COLON)
        return [
            (start + first, start + last)
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
            for first, last in runs_of_6(self._bytes[start:end])
        ]

    def _around(self, places: Places, signs: npt.NDArray[np.bool_]) -> tuple[Places, Places]:
        """The runs of these signs in which the places are, each once."""
        if not len(places):
            return places, places
        stops = self._marks[~signs[self._signs]]
        at = np.searchsorted(stops, places)
        at = at[np.concatenate([[True], at[1:] != at[:-1]])]
        return stops[at - 1] + 1, stops[at]

    def _stripped(self, starts: Places, ends: Places, signs: npt.NDArray[np.bool_]) -> tuple[Places, Places]:
        """The runs without such signs at their ends."""
        for _ in range(_STRIPS):
            ends = ends - ((ends > starts) & signs[self._text[ends - 1]])
            starts = starts + ((ends > starts) & signs[self._text[starts]])
        return self._fully_stripped(starts, ends, signs)

    def _fully_stripped(self, starts: Places, ends: Places, signs: npt.NDArray[np.bool_]) -> tuple[Places, Places]:
        """The same for the few that have many, in a time that does not grow with how many."""
        for at in np.flatnonzero((ends > starts) & (signs[self._text[ends - 1]] | signs[self._text[starts]])):
            solid = np.flatnonzero(~signs[self._text[starts[at] : ends[at]]]) + starts[at]
            starts[at], ends[at] = (solid[0], solid[-1] + 1) if len(solid) else (starts[at], starts[at])
        return starts, ends

    def _parsed(self, runs: list[tuple[int, int]], parse: Parser) -> Pairs:
        parsed = ((parse(self._bytes[start:end]), start) for start, end in runs)
        found = [(number, start) for number, start in parsed if number is not None]
        numbers, places = zip(*found, strict=True) if found else ((), ())
        return np.array(numbers, dtype=np.uint64), np.array(places, dtype=np.int64)
