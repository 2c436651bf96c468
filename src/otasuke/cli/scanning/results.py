"""What a scan finds and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from otasuke.cli.inputs import Skipped
from otasuke.cli.scanning.reading import real_number
from otasuke.detect.correlate import RuleHit
from otasuke.detect.detection import Detection
from otasuke.detect.indicators.sighting import Sighting
from otasuke.events import Reject

_LAST = datetime.max.replace(tzinfo=UTC)
KEPT_REJECTS = 3
"""How many Rejects of one kind are kept of a portion, unless all are asked for."""


@dataclass(frozen=True, slots=True)
class Together:
    """The events that made a correlation true: (source, record), the number of all, their first and last time."""

    events: tuple[tuple[str, int], ...]
    total: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """A detection; of a correlation also the events behind it."""

    detection: Detection
    together: Together | None = None

    @property
    def place(self) -> tuple[datetime, str, int, str]:
        """Findings sort by this: time, source, record, rule. Those without a time come last."""
        found = self.detection
        return (found.time or _LAST, found.source, found.record, found.rule_id)


@dataclass(frozen=True, slots=True)
class KeptReject:
    """A Reject and the input that it stands in."""

    name: str
    reject: Reject


@dataclass(slots=True)
class Results:
    """What came of one portion, or of several.

    ordinals   of a piece of a file, how many JSON records there were.
    lines      of a piece of a file, how many lines.
    outside    hits outside of the asked-for time.
    sensors    the computers of the events in `hits`, by source and record.
    sightings  of indicators, not yet one for each device, indicator and day.
    """

    findings: list[Finding] = field(default_factory=list)
    hits: list[RuleHit] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    sensors: dict[tuple[str, int], str] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)
    rejects: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept_rejects: list[KeptReject] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    inputs: int = 0
    read_bytes: int = 0
    ordinals: int = 0
    lines: int = 0
    outside: int = 0
    is_whole: bool = True

    def add_reject(self, name: str, reject: Reject, *, keep_all: bool) -> None:
        """Count a Reject, and keep it if it is one of the first of its kind."""
        kind = (reject.source, reject.reason.value)
        self.rejects[kind] += 1
        if keep_all or self.rejects[kind] <= KEPT_REJECTS:
            self.kept_rejects.append(KeptReject(name, reject))

    def add(self, other: Results) -> None:
        """Take in what came of another portion."""
        self.findings += other.findings
        self.hits += other.hits
        self.sightings += other.sightings
        self.sensors |= other.sensors
        self.events += other.events
        self.rejects += other.rejects
        self.kept_rejects += other.kept_rejects
        self.skipped += other.skipped
        self.inputs += other.inputs
        self.read_bytes += other.read_bytes
        self.outside += other.outside
        self.is_whole = self.is_whole and other.is_whole


def with_numbers_from(results: Results, ordinal: int, line: int, offset: int) -> Results:
    """A piece's results with the numbers and offsets that its records have in the whole file.

    ordinal, line, offset  how many JSON records, lines and bytes come before the piece.
    """

    def number(record: int) -> int:
        return real_number(record, ordinal, line)

    results.inputs = 1 if offset == 0 else 0
    results.findings = [
        replace(finding, detection=replace(finding.detection, record=number(finding.detection.record)))
        for finding in results.findings
    ]
    results.sensors = {(source, number(record)): name for (source, record), name in results.sensors.items()}
    results.hits = [replace(hit, record=number(hit.record)) for hit in results.hits]
    results.sightings = [replace(one, record=number(one.record)) for one in results.sightings]
    results.kept_rejects = [
        replace(kept, reject=replace(kept.reject, offset=kept.reject.offset + offset)) for kept in results.kept_rejects
    ]
    return results


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by time, source, record and rule, whatever order they were found in."""
    return sorted(findings, key=lambda finding: finding.place)
