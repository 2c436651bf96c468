"""One batch through the kernel: it matches, Python answers what it asks, and the lines it asked for run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from otasuke.detect.engine.answers import answer_verdicts
from otasuke.detect.engine.classes import MAX_KEY_BYTES, ClassStore, RawKey
from otasuke.detect.engine.paths import path_tables
from otasuke.detect.engine.workspace import READ_AHEAD, Tables, Workspace, place
from otasuke.detect.evaluate import holds
from otasuke.detect.kernel.binary import Kernel
from otasuke.detect.kernel.layout import KNOWN_KEYS, LAYOUT, Ask, Counter, LineStatus
from otasuke.detect.plan.compile import Plan
from otasuke.events import Event
from otasuke.events.shape import Class, Shape

LineEvent: TypeAlias = Callable[[int, bytes], Event | None]
"""The event of a line (its ordinal in the batch, its bytes); None if nobody can read it."""

Decide: TypeAlias = Callable[[int, Event], bool]
"""Whether the rule of a number holds for an event of its log source."""

_ROUNDS = 8
"""After so many, the lines that still wait have more questions than fit into the tables at once."""
_TEXT = 2 * [name for name, _, _ in LAYOUT].index("text")
_IS_STRING = 1
_QUOTE = ord('"')


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the lines read: pairs [line, rule] of those that are not odd, spans [start, end], and the odd ones.

    consumed  bytes of the batch that the lines cover.
    """

    pairs: npt.NDArray[np.int64]
    spans: npt.NDArray[np.int64]
    odd: tuple[int, ...]
    consumed: int


