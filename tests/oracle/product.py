"""The product as engines for the comparison. The only file of the oracle that imports `otasuke.detect`."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import orjson

from compiled import engine_for
from oracle.compare import Engine
from oracle.evaluate import Match
from oracle.recordings import RECEIVED_AT
from otasuke.detect.evaluate import matches
from otasuke.detect.load import load_rules
from otasuke.detect.rule import Rule, RuleSet
from otasuke.events import Event, LogSource
from otasuke.normalise.base import Context, JsonSource
from otasuke.normalise.reader import normalise
from otasuke.normalise.registry import SOURCES

JSON_SOURCES = {source.name: source for source in SOURCES if isinstance(source, JsonSource)}


def load(paths: Sequence[Path]) -> RuleSet:
    """The product's rules from these files."""
    return load_rules((str(path), path.read_bytes()) for path in paths)


def reference(rules: Sequence[Rule]) -> Engine:
    """The product's evaluator in plain Python, rule by rule; the rules for a kind of event are chosen once."""
    gated: dict[tuple[LogSource, ...], list[Rule]] = {}

    def matching(event: Event) -> Iterator[str]:
        if event.logsources not in gated:
            gated[event.logsources] = [
                rule for rule in rules if any(rule.logsource.covers(declared) for declared in event.logsources)
            ]
        return (rule.id for rule in gated[event.logsources] if matches(rule, event))

    return lambda events: {(ordinal, rule_id) for ordinal, event in enumerate(events) for rule_id in matching(event)}


def native(rules: Sequence[Rule]) -> Engine:
    """The product's native engine."""
    engine = engine_for(rules)

    def run(events: Sequence[Event]) -> set[Match]:
        return {(int(ordinal), rules[rule].id) for ordinal, rule in engine.match_events(events).pairs}

    return run


class LineEngine:
    """The product's native engine, straight from the bytes of JSON lines."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.engine = engine_for(rules)

    def matches(self, source: str, lines: Sequence[bytes]) -> set[Match]:
        """The matches of lines of one source; every line must be an event."""
        shape = JSON_SOURCES[source].shape
        assert shape is not None
        hits = self.engine.match_lines(shape, b"\n".join(lines), lambda line: line_event(source, line))
        return {(int(line), self.rules[rule].id) for line, rule in hits.pairs}


def line_event(source: str, line: bytes) -> Event:
    """The event of a line of this source, through its normaliser."""
    return JSON_SOURCES[source].to_event(orjson.loads(line), Context(RECEIVED_AT), 0)


ENGINES: dict[str, Callable[[Sequence[Rule]], Engine]] = {"reference": reference, "engine": native}


def inputs(path: Path) -> Iterator[bytes]:
    """The inputs in a recording: the files of a zip archive, or the file itself."""
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.endswith("/") and not name.startswith("__MACOSX"):
                yield archive.read(name)


def events_of(path: Path) -> Iterator[Event]:
    """The events of a recording, through the product's normalisers."""
    for data in inputs(path):
        yield from (item for item in normalise(data, Context(RECEIVED_AT)) if isinstance(item, Event))
