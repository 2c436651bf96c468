"""What of an event says who did it, with whom, and what others may be told too: so little that every hit of a correlation can carry it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from otasuke.advice.facts import FACT_FIELDS
from otasuke.detect.learn.remembering import Kept
from otasuke.events import Value
from otasuke.findings.live import CorrelatedHit
from otasuke.findings.traces import TRACE_FIELDS

MOST_HITS = 50_000
_LOOKED_AT = FACT_FIELDS | TRACE_FIELDS
_LONGEST_TEXT = 400
_LONGEST_ALL = 2000


@dataclass(frozen=True, slots=True)
class Who:
    """Of an event: as the detection of a rule has them, with few of its fields."""

    sensor: str
    sent_by: str
    log: tuple[str, str, str]
    fields: Mapping[str, Value] | None


class Whos:
    """Remembers who was behind the newest hits."""

    def __init__(self, most: int = MOST_HITS) -> None:
        self._by_event: Kept[Who] = Kept(most)

    def note(self, hit: CorrelatedHit) -> None:
        """Remember a hit; entries of before there were facts say nothing."""
        if hit.sensor or hit.sent_by:
            fields = {**facts_of(hit.fields), **hit.facts}
            self._by_event.put((hit.tenant, hit.event), Who(hit.sensor, hit.sent_by, hit.log, fields))

    def of(self, tenant: str, event: str) -> Who | None:
        """Who was behind this event, if it is remembered."""
        return self._by_event.get((tenant, event))


def facts_of(fields: Mapping[str, Value], *, but: Collection[str] = ()) -> dict[str, Value]:
    """The fields that advice and campaigns look at, without those that are known already.

    Senders write them: what is too long is left out, and what advice needs goes before what joins companies.
    """
    found: dict[str, Value] = {}
    left = _LONGEST_ALL
    for name in sorted(fields, key=lambda name: name not in FACT_FIELDS):
        if name in _LOOKED_AT and name not in but:
            value = fields[name]
            texts = (value,) if isinstance(value, str) else value
            size = sum(map(len, texts))
            if max(map(len, texts), default=0) <= _LONGEST_TEXT and size <= left:
                found[name] = value
                left -= size
    return found
