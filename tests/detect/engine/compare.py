"""The engine against the reference, with all SigmaHQ rules on real recordings.

    PYTHONPATH=src:tests python tests/detect/engine/compare.py --events 50000

Every recording gives events evenly: of each the first, up to the same number. Windows recordings in JSON are matched as
lines and as events. The exit code is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import orjson

from compiled import engine_for
from conftest import SHARED_DATA
from detect.engine.lines import CONTEXT
from oracle.product import events_of, inputs
from oracle.sigmahq import product_rules
from otasuke.detect.engine.engine import Engine
from otasuke.detect.evaluate import holds
from otasuke.detect.rule import Rule
from otasuke.events import Event, LogSource
from otasuke.normalise.base import JsonSource
from otasuke.normalise.registry import JSON_SOURCES

SHAPED = {source.name: source for source in JSON_SOURCES if source.shape is not None}


@dataclass
class Report:
    """What was compared. differences are (recording, ordinal, rule title, who found it)."""

    events: int = 0
    lines: int = 0
    hits: int = 0
    rules: set[str] = field(default_factory=set)
    differences: list[tuple[str, int, str, str]] = field(default_factory=list)


class Reference:
    """The evaluator, asked only for the rules that cover an event's log sources."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._gated: dict[tuple[LogSource, ...], list[tuple[int, Rule]]] = {}

    def matches(self, events: Sequence[Event]) -> set[tuple[int, int]]:
        return {
            (at, number)
            for at, event in enumerate(events)
            for number, rule in self._rules_for(event)
            if holds(rule.condition, event.fields)
        }

    def _rules_for(self, event: Event) -> list[tuple[int, Rule]]:
        if event.logsources not in self._gated:
            self._gated[event.logsources] = [
                (number, rule)
                for number, rule in enumerate(self._rules)
                if any(rule.logsource.covers(source) for source in event.logsources)
            ]
        return self._gated[event.logsources]


def compare(folder: Path, events: int, *, recordings: int | None = None) -> Report:
    """Compare on about so many events, of so many recordings (None: all)."""
    rules = product_rules(folder / "sigma").rules
    engine, reference, report = engine_for(rules), Reference(rules), Report()
    paths = sorted([*folder.glob("evtx/**/*.evtx"), *folder.glob("otrf/**/*.[zZ]ip")])
    paths = paths[:: max(1, len(paths) // recordings)] if recordings else paths
    left = events
    for number, path in enumerate(paths):
        most = max(1, left // (len(paths) - number))
        before = report.events
        _compare(path, most, rules, engine, reference, report)
        left -= report.events - before
    return report


def _compare(
    path: Path, most: int, rules: Sequence[Rule], engine: Engine, reference: Reference, report: Report
) -> None:
    events = list(islice(events_of(path), most))
    wanted = reference.matches(events)
    found = {(at, number) for at, number in engine.match_events(events).pairs.tolist()}
    _note(report, path.name, rules, wanted, found)
    report.events += len(events)
    report.hits += len(wanted)
    report.rules |= {rules[number].title for _, number in wanted}
    for name, lines in _lines_by_source(path, most).items():
        _compare_lines(path, SHAPED[name], lines, rules, engine, reference, report)


def _compare_lines(
    path: Path,
    source: JsonSource,
    lines: Sequence[bytes],
    rules: Sequence[Rule],
    engine: Engine,
    reference: Reference,
    report: Report,
) -> None:
    def read(line: bytes) -> Event:
        return source.to_event(orjson.loads(line), CONTEXT, 0)

    assert source.shape is not None
    hits = engine.match_lines(source.shape, b"\n".join(lines), read)
    found = {(at, number) for at, number in hits.pairs.tolist()}
    _note(report, f"{path.name} as lines", rules, reference.matches([read(line) for line in lines]), found)
    report.lines += len(lines)


def _note(
    report: Report, name: str, rules: Sequence[Rule], wanted: set[tuple[int, int]], found: set[tuple[int, int]]
) -> None:
    for at, number in sorted(wanted ^ found):
        who = "the engine" if (at, number) in found else "the reference"
        report.differences.append((name, at, rules[number].title, who))


def _lines_by_source(path: Path, most: int) -> dict[str, list[bytes]]:
    """The lines of a recording by the source that recognises them, where it has a shape."""
    if path.suffix == ".evtx":
        return {}
    by_source: dict[str, list[bytes]] = {}
    for source, line in islice(_recognised(path), most):
        by_source.setdefault(source.name, []).append(line)
    return by_source


def _recognised(path: Path) -> Iterator[tuple[JsonSource, bytes]]:
    for data in inputs(path):
        for line in data.split(b"\n"):
            try:
                record = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            if isinstance(record, dict):
                source = next((one for one in JSON_SOURCES if one.recognises(record)), None)
                if source is not None and source.shape is not None:
                    yield source, line


def main() -> int:
    parser = argparse.ArgumentParser(description="Hold the engine against the reference on real recordings.")
    parser.add_argument("--events", type=int, default=10_000)
    begun = time.monotonic()
    report = compare(SHARED_DATA, parser.parse_args().events)
    for difference in report.differences[:100]:
        print(*difference, sep=" | ")
    print(
        f"{report.events} events and {report.lines} lines, {report.hits} hits of {len(report.rules)} rules, "
        f"{len(report.differences)} differences, {time.monotonic() - begun:.0f} s"
    )
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
