"""Everything that a scan has to say, ready to be shown in any form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from otasuke.cli.inputs import Skipped
from otasuke.cli.scanning.results import Finding, Results
from otasuke.detect.rule import Correlation, Fault, Level, Rule


@dataclass(frozen=True, slots=True)
class Report:
    """A finished scan.

    faults     rules and correlations that did not run.
    describe   the rule or correlation of an id.
    zone       in which times are shown to people.
    relevelled rules with another level than their file says.
    """

    results: Results
    rules: int
    correlations: int
    faults: Sequence[Fault]
    describe: Callable[[str], Rule | Correlation]
    zone: tzinfo
    finished_at: datetime
    elapsed_s: float
    matching_s: float
    relevelled: int = 0

    @property
    def findings(self) -> list[Finding]:
        """All findings, in order."""
        return self.results.findings

    @property
    def records(self) -> int:
        """How many records were read: events and Rejects."""
        return self.results.events.total() + self.results.rejects.total()

    @property
    def by_level(self) -> Mapping[Level, int]:
        """The number of findings of each level, the worst first; also those that are 0."""
        counts = dict.fromkeys(reversed(Level), 0)
        for finding in self.findings:
            counts[finding.detection.level] += 1
        return counts

    @property
    def failures(self) -> list[Skipped]:
        """What should have been read and could not be."""
        return [skipped for skipped in self.results.skipped if skipped.is_failure]

    def show_time(self, time: datetime | None) -> str:
        """A time as people read it, or `–`."""
        return time.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S") if time else "–"


@dataclass(slots=True)
class Group:
    """All findings of one rule."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many."""
        return len(self.findings)

    @property
    def times(self) -> list[datetime]:
        """The first and the last time, or nothing."""
        times = [finding.detection.time for finding in self.findings if finding.detection.time]
        return [min(times), max(times)] if times else []

    @property
    def computers(self) -> dict[str, int]:
        """Each computer with its number of findings, the most first."""
        counts: dict[str, int] = {}
        for finding in self.findings:
            counts[finding.detection.computer] = counts.get(finding.detection.computer, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def groups_by_rule(findings: Sequence[Finding]) -> dict[str, Group]:
    """Findings by rule id: the worst level first, then the most frequent, then by title."""
    groups: dict[str, Group] = {}
    for finding in findings:
        groups.setdefault(finding.detection.rule_id, Group()).findings.append(finding)

    def place(pair: tuple[str, Group]) -> tuple[int, int, str, str]:
        first = pair[1].findings[0].detection
        return (-first.level.rank, -pair[1].count, first.rule_title, pair[0])

    return dict(sorted(groups.items(), key=place))
