"""Text → JSON values wherever they stand: pretty-printed, side by side, in arrays, in envelopes, slightly broken.

The slow path of JSON. It is lenient (NaN, raw control characters, invalid UTF-8, lone surrogates), linear in its
input, and holds a few records of LONGEST_RECORD_BYTES. After a broken value it goes on where the next one seems to
begin: at a line that opens an object at the same indentation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from otasuke.events import Reject, RejectReason
from otasuke.normalise.json_lines import ENVELOPE_MEMBERS, JsonRecord, records_of
from otasuke.normalise.lines import LONGEST_RECORD_BYTES, too_long
from otasuke.normalise.window import Window

_LONGEST_NUMBER = 300
_MEMBER = r'"[^"\\]{1,100}"\s*+:\s*+(?:"[^"\\]{0,1000}"|[-+\w.]{1,100})\s*+'
_ENVELOPE = re.compile(rf'\{{\s*+(?:{_MEMBER},\s*+){{0,8}}"(?:{"|".join(ENVELOPE_MEMBERS)})"\s*+:\s*+\[(?=\s*+\{{)')
_ENVELOPE_END = re.compile(rf"\]\s*+(?:,\s*+{_MEMBER}){{0,8}}\}}")
_BETWEEN = re.compile(r"[\s,\[}\0\ufeff]*+")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|.)", re.DOTALL)
_LONE_ESCAPE_CHARACTERS = 6
_PIECES = (1 << 12, 1 << 15, 1 << 18)
# The parser points at most so far before the end when the end cuts a token in two.
_CUT_TOKEN_CHARACTERS = 16
# A value that is nested too deep for the parser holds at least so many characters.
_DEEP_CHARACTERS = 500


def _number(text: str) -> int | str:
    """Python refuses to read numbers of thousands of digits; they stay text."""
    return int(text) if len(text) <= _LONGEST_NUMBER else text


_DECODER = json.JSONDecoder(strict=False, parse_constant=str, parse_int=_number)


def read_values(chunks: Iterable[bytes], source: str, offset: int = 0) -> Iterator[JsonRecord | Reject]:
    """Every record in the text, and a Reject for every part of it that is none."""
    window = Window(chunks, offset)
    while _skip_between(window):
        if window.text[window.at] == "{":
            yield from _read_value(window, source)
        else:
            start, _, data = window.take_up_to("\n", window.at)
            yield Reject.of(source, start, RejectReason.NOT_AN_OBJECT, "text in place of an object", data)


def _skip_between(window: Window) -> bool:
    """Move to the next value; False if there is none. Brackets of arrays and envelopes lie between values."""
    while True:
        window.fill()
        text, at = window.text, window.at
        if at == len(text):
            return False
        found = _BETWEEN.match(text, at)
        end = found.end() if found else at
        if end == at and (opening := _ENVELOPE.match(text, at)):
            end = opening.end()
        if end == at and text[at] == "]":
            closing = _ENVELOPE_END.match(text, at)
            end = closing.end() if closing else at + 1
        if end == at:
            return True
        window.take(end)


def _read_value(window: Window, source: str) -> Iterator[JsonRecord | Reject]:
    try:
        value, length = _decode(window)
    except json.JSONDecodeError as error:
        yield _broken(window, source, window.at + error.pos, RejectReason.BROKEN_JSON, error.msg.removesuffix(" at"))
    except RecursionError:
        yield _broken(window, source, window.at + _DEEP_CHARACTERS, RejectReason.TOO_DEEP, "too deep to be parsed")
    else:
        text = window.text[window.at : window.at + length]
        offset, data = window.take(window.at + length)
        if len(data) > LONGEST_RECORD_BYTES:
            yield too_long(source, offset, len(data), data)
        else:
            yield from records_of(_as_text(value, text), offset, data, source)


def _decode(window: Window) -> tuple[Any, int]:
    """The value that begins at the window's place, and its length.

    Small pieces are tried first: an error costs the parser as much as the text that it was given.
    """
    for size in _PIECES:
        piece = window.text[window.at : window.at + size]
        try:
            return _DECODER.raw_decode(piece)
        except json.JSONDecodeError as error:
            is_cut = error.msg.startswith("Unterminated") or error.pos > len(piece) - _CUT_TOKEN_CHARACTERS
            if len(piece) < size or not is_cut:
                raise
    return _DECODER.raw_decode(window.text[window.at :])


def _broken(window: Window, source: str, error_at: int, reason: RejectReason, detail: str) -> Reject:
    """Reject everything up to where the next value seems to begin."""
    marker = f"\n{window.indentation()}{{"
    start = max(window.at + 1, error_at - len(marker))
    at = error_at - window.at
    offset, length, data = window.take_up_to(marker, start)
    if length > LONGEST_RECORD_BYTES:
        return too_long(source, offset, length, data)
    return Reject.of(source, offset, reason, f"{detail} at character {at}", data)


def _as_text(value: Any, text: str) -> Any:
    """The value without lone surrogates, which no text may hold: JSON can escape them, and broken UTF-8 became some."""
    if text.isascii() and "\\ud" not in text and "\\uD" not in text:
        return value
    readable = text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    return _DECODER.decode(_ESCAPE.sub(_readable_escape, readable))


def _readable_escape(found: re.Match[str]) -> str:
    escape = found[0]
    is_lone = len(escape) == _LONE_ESCAPE_CHARACTERS and escape[2] in "dD"
    return "\\ufffd" if is_lone else escape
