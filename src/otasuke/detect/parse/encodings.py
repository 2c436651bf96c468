"""What the value modifiers windash, wide, utf16… and base64… make of a text pattern.

Source: Sigma specification 2.1.0, appendix "modifiers".
"""

from __future__ import annotations

import re
from base64 import b64encode
from itertools import product

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.text import Parts, canonical

DASHES = ("-", "/", "\N{EN DASH}", "\N{EM DASH}", "\N{HORIZONTAL BAR}")
MAX_DASHES = 3

# A dash that begins a parameter: a word follows it, and none ends at it. In `-param-name` that is only the first.
_PARAMETER_DASH = re.compile(rf"\B([{''.join(DASHES)}])\b")
_CODECS = {"wide": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf16": "utf-16-le"}
_BYTE_ORDER_MARK = "\xff\xfe"


def transformed(parts: Parts, transforms: tuple[str, ...]) -> list[Parts]:
    """Every pattern that the modifiers make of one, applied in their order."""
    patterns = [parts]
    is_bytes = False
    for name in transforms:
        if name == "windash":
            patterns = [variant for pattern in patterns for variant in with_dashes(pattern)]
        elif name in _CODECS:
            patterns = [_wide(pattern, name) for pattern in patterns]
            is_bytes = True
        else:
            patterns = [code for pattern in patterns for code in _base64(pattern, name, is_bytes=is_bytes)]
            is_bytes = False
    return [_as_text(pattern) for pattern in patterns] if is_bytes else patterns


def with_dashes(parts: Parts) -> list[Parts]:
    """The pattern with every dash that begins a parameter in every form."""
    pieces: list[tuple[object, ...]] = []
    for part in parts:
        if isinstance(part, str):
            split = _PARAMETER_DASH.split(part)
            pieces.extend(DASHES if index % 2 else (piece,) for index, piece in enumerate(split))
        else:
            pieces.append((part,))
    if pieces.count(DASHES) > MAX_DASHES:
        raise RuleError(f'modifier "windash" varies at most {MAX_DASHES} dashes in a value, and here are more')
    return [canonical(choice) for choice in product(*pieces)]  # type: ignore[arg-type]  # product forgets the types


def base64_offsets(data: bytes) -> list[str]:
    """The part of the base64 text that is the same whatever follows, at each of the three places in a triple.

    Characters that also carry bits of what stands before or after are left out. Empty codes are left out, too.
    """
    codes = []
    for offset in range(3):
        first = (offset * 8 + 5) // 6
        whole = (offset + len(data)) * 8 // 6
        codes.append(b64encode(b" " * offset + data).decode()[first:whole])
    return [code for code in codes if code]


def _wide(parts: Parts, name: str) -> Parts:
    """The pattern with each literal as its encoded bytes, one character for one byte."""
    wide = tuple(part.encode(_CODECS[name]).decode("latin-1") if isinstance(part, str) else part for part in parts)
    return canonical((_BYTE_ORDER_MARK, *wide)) if name == "utf16" else wide


def _as_text(parts: Parts) -> Parts:
    """Bytes as the characters that a log shows for them: ASCII only, and the byte order mark."""
    shown = [part.replace(_BYTE_ORDER_MARK, "\ufeff", 1) if isinstance(part, str) else part for part in parts]
    if any(isinstance(part, str) and not part.replace("\ufeff", "").isascii() for part in shown):
        raise RuleError("only ASCII text can be searched in UTF-16 without base64")
    return tuple(shown)


def _base64(parts: Parts, name: str, *, is_bytes: bool) -> list[Parts]:
    if not all(isinstance(part, str) for part in parts):
        raise RuleError(f'modifier "{name}" needs a value without wildcards')
    data = "".join(str(part) for part in parts).encode("latin-1" if is_bytes else "utf-8")
    if not data:
        raise RuleError(f'modifier "{name}" needs a value that is not empty')
    if name == "base64":
        return [(b64encode(data).decode(),)]
    codes = base64_offsets(data)
    if len(codes) < 3:
        raise RuleError(f'modifier "{name}" needs a longer value')
    return [(code,) for code in codes]
