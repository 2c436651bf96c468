"""Lists of indicators as they are exchanged: text, CSV, STIX 2.1, MISP. What is not understood is named and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson

from otasuke.lake.hunting.indicators import Indicator, NoIndicator, parse_indicator

LARGEST_BYTES = 256 << 20
MOST_INDICATORS = 2_000_000
KEPT_NOTES = 20


class BadList(ValueError):
    """A file that is no list of indicators, and why."""


@dataclass(slots=True)
class IndicatorList:
    """What a file says.

    faults   entries that are meant as indicators and are none, with their place; the first ones, and how many there are.
    notes    what was left out, or taken more widely than it is written, and how often.
    """

    indicators: dict[Indicator, None] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def take(self, text: str, place: str) -> bool:
        """Add what a text means; whether it means something. Raises BadList when there are too many."""
        try:
            self.indicators[parse_indicator(text)] = None
        except NoIndicator as error:
            self.fault(f"{place}: {error}")
            return False
        if len(self.indicators) > MOST_INDICATORS:
            raise BadList(f"there are more than {MOST_INDICATORS:,} indicators in it")
        return True

    def fault(self, text: str) -> None:
        """Count a fault, and keep it if it is one of the first."""
        self.fault_count += 1
        if len(self.faults) < KEPT_NOTES:
            self.faults.append(text)


def read_list(data: bytes) -> IndicatorList:
    """The indicators of a file. Raises BadList if it is no list at all."""
    from otasuke.lake.hunting.csv_list import read_text
    from otasuke.lake.hunting.misp import is_misp, read_misp
    from otasuke.lake.hunting.stix import is_stix, read_stix

    if len(data) > LARGEST_BYTES:
        raise BadList(f"it has {len(data):,} bytes; more than {LARGEST_BYTES:,} are not read")
    text = _text(data)
    if text.lstrip()[:1] not in ("{", "["):
        return read_text(text)
    content = _json(text)
    if content is None:
        return read_text(text)
    if is_stix(content):
        return read_stix(content)
    if is_misp(content):
        return read_misp(content)
    raise BadList("it is JSON, but neither a STIX bundle nor a MISP event")


def _json(text: str) -> Any | None:
    """The content of a JSON file; None for text that only begins like one (`[2001:db8::1]`)."""
    try:
        content: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        second = text.lstrip()[1:].lstrip()[:1]
        if text.lstrip()[0] == "[" and second not in ('"', "{", "[", "]"):
            return None
        raise BadList(f"it is broken JSON: {error}") from error
    return content


def _text(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or what Excel writes in Japan."""
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise BadList("it is no text: is it compressed, or a program?")
