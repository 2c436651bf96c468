"""What indicators and learnt detectors cost beside the work of a worker. docs/how/bench.md says what is compared with what."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any, TypeVar

import pyarrow as pa

from otasuke.cli.artefacts import Artefacts
from otasuke.cli.benching.made_up import made_up_list
from otasuke.cli.benching.messages import NOW, messages_of
from otasuke.cli.indicator_lists import ALLOWED, guard_of, parse_list, prepared_indicators, read_bytes
from otasuke.cli.rule_files import sources_digest
from otasuke.cli.running_rules import FileRules
from otasuke.cli.supports import SUPPORTS
from otasuke.detect.indicators.guarded import guarded
from otasuke.detect.indicators.indicator_set import compiled, load
from otasuke.detect.indicators.lookout import Lookout
from otasuke.detect.indicators.watchlist import Watchlist
from otasuke.detect.learn.detectors import Detectors
from otasuke.detect.learn.fields import FIELDS
from otasuke.detect.learn.support import parse_supports
from otasuke.lake.columns import FIELD, LOGSOURCES, RECEIVED, SOURCE, TENANT, TIME
from otasuke.lake.joining import joined
from otasuke.pipeline.columns import Gathered
from otasuke.pipeline.rules import RunningRules
from otasuke.pipeline.step import Step

_Made = TypeVar("_Made")
_PARCEL_LINES = 50
_NEEDED = frozenset({TENANT, TIME, RECEIVED, SOURCE, "sensor", LOGSOURCES, *(FIELD + name for name in FIELDS)})


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU seconds of a segment: of a worker's steps, and of what is looked for in the columns that these made."""

    events: int
    worker_s: float
    indicators_s: float
    detectors_s: float

    @property
    def ratio(self) -> float:
        """How many times as long as the worker's steps all of it took."""
        return (self.worker_s + self.added_s) / self.worker_s

    @property
    def added_s(self) -> float:
        """What came to the worker's steps."""
        return self.indicators_s + self.detectors_s


class Beside:
    """A worker without a broker and without a disk, and beside it indicators and detectors."""

    def __init__(self, rules: RunningRules, lookout: Lookout | None, detectors: Detectors | None) -> None:
        self._step = Step(rules)
        self._count = lookout.watchlist.count if lookout else 0
        self._lookout = lookout
        self._detectors = detectors
        self._records = 0
        self._turn = False
        self._sightings = self._learnt = 0

    def warm(self, lines: Sequence[bytes], *, at_once: int) -> None:
        """Work on lines that are not measured, in portions."""
        for start in range(0, len(lines), at_once):
            self.measured(lines[start : start + at_once])
        self._sightings = self._learnt = 0

    def measured(self, lines: Sequence[bytes]) -> Costs:
        """What the work on these lines costs; they are written, and looked through, together."""
        messages = messages_of(lines, _PARCEL_LINES, first=self._records)
        self._records += len(lines)
        worker_s, batches = _timed(lambda: self._columns(messages))
        works: list[Callable[[], None]] = [lambda: self._look(batches), lambda: self._learn(batches)]
        self._turn = not self._turn
        spent = {work: _timed(work)[0] for work in (works if self._turn else reversed(works))}
        return Costs(sum(one.num_rows for one in batches), worker_s, *(spent[work] for work in works))

    def report(self, costs: Sequence[Costs], match_s: Sequence[float]) -> dict[str, Any]:
        """Medians of segments, in µs of CPU an event. match_s: of the same segments, for matching rules alone."""
        to_match = [(spent_s + one.added_s) / spent_s for one, spent_s in zip(costs, match_s, strict=True)]
        return {
            **_ratios("worker", [one.ratio for one in costs]),
            **_ratios("match_lines", to_match),
            "worker_us": _us(costs, lambda one: one.worker_s),
            "indicators_us": _us(costs, lambda one: one.indicators_s),
            "detectors_us": _us(costs, lambda one: one.detectors_s),
            "indicators": self._count,
            "sightings": self._sightings,
            "learnt": self._learnt,
        }

    def _columns(self, messages: Sequence[bytes]) -> list[pa.RecordBatch]:
        gathered = Gathered()
        for message in messages:
            gathered.add_all(self._step.run([message], lambda parcels: [True for _ in parcels], now=NOW).gathered)
        return gathered.batches()

    def _look(self, batches: Sequence[pa.RecordBatch]) -> None:
        if self._lookout:
            self._sightings += len(self._lookout.sightings(batches))

    def _learn(self, batches: Sequence[pa.RecordBatch]) -> None:
        if self._detectors:
            needed = [one.select([name for name in one.schema.names if name in _NEEDED]) for one in batches]
            self._learnt += len(self._detectors.update(joined(needed)))


def open_beside(
    rules: Sequence[str], indicators: Sequence[str], artefacts: Artefacts, *, with_detectors: bool
) -> Beside:
    """What is measured. indicators: lists, or a number: so many are made up then."""
    lookout = Lookout(Watchlist(everybody=load(_indicators(indicators, artefacts)))) if indicators else None
    detectors = Detectors(parse_supports(SUPPORTS.read_text(encoding="utf-8"))) if with_detectors else None
    return Beside(FileRules(rules, artefacts).load(), lookout, detectors)


def _ratios(to: str, ratios: Sequence[float]) -> dict[str, Any]:
    """How many times as long as something it takes with indicators and detectors."""
    return {
        f"ratio_to_{to}": round(median(ratios), 3),
        f"ratio_to_{to}_spread": [round(min(ratios), 3), round(max(ratios), 3)],
    }


def _us(costs: Sequence[Costs], seconds: Callable[[Costs], float]) -> float:
    return round(median(seconds(one) / one.events for one in costs) * 1e6, 2)


def _indicators(lists: Sequence[str], artefacts: Artefacts) -> bytes:
    if len(lists) > 1 or not lists[0].isdigit():
        return prepared_indicators(lists, (), artefacts)
    key = hashlib.sha256(f"made up {lists[0]} {sources_digest()}".encode()).hexdigest()
    kept = artefacts.read("indicators", key)
    if kept is None:
        guard = guard_of((), read_bytes(str(ALLOWED)), str(ALLOWED))
        made_up = parse_list("made up", made_up_list(int(lists[0])).encode())
        kept = compiled(guarded([made_up], guard, now=datetime.now(UTC)).indicators).to_bytes()
        artefacts.write("indicators", key, kept)
    return kept


def _timed(make: Callable[[], _Made]) -> tuple[float, _Made]:
    """CPU time, and what was made."""
    began = time.process_time()
    made = make()
    return time.process_time() - began, made
