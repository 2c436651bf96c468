"""Engine: batches of lines or events in, pairs of line and rule out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from otasuke.detect.engine.batch import BatchMatcher, LineEvent, Outcome
from otasuke.detect.engine.classes import ClassStore
from otasuke.detect.engine.event_lines import EVENT_SHAPE, EventWriter
from otasuke.detect.engine.hits import Hits, in_order
from otasuke.detect.engine.workspace import DEFAULT_SIZES, TEXT_BYTES, Sizes, Workspace
from otasuke.detect.evaluate import holds
from otasuke.detect.kernel.binary import Kernel
from otasuke.detect.kernel.layout import Counter
from otasuke.detect.plan.compile import Plan
from otasuke.detect.rule import Rule
from otasuke.events import MOST_VALUES, Event
from otasuke.events.shape import Shape

if TYPE_CHECKING:
    import pyarrow as pa

    from otasuke.detect.engine.columns import ColumnMatcher

_BATCH_BYTES = 4 << 20
_BLANKS = b" \t\r\n"
_ANY_NUMBER = 1 << 40


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the engine did since it was made."""

    lines: int
    odd_lines: int
    new_values: int
    scanned_bytes: int
    tried_alternatives: int
    answers: int


class Engine:
    """A rule set, ready to match. Not for several threads at once.

    rule   gives the rule of a number; only called where a rule has to be decided outside the kernel.
    sizes  for tests.
    """

    def __init__(self, plan: Plan, kernel: Kernel, rule: Callable[[int], Rule], sizes: Sizes = DEFAULT_SIZES) -> None:
        self._plan = plan
        self.kernel = kernel
        self._rule = rule
        self._space = Workspace(plan, sizes)
        self._classes = ClassStore(plan, sizes)
        self._matchers: dict[str, BatchMatcher] = {}
        self._writer = EventWriter(plan.fields, self._classes.hears)
        self._columns: ColumnMatcher | None = None

    @property
    def statistics(self) -> Statistics:
        """What was done so far."""
        counters = self._space.counters
        matchers = self._matchers.values()
        return Statistics(
            lines=sum(matcher.lines for matcher in matchers),
            odd_lines=sum(matcher.odd_lines for matcher in matchers),
            new_values=int(counters[Counter.MISSES]),
            scanned_bytes=int(counters[Counter.SCANNED]),
            tried_alternatives=int(counters[Counter.TRIED]),
            answers=sum(matcher.answers for matcher in matchers),
        )

    def match_lines(self, shape: Shape, data: bytes, read_line: Callable[[bytes], Event | None]) -> Hits:
        """Match NDJSON of one shape; every line that is not blank is one event.

        read_line  reads a line the way its normaliser does; None if it cannot.
        """
        return self._match(shape, data, lambda _, line: read_line(line))

    def match_events(self, events: Sequence[Event]) -> Hits:
        """Match events; the lines of the result are their positions.

        An event whose lists have many more than MOST_VALUES values, which no normaliser makes, may take very long.
        """
        data = b"".join(self._writer.line(event) for event in events)
        return self._match(EVENT_SHAPE, data, lambda position, _: events[position])

    def match_columns(self, batch: pa.RecordBatch) -> Hits:
        """Match events whose fields are columns, with a column `logsources`; lines of the result are rows.

        Text columns may be dictionaries or plain; a list column may hold several values. Spans are empty.
        """
        # Columns bring pyarrow along, which a start on plain lines has no time for.
        from otasuke.detect.engine.columns import ColumnMatcher, row_event

        if self._columns is None:
            self._columns = ColumnMatcher(plan=self._plan, kernel=self.kernel, space=self._space, classes=self._classes)
        outcome = self._columns.match(batch)
        found = self.match_events([row_event(batch, row) for row in outcome.special]).pairs
        rows = np.array(outcome.special, dtype=np.int64)
        pairs = [outcome.pairs, np.stack([rows[found[:, 0]], found[:, 1]], axis=1)]
        return Hits(in_order(np.concatenate(pairs)), np.zeros((batch.num_rows, 2), dtype=np.int64), ())

    def _match(self, shape: Shape, data: bytes, line_event: LineEvent) -> Hits:
        matcher = self._matcher(shape)
        hits = _Collected()
        start = 0
        while start < len(data):
            end = _batch_end(data, start)
            first = hits.lines
            if end - start > TEXT_BYTES:
                self._match_long(shape, data[start:end], start, line_event, hits)
                start = end
                continue
            outcome = matcher.match(data, start, end, lambda line, text: line_event(first + line, text))  # noqa: B023  # used at once
            odd = [(first + line, data[slice(*(outcome.spans[line] + start))]) for line in outcome.odd]
            hits.add(outcome, start)
            self._match_odd(shape, odd, line_event, hits)
            start += outcome.consumed
        return hits.joined()

    def _matcher(self, shape: Shape) -> BatchMatcher:
        if shape.name not in self._matchers:
            self._matchers[shape.name] = BatchMatcher(
                shape,
                plan=self._plan,
                kernel=self.kernel,
                space=self._space,
                classes=self._classes,
                decide=self._holds,
                most_values=_ANY_NUMBER if shape is EVENT_SHAPE else MOST_VALUES,
            )
        return self._matchers[shape.name]

    def _match_odd(
        self, shape: Shape, lines: Sequence[tuple[int, bytes]], line_event: LineEvent, hits: _Collected
    ) -> None:
        """Lines that the kernel left aside: as events, or rule by rule where they are written events already."""
        read = [(line, line_event(line, text)) for line, text in lines]
        hits.unreadable += [line for line, event in read if event is None]
        events = [(line, event) for line, event in read if event is not None]
        if shape is EVENT_SHAPE:
            hits.add_pairs([(line, rule) for line, event in events for rule in self._decide(event)])
        elif events:
            found = self.match_events([event for _, event in events]).pairs.tolist()
            hits.add_pairs([(events[position][0], rule) for position, rule in found])

    def _match_long(self, shape: Shape, data: bytes, start: int, line_event: LineEvent, hits: _Collected) -> None:
        """A line that the kernel's table of text does not hold."""
        line = data.strip(_BLANKS)
        if line:
            number = hits.add_line(start + data.index(line), len(line))
            self._match_odd(shape, [(number, line)], line_event, hits)

    def _decide(self, event: Event) -> Iterator[int]:
        covering = [any(wanted.covers(source) for source in event.logsources) for wanted in self._plan.sources]
        of_rules = self._plan.tables["rules"]
        candidates = np.flatnonzero(np.array(covering, dtype=np.bool_)[of_rules]).tolist()
        return (number for number in candidates if self._holds(number, event))

    def _holds(self, number: int, event: Event) -> bool:
        return holds(self._rule(number).condition, event.fields)


