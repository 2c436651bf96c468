"""Findings as a table on a terminal, one line for each rule, and the summary beneath."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from otasuke.cli.showing.report import Report, groups_by_rule
from otasuke.cli.showing.words import shortened, visible
from otasuke.detect.rule import Level

_COLOURS = {
    Level.CRITICAL: "bold white on red",
    Level.HIGH: "bold red",
    Level.MEDIUM: "yellow",
    Level.LOW: "cyan",
    Level.INFORMATIONAL: "dim",
}
_MOST_COMPUTERS = 3
_MOST_LISTED = 8
_LONGEST_NAME = 100


def print_findings(report: Report, console: Console) -> None:
    """One line for each rule that found something, the worst first."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Level", no_wrap=True)
    table.add_column("Rule", ratio=3, overflow="fold")
    table.add_column("Found", justify="right", no_wrap=True)
    table.add_column(f"First and last ({report.zone})", no_wrap=True)
    table.add_column("Computers", ratio=2, overflow="fold")
    for group in groups_by_rule(report.findings).values():
        first = group.findings[0].detection
        table.add_row(
            Text(first.level.value, style=_COLOURS[first.level]),
            Text(visible(first.rule_title)),
            f"{group.count:,}",
            Text("\n".join(dict.fromkeys(report.show_time(time) for time in group.times)) or "–"),
            Text(_names(list(group.computers))),
        )
    if table.row_count:
        console.print(table)
        console.print()


def print_summary(report: Report, console: Console) -> None:
    """What was read and found, and everything that was not read or not run."""
    for line in summary_lines(report):
        console.print(Text(line), soft_wrap=True)


def summary_lines(report: Report) -> Iterator[str]:
    """The summary in plain words; all that comes from outside is made harmless."""
    results = report.results
    levels = ", ".join(f"{count:,} {level.value}" for level, count in report.by_level.items() if count)
    together = sum(finding.together is not None for finding in report.findings)
    rules = len({finding.detection.rule_id for finding in report.findings})
    yield f"Found     {len(report.findings):,} detections of {rules:,} rules{': ' + levels if levels else ''}"
    if report.correlations:
        yield f"          {together:,} of them by {report.correlations:,} correlation rules"
    if results.outside:
        yield f"          {results.outside:,} more hits lie outside of the time that was asked for"
    yield (
        f"Records   {report.records:,} in = {results.events.total():,} events + {results.rejects.total():,} Rejects,"
        f" from {results.inputs:,} inputs ({results.read_bytes / 1e6:,.1f} MB)"
    )
    yield from (f"          {count:,} events of {visible(name)}" for name, count in results.events.most_common())
    for (source, reason), count in results.rejects.most_common():
        yield f"Rejects   {count:,} of {visible(source)}: {reason.replace('_', ' ')}{_example(report, source, reason)}"
    yield from _skipped(report)
    yield f"Rules     {report.rules:,} ran, {report.correlations:,} correlations, {len(report.faults):,} could not run"
    yield from (f"          {visible(str(fault))}" for fault in report.faults[:_MOST_LISTED])
    if len(report.faults) > _MOST_LISTED:
        yield f"          … and {len(report.faults) - _MOST_LISTED:,} more; `otasuke rules check` lists them all"
    speed = report.records / report.matching_s if report.matching_s else 0
    yield f"Time      {report.elapsed_s:.1f} s, {speed:,.0f} records/s while reading"
    if not results.is_whole:
        yield "Interrupted: what was found until then is complete for what was read, but not everything was read."


def _skipped(report: Report) -> Iterator[str]:
    failures = report.failures
    for failure in failures[:_MOST_LISTED]:
        yield f"Unread    {_short(failure.name)}: {visible(failure.reason)}"
    if len(failures) > _MOST_LISTED:
        yield f"          … and {len(failures) - _MOST_LISTED:,} more that could not be read"
    others = [skipped for skipped in report.results.skipped if not skipped.is_failure]
    reasons = Counter(skipped.reason for skipped in others)
    for reason, count in reasons.most_common():
        example = next(skipped.name for skipped in others if skipped.reason == reason)
        yield f"Skipped   {count:,}, {visible(reason)}, such as {_short(example)}"


def _example(report: Report, source: str, reason: str) -> str:
    for kept in report.results.kept_rejects:
        if (kept.reject.source, kept.reject.reason.value) == (source, reason):
            return f", such as byte {kept.reject.offset:,} of {_short(kept.name)} ({visible(kept.reject.detail)})"
    return ""


def _short(name: str) -> str:
    """A path, of which the end says most."""
    shown = visible(name)
    return shown if len(shown) <= _LONGEST_NAME else "…" + shown[1 - _LONGEST_NAME :]


def _names(computers: list[str]) -> str:
    shown = [shortened(visible(name), 40) or "–" for name in computers[:_MOST_COMPUTERS]]
    more = len(computers) - len(shown)
    return ", ".join(shown) + (f" +{more}" if more else "")
