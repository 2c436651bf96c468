"""The product as engines for the comparison. The only file of the oracle that imports `otasuke.detect`."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import orjson

from oracle.compare import Engine
from oracle.evaluate import Match
from oracle.recordings import RECEIVED_AT
from otasuke.detect.engine.engine import Engine as NativeEngine
from otasuke.detect.evaluate import matches
from otasuke.detect.kernel.binary import Kernel, compile_kernel, fingerprint, load_kernel
from otasuke.detect.load import load_rules
from otasuke.detect.plan.compile import compile_plan
from otasuke.detect.rule import Rule, RuleSet
from otasuke.events import Event, LogSource
from otasuke.normalise.base import Context, JsonSource
from otasuke.normalise.reader import normalise
from otasuke.normalise.registry import SOURCES

JSON_SOURCES = {source.name: source for source in SOURCES if isinstance(source, JsonSource)}
KERNELS = Path(__file__).resolve().parents[2] / ".pytest_cache" / "kernels"


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
    engine = NativeEngine(compile_plan(rules), kernel(), rules.__getitem__)

    def run(events: Sequence[Event]) -> set[Match]:
        return {(int(ordinal), rules[rule].id) for ordinal, rule in engine.match_events(events).pairs}

    return run


class LineEngine:
    """The product's native engine, straight from the bytes of JSON lines."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.engine = NativeEngine(compile_plan(rules), kernel(), rules.__getitem__)

    def matches(self, source: str, lines: Sequence[bytes]) -> set[Match]:
        """The matches of lines of one source; every line must be an event."""
        shape = JSON_SOURCES[source].shape
        assert shape is not None
        hits = self.engine.match_lines(shape, b"\n".join(lines), lambda line: line_event(source, line))
        return {(int(line), self.rules[rule].id) for line, rule in hits.pairs}


def line_event(source: str, line: bytes) -> Event:
    """The event of a line of this source, through its normaliser."""
    return JSON_SOURCES[source].to_event(orjson.loads(line), Context(RECEIVED_AT), 0)


@cache
def kernel() -> Kernel:
    """The compiled kernel; kept beside pytest's own cache, because compiling takes half a minute."""
    kept = KERNELS / fingerprint()
    if not kept.exists():
        KERNELS.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(compile_kernel())
        unfinished.replace(kept)
    return load_kernel(kept.read_bytes())


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