class _Collected:
    """Hits of several batches, put together."""

    def __init__(self) -> None:
        self.lines = 0
        self.unreadable: list[int] = []
        self._pairs = [np.zeros((0, 2), dtype=np.int64)]
        self._spans = [np.zeros((0, 2), dtype=np.int64)]

    def add(self, outcome: Outcome, start: int) -> None:
        self._pairs.append(np.add(outcome.pairs, (self.lines, 0)))
        self._spans.append(outcome.spans + start)
        self.lines += len(outcome.spans)

    def add_pairs(self, pairs: list[tuple[int, int]]) -> None:
        self._pairs.append(np.array(pairs, dtype=np.int64).reshape(-1, 2))

    def add_line(self, start: int, size: int) -> int:
        """Count a line of which nothing is known yet; its number."""
        self._spans.append(np.array([(start, start + size)], dtype=np.int64))
        self.lines += 1
        return self.lines - 1

    def joined(self) -> Hits:
        pairs = np.concatenate(self._pairs)
        return Hits(in_order(pairs), np.concatenate(self._spans), tuple(sorted(self.unreadable)))


def _batch_end(data: bytes, start: int) -> int:
    """Where a batch of whole lines ends that begins at `start`; longer than usual if its first line is."""
    end = start + _BATCH_BYTES
    if end >= len(data):
        return len(data)
    cut = data.rfind(b"\n", start, end) + 1
    return cut if cut > start else (data.find(b"\n", end) + 1 or len(data))
