"""How many messages a text is sent, and paid for, as. Pure.

Source: 3GPP TS 23.038 (alphabets) and 23.040 (concatenation): 160 letters of the GSM alphabet or 70 UTF-16 units in one message;
of several, each gives 7 letters or 3 units to its header. Japanese is never in the GSM alphabet. A letter of two units is not divided.
"""

from __future__ import annotations

from collections.abc import Iterable

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("^{}\\[~]|€\f")
_GSM_ALONE, _GSM_EACH = 160, 153
_UCS_ALONE, _UCS_EACH = 70, 67
_BASIC_PLANE = 0x10000


def segments(words: str) -> int:
    """How many messages these words are."""
    if all(one in _GSM or one in _GSM_TWO for one in words):
        return _count([2 if one in _GSM_TWO else 1 for one in words], alone=_GSM_ALONE, each=_GSM_EACH)
    return _count([1 if ord(one) < _BASIC_PLANE else 2 for one in words], alone=_UCS_ALONE, each=_UCS_EACH)


def _count(sizes: list[int], *, alone: int, each: int) -> int:
    return 1 if sum(sizes) <= alone else _filled(sizes, each)


def _filled(sizes: Iterable[int], each: int) -> int:
    count, used = 1, 0
    for size in sizes:
        if used + size > each:
            count, used = count + 1, 0
        used += size
    return count
