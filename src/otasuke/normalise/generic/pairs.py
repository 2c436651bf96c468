"""Read `key=value` text as FortiGate, Sophos, SonicWall, WatchGuard and many others write it.

Every pattern here is possessive or bounded, so the time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from otasuke.events import Value
from otasuke.normalise.generic.layouts import BARE, QUOTED, Layouts

_PAIR = re.compile(
    r"(?<![\w.\-])([A-Za-z_][\w.\-]{0,63})="
    r"""(?:"((?:[^"\\]++|\\.)*+)\\?"?|'([^'\n]*+)'|((?:[^\s,"]++|,(?![A-Za-z_][\w.\-]{0,63}=)|(?<!=)")*+))""",
    re.ASCII | re.DOTALL,
)
# Nothing but pairs with one space between them, and no value in which anything needs a thought: nearly every line.
_PLAIN = re.compile(rf"([A-Za-z_][\w.\-]{{0,63}}+)=({QUOTED}|{BARE})(?: |\Z)", re.ASCII)
_LAYOUTS = Layouts()
_COLON_PAIR = re.compile(r'(?<![\w.\-])([A-Za-z_][\w.\-]{0,63}):"((?:[^"\\]++|\\.)*+)\\?"?', re.ASCII | re.DOTALL)


def pairs(text: str) -> dict[str, Value]:
    r"""Every `key=value` of the text, in order; other text between the pairs is left out.

    A quoted value ends at its closing quote, and `\"` in it is a quote; other backslashes stay, for Windows paths are
    sent unescaped. An unquoted value goes on over spaces up to the next key. A missing value is the empty text, and a
    key that comes twice has all its values.
    """
    known = _LAYOUTS.read(text)
    if known is not None:
        return known
    parts = _PLAIN.split(text)
    keys, values = parts[1::3], parts[2::3]
    if any(parts[::3]) or len(set(keys)) < len(keys):  # something stands between the pairs, or a key comes twice
        return _any_pairs(text)
    _LAYOUTS.learn(text, keys, [value[:1] == '"' for value in values])
    return dict(zip(keys, (value.strip('"') for value in values), strict=True))


def _any_pairs(text: str) -> dict[str, Value]:
    found: list[tuple[str, str]] = []
    end, open_value = 0, False
    for match in _PAIR.finditer(text):
        if open_value:
            found[-1] = _extended(found[-1], text[end : match.start()])
        key, quoted, single, plain = match.groups()
        found.append((key, unescaped(quoted) if quoted is not None else single if single is not None else plain))
        end, open_value = match.end(), plain is not None
    if open_value:
        found[-1] = _extended(found[-1], text[end:])
    return collected(found)


def colon_pairs(text: str) -> dict[str, Value]:
    """Every `key:"value"` of the text, as Check Point writes them."""
    return collected((key, unescaped(value)) for key, value in _COLON_PAIR.findall(text))


def collected(found: Iterable[tuple[str, str]]) -> dict[str, Value]:
    """Pairs as a dict; a key that comes several times has a tuple of its values."""
    fields: dict[str, list[str]] = {}
    for key, value in found:
        fields.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else tuple(values) for key, values in fields.items()}


def unescaped(value: str) -> str:
    r"""The value with `\"` as a quote."""
    return value.replace('\\"', '"') if "\\" in value else value


def _extended(pair: tuple[str, str], tail: str) -> tuple[str, str]:
    key, value = pair
    return key, (value + tail).strip().rstrip(",;")
