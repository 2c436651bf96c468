"""Lists of indicators as they are exchanged: text, CSV, STIX 2.1, MISP. What is not understood is named and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.observables import NoObservable, Observable, parse_observable

LARGEST_BYTES = 256 << 20
LARGEST_JSON_BYTES = 64 << 20
"""As objects JSON takes twenty times its size and more."""
MOST_INDICATORS = 2_000_000
KEPT_NOTES = 20
_MOST_KINDS_OF_NOTES = 1000
_MOST_LABELS = 16
_LONGEST_LABEL, _LONGEST_NOTE = 80, 200
_CONFIDENCE = {"none": 0, "low": 15, "medium": 50, "med": 50, "moderate": 50, "high": 85}
_NO_TIME = "times that are not understood; those indicators count at any time"
_NO_CONFIDENCE = "confidences that are not understood"


class BadList(ValueError):
    """A file that is no list of indicators, and why."""


@dataclass(slots=True)
class IndicatorList:
    """What a file says.

    source      what the list is called.
    faults      entries that are meant as indicators and are none, with their place; the first ones, and how many there are.
    notes       what was left out, or taken more widely than it is written, and how often.
    """

    source: str = ""
    indicators: dict[Observable, About] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    _abouts: dict[About, About] = field(default_factory=dict)

    def take(self, text: str, place: str, about: About | None = None) -> bool:
        """Add what a text means; whether it means something. Raises BadList when there are too many."""
        try:
            observable = parse_observable(text)
        except NoObservable as error:
            self.fault(f"{place}: {error}")
            return False
        said = self._shared(about or About(self.source))
        known = self.indicators.get(observable)
        self.indicators[observable] = said if known is None else known.wider(said)
        if len(self.indicators) > MOST_INDICATORS:
            raise BadList(f"there are more than {MOST_INDICATORS:,} indicators in it")
        return True

    def fault(self, text: str) -> None:
        """Count a fault, and keep it if it is one of the first."""
        self.fault_count += 1
        if len(self.faults) < KEPT_NOTES:
            self.faults.append(text)

    def note(self, text: str) -> None:
        """Count something that was left out."""
        is_new = text not in self.notes and len(self.notes) >= _MOST_KINDS_OF_NOTES
        self.notes["other things" if is_new else text] += 1

    def about(
        self,
        *,
        source: str = "",
        confidence: object = None,
        valid_from: object = None,
        valid_until: object = None,
        labels: Iterable[object] = (),
        note: object = "",
    ) -> About:
        """What a list says about an indicator, as it says it; what cannot be read is counted, and counts as not said."""
        texts = (label.strip()[:_LONGEST_LABEL] for label in labels if isinstance(label, str) and label.strip())
        return About(
            source[:_LONGEST_NOTE] or self.source,
            self._confidence(confidence),
            self._moment(valid_from),
            self._moment(valid_until),
            tuple(dict.fromkeys(texts))[:_MOST_LABELS],
            " ".join(note.split())[:_LONGEST_NOTE] if isinstance(note, str) else "",
        )

    def _shared(self, about: About) -> About:
        """The same for the same: a million indicators often say one and the same about themselves."""
        return self._abouts.setdefault(about, about)

    def _confidence(self, said: object) -> int | None:
        text = str(said).strip().lower().removesuffix("%")
        if said is None or text == "":
            return None
        if text in _CONFIDENCE:
            return _CONFIDENCE[text]
        if len(text) <= 3 and text.isascii() and text.isdecimal() and int(text) <= 100:
            return int(text)
        self.note(_NO_CONFIDENCE)
        return None

    def _moment(self, said: object) -> datetime | None:
        if said is None or said == "":
            return None
        moment = parse_moment(said)
        if moment is None:
            self.note(_NO_TIME)
        return moment


def parse_moment(said: object) -> datetime | None:
    """A time of ISO 8601, with slashes too, or seconds since 1970; of UTC if it names no zone. None: it is none."""
    text = str(said).strip()[:40]
    try:
        if text.isascii() and text.isdecimal() and len(text) in (9, 10):
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text.removesuffix(" UTC").replace("/", "-"))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def read_list(data: bytes, source: str = "") -> IndicatorList:
    """The indicators of a file. Raises BadList if it is no list at all.

    source  what the list is called, where it does not say so itself.
    """
    from otasuke.detect.indicators.misp import is_misp, read_misp
    from otasuke.detect.indicators.stix import is_stix, read_stix
    from otasuke.detect.indicators.table_list import read_text

    if len(data) > LARGEST_BYTES:
        raise BadList(f"it has {len(data):,} bytes; more than {LARGEST_BYTES:,} are not read")
    text = _text(data)
    if text[:4096].lstrip()[:1] not in ("{", "["):
        return read_text(text, source)
    content = _json(text)
    if content is None:
        return read_text(text, source)
    if is_stix(content):
        return read_stix(content, source)
    if is_misp(content):
        return read_misp(content, source)
    raise BadList("it is JSON, but neither a STIX bundle nor a MISP event")


def _json(text: str) -> Any | None:
    """The content of a JSON file; None for text that only begins like one (`[2001:db8::1]`)."""
    begin = text[:8192].lstrip()
    if begin[0] == "[" and begin[1:].lstrip()[:1] not in ('"', "{", "[", "]"):
        return None
    if len(text) > LARGEST_JSON_BYTES:
        raise BadList(f"it is JSON of {len(text):,} characters; more than {LARGEST_JSON_BYTES:,} are not read")
    try:
        content: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
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