class BatchMatcher:
    """Matches batches of one shape; shares the working memory of its engine.

    decide       is called for the few rules of lines that ask more than the tables hold.
    most_values  lines with more are odd: their normaliser knows which values count, and whether they are too many.
    """

    def __init__(
        self,
        shape: Shape,
        *,
        plan: Plan,
        kernel: Kernel,
        space: Workspace,
        classes: ClassStore,
        decide: Decide,
        most_values: int,
    ) -> None:
        self.lines = self.odd_lines = self.answers = 0
        self._shape = shape
        self._leading = len(shape.keys)  # the fewest keys that chose a class so far
        self._plan = plan
        self._kernel = kernel
        self._space = space
        self._classes = classes
        self._decide = decide
        self._most_values = most_values
        self._keys = classes.new_keys()
        self._own: Tables = {
            "class_table": self._keys.class_table,
            "class_keys": self._keys.class_keys,
            **classes.tables,
        }
        self._fields = 0
        self._addresses = self._learn_fields()
        self._text: npt.NDArray[np.uint8] = space.tables["text"]
        self._pairs: list[npt.NDArray[np.int32]] = []

    def _learn_fields(self) -> npt.NDArray[np.int64]:
        """Set up the paths of all fields known by now; the addresses of all tables."""
        fields = tuple(self._classes.fields)
        paths = path_tables(self._shape, fields)
        self._own |= {
            "path_table": paths.path_table,
            "path_names": paths.path_names,
            "path_fields": paths.path_fields,
            "seen_paths": np.zeros(paths.paths, dtype=np.int32),
            "known_keys": np.full((KNOWN_KEYS, 8), -1, dtype=np.int64),
        }
        self._fields = len(fields)
        return self._space.addresses(self._own)

    def match(self, data: bytes, start: int, end: int, line_event: LineEvent) -> Outcome:
        """Match as many lines of data[start:end] as there is room for; at most TEXT_BYTES."""
        count = self._load(data, start, end)
        events = _Events(memoryview(data)[start:end], self._space.tables["lines"], line_event)
        self._pairs = []
        waiting = np.arange(count, dtype=np.int32)
        for _ in range(_ROUNDS):
            self._run(waiting)
            # Even if no line waits: the kernel asks once, and the next batch may want the answer.
            self._answer(events)
            waiting = waiting[self._space.tables["lines"][waiting, 2] == LineStatus.WAITING]
            if not len(waiting):
                break
        if len(waiting):
            self._settle(waiting, events)
        return self._outcome(count, end - start)

    def _settle(self, waiting: npt.NDArray[np.int32], events: _Events) -> None:
        """Match lines for the last time: the rules that the kernel would still ask about are decided from the events."""
        self._space.counters[Counter.LAST_TIME] = 1
        self._run(waiting)
        self._space.counters[Counter.LAST_TIME] = 0
        pairs = np.concatenate(self._pairs)
        for at in np.flatnonzero(pairs[:, 1] < 0).tolist():
            line, unsure = pairs[at].tolist()
            event = events.of(line)
            if event is None:
                self._space.tables["lines"][line, 2] = LineStatus.ODD
            elif self._decide(-1 - unsure, event):
                pairs[at, 1] = -1 - unsure
        self._pairs = [pairs[(pairs[:, 1] >= 0) & (self._space.tables["lines"][pairs[:, 0], 2] != LineStatus.ODD)]]

    def _lines(self, count: int) -> npt.NDArray[Any]:
        return self._space.tables["lines"][:count]

    def _load(self, data: bytes, start: int, end: int) -> int:
        """Show the batch to the kernel; the number of its lines that fit.

        The kernel reads somewhat past the end, so only a batch that is followed by more data stays where it is.
        """
        text = np.frombuffer(data, dtype=np.uint8)[start : end + READ_AHEAD]
        size = end - start
        if len(text) < size + READ_AHEAD:
            copy = self._space.tables["text"]
            copy[:size] = text[:size]
            copy[size : size + READ_AHEAD] = 0
            text = copy
        self._text = text
        self._addresses[_TEXT : _TEXT + 2] = place(text)
        self._space.renew_stamps(self._own["seen_paths"])
        self._space.counters[Counter.KEYS] = len(self._shape.keys)
        self._space.counters[Counter.LEADING] = self._leading
        self._space.counters[Counter.MOST_VALUES] = self._most_values
        self._space.counters[Counter.BATCH] += 1
        if not self._shape.keys and self._keys.is_empty:
            self._learn((), self._shape.classify(()))
        return self._kernel.split(self._addresses.ctypes.data, size)

    def _run(self, lines: npt.NDArray[np.int32]) -> None:
        """Match lines until the kernel has seen each of them once."""
        counters, tables = self._space.counters, self._space.tables
        tables["todo"][: len(lines)] = lines
        counters[Counter.ASKS] = 0
        begin, forgot_at = 0, -1
        while begin < len(lines):
            counters[Counter.HITS] = 0
            begin = self._kernel.match(self._addresses.ctypes.data, begin, len(lines))
            hits = int(counters[Counter.HITS])
            self._pairs.append(tables["hits"][:hits].copy())
            if begin == len(lines) or hits:
                continue
            if begin == forgot_at:  # the tables do not even hold what this one line needs
                tables["lines"][lines[begin], 2] = LineStatus.ODD
                begin += 1
            else:
                self._space.forget_values()
                forgot_at = begin

    def _answer(self, events: _Events) -> None:
        asks = self._space.tables["asks"][: self._space.counters[Counter.ASKS]]
        self.answers += len(asks)
        self._answer_classes(asks[asks[:, 0] == Ask.CLASS, 1:].tolist(), events)
        self._answer_verdicts(asks[asks[:, 0] == Ask.VERDICT, 1:], events)
        self._answer_keywords(asks[asks[:, 0] == Ask.KEYWORD, 1:], events)

    def _answer_classes(self, asks: list[list[int]], events: _Events) -> None:
        """Each ask is one key of a line: its place among the keys, and where its value stands (-1: absent)."""
        size = max(1, len(self._shape.keys))
        rows = [asks[at : at + size] for at in range(0, len(asks) - size + 1, size)]
        known: set[tuple[RawKey, ...]] = set()
        for row in rows:
            line = row[0][0]
            keys = tuple(
                None if start < 0 else (bytes(events.data[start:end]), flags) for _, _, start, end, flags in row
            )
            if any(key and len(key[0]) > MAX_KEY_BYTES for key in keys):
                self._space.tables["lines"][line, 2] = LineStatus.ODD
            elif keys not in known:
                known.add(keys)
                texts = tuple(key and _text(key[0], is_string=bool(key[1] & _IS_STRING)) for key in keys)
                enough = self._shape.enough(texts) if self._shape.enough else len(keys)
                self._leading = min(self._leading, enough)
                self._space.counters[Counter.LEADING] = self._leading
                self._learn(keys[:enough], self._shape.classify(texts))

    def _learn(self, keys: tuple[RawKey, ...], klass: Class) -> None:
        self._classes.learn(self._keys, keys, klass)
        if len(self._classes.fields) > self._fields:
            self._addresses = self._learn_fields()
            self._addresses[_TEXT : _TEXT + 2] = place(self._text)

    def _answer_verdicts(self, asks: npt.NDArray[np.int64], events: _Events) -> None:
        serials, first, which = np.unique(asks[:, 4], return_index=True, return_inverse=True)
        values = [
            _text(bytes(events.data[start:end]), is_string=events.data[start - 1] == _QUOTE)
            for start, end in asks[first, 2:4].tolist()
        ]
        texts = [values[at] for at in which.tolist()]
        answer_verdicts(self._plan, self._space, asks[:, 1], serials[which], texts)

    def _answer_keywords(self, asks: npt.NDArray[np.int64], events: _Events) -> None:
        found = [
            (event := events.of(line)) is not None and holds(self._plan.keywords[atom], event.fields)
            for line, atom in asks[:, :2].tolist()
        ]
        self._space.tell(asks[:, 4], asks[:, 1], np.array(found, dtype=np.int64))

    def _outcome(self, count: int, size: int) -> Outcome:
        lines = self._lines(count)
        odd = np.flatnonzero(lines[:, 2] != LineStatus.DONE).tolist()
        pairs = np.concatenate(self._pairs).astype(np.int64) if self._pairs else np.zeros((0, 2), dtype=np.int64)
        self.lines += count
        self.odd_lines += len(odd)
        full = count == len(self._space.tables["lines"])
        return Outcome(
            pairs=pairs,
            spans=lines[:, :2].astype(np.int64),
            odd=tuple(odd),
            consumed=int(lines[-1, 1]) if full else size,
        )


class _Events:
    """The events of a batch's lines, read when they are asked for."""

    def __init__(self, data: memoryview, lines: npt.NDArray[Any], line_event: LineEvent) -> None:
        self.data = data
        self._lines = lines
        self._line_event = line_event
        self._known: dict[int, Event | None] = {}

    def bytes_of(self, line: int) -> bytes:
        start, end = self._lines[line, :2]
        return bytes(self.data[start:end])

    def of(self, line: int) -> Event | None:
        if line not in self._known:
            self._known[line] = self._line_event(line, self.bytes_of(line))
        return self._known[line]


def _text(raw: bytes, *, is_string: bool) -> str:
    """A JSON scalar's raw bytes (without quotes) as text."""
    return str(orjson.loads(b'"%b"' % raw)) if is_string and b"\\" in raw else raw.decode()
