"""Telephone numbers as people in Japan write them, as a carrier wants them (E.164). Pure.

Source: the numbering plan of the Ministry of Internal Affairs and Communications (電気通信番号計画): 060, 070, 080 and 090 are mobile
telephones, 050 is telephony over the internet, 020 machines; 0120 and 0800 are paid for by who is called; 0570, 0990, 0180 and 0170 cost more
than a call. No exchange begins with 0: numbers that do are invented, as those of the demo.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

_JAPAN = "+81"
_HYPHENS = re.compile("[\u2010-\u2015\u2212\u30fc\u2500_.()/ ]+")
_MOBILE = re.compile(r"0[6-9]0\d{8}")
_INTERNET = re.compile(r"050\d{8}")
_LANDLINE = re.compile(r"0(?:[36]\d|[1-9][1-9])\d{7}")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")
_DEAR = ("0570", "0990", "0180", "0170")
_FREE = re.compile(r"0120\d{6}|0800\d{7}")
_LARGE_CITIES = ("03", "06")
"""Their area codes are the only ones that are told apart from the exchange without a table."""


class Kind(Enum):
    """What answers at a number."""

    MOBILE = "mobile"
    INTERNET = "internet"
    LANDLINE = "landline"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that may be called. e164: `+819012345678`."""

    e164: str
    kind: Kind

    @property
    def takes_texts(self) -> bool:
        """Whether a text can be sent there, as far as can be told."""
        return self.kind in (Kind.MOBILE, Kind.ABROAD)


class BadNumber(ValueError):
    """A number that nobody calls. reason: `malformed`, `dear`, `free`, `abroad`, `invented`."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(words)
        self.reason = reason


def parse_number(text: str, *, invented: bool = False, abroad: Sequence[str] = ()) -> Number:
    """A number as it is dialled from anywhere. Raises BadNumber.

    invented  whether numbers that nobody can have are taken, as by the carrier's twin.
    abroad    with what numbers of other countries may begin: `+1`.
    """
    parts = _parts(text)
    digits = "".join(parts)
    if digits.startswith("+") and not digits.startswith(_JAPAN):
        return _abroad(digits, abroad)
    if digits.startswith(_JAPAN):
        digits = "0" + digits.removeprefix(_JAPAN).removeprefix("0")
        parts = []
    return _in_japan(digits, is_invented=_is_invented(digits, parts), invented=invented)


def domestic(e164: str) -> str:
    """A number as people in Japan write it: `090-1234-5678`; of another country, as it is."""
    digits = "0" + e164.removeprefix(_JAPAN)
    if e164.startswith(_JAPAN) and (_MOBILE.fullmatch(digits) or _INTERNET.fullmatch(digits)):
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    return digits if e164.startswith(_JAPAN) else e164


def _parts(text: str) -> list[str]:
    """The groups of digits of a number."""
    written = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text).strip())
    parts = [part for part in written.split("-") if part]
    if not parts or not re.fullmatch(r"\+?[0-9]{1,20}", "".join(parts)):
        raise BadNumber("malformed", "this is no telephone number")
    return parts


def _abroad(digits: str, allowed: Sequence[str]) -> Number:
    if not _ABROAD.fullmatch(digits):
        raise BadNumber("malformed", "this is no telephone number")
    if not any(digits.startswith(prefix) for prefix in allowed):
        raise BadNumber("abroad", "a number of another country, which was not allowed")
    return Number(digits, Kind.ABROAD)


def _in_japan(digits: str, *, is_invented: bool, invented: bool) -> Number:
    if digits.startswith(_DEAR):
        raise BadNumber("dear", "a number that costs more than a call")
    if is_invented and not invented:
        raise BadNumber("invented", "a number that nobody can have: its exchange begins with 0")
    if _FREE.fullmatch(digits) and not (is_invented and invented):
        raise BadNumber("free", "a number that only takes calls, and pays for them")
    return Number(_JAPAN + digits[1:], _kind(digits))


def _kind(digits: str) -> Kind:
    for kind, shape in ((Kind.MOBILE, _MOBILE), (Kind.INTERNET, _INTERNET), (Kind.LANDLINE, _LANDLINE)):
        if shape.fullmatch(digits):
            return kind
    raise BadNumber(
        "malformed", "this is no telephone number of Japan: it has 10 digits, or 11 from 050, 060, 070, 080 or 090"
    )


def _is_invented(digits: str, parts: Sequence[str]) -> bool:
    """Whether the exchange begins with 0, as far as one sees where it begins."""
    if _FREE.fullmatch(digits):
        # 080-0… is invented, 0800-… is real; without hyphens both are refused by who calls nobody invented.
        return digits.startswith("0800") and parts[:1] != ["0800"]
    if _MOBILE.fullmatch(digits) or _INTERNET.fullmatch(digits):
        return digits[3] == "0"
    if digits.startswith(_LARGE_CITIES):
        return digits[2:3] == "0"
    return len(parts) == 3 and parts[1].startswith("0")
