"""The summary of a scan in plain words: what was read and found, and everything that was not read or not run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from otasuke.cli.showing.report import Report
from otasuke.cli.showing.words import visible

_MOST_LISTED = 8
_LONGEST_NAME = 100


def summary_lines(report: Report) -> Iterator[str]:
    """The summary in plain words; all that comes from outside is made harmless."""
    results = report.results
    levels = ", ".join(f"{count:,} {level.value}" for level, count in report.by_level.items() if count)
    together = sum(finding.together is not None for finding in report.findings)
    rules = len({finding.detection.rule_id for finding in report.findings})
    yield f"Found     {len(report.findings):,} detections of {rules:,} rules{': ' + levels if levels else ''}"
    if together:
        yield f"          {together:,} of them by correlation rules"
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
    if report.relevelled:
        yield f"          {report.relevelled:,} rules re-leveled: what is found is the same, not how grave it is"
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
