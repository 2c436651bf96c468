"""Learning what lines are: each new kind of record is looked at once in Python, by the ways that all others go."""

from __future__ import annotations

from contextlib import suppress

from otasuke.detect.kernel import record_layout as layout
from otasuke.detect.kernel.binary import Kernel
from otasuke.normalise.base import JsonSource
from otasuke.normalise.plain import plain_object
from otasuke.pipeline.records.batch import Batch, Numbers
from otasuke.pipeline.records.look_table import LookTable
from otasuke.pipeline.records.looks import Look, decide
from otasuke.pipeline.records.structures import NoRoom, NotLearnt, Structures

_AT_ONCE = 16
_MOST_CREDIT = 256
_LINES_FOR_ONE = 256
"""To learn from a line costs as much as twenty are worth: not more than one of so many, on average, is learnt from."""
_LINES_TO_FORGET = 1 << 18
_MOST_NAMES = 1 << 12
"""Of the fields of a source: each is a column, and those cost whether anything stands in them or not."""


class Learner:
    """Knows the structures and looks that were met. Who sends ever new ones fills the tables; then nothing new is learnt
    for a while, what is known stays known, and after that all is forgotten.
    """

    def __init__(self, kernel: Kernel, sources: tuple[JsonSource, ...]) -> None:
        self._sources = sources
        self._structures = Structures()
        self._table = LookTable()
        self.looks: list[Look] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        self._names: dict[str, set[str]] = {}
        self._credit = float(_MOST_CREDIT)
        self._lines = 0
        self._is_full = False
        self.batch = Batch(
            kernel,
            nodes=self._structures.nodes,
            edges=self._structures.edges,
            names=self._structures.names,
            structures=self._table.structures,
            deciding=self._table.deciding,
            look_table=self._table.look_table,
            look_keys=self._table.look_keys,
        )

    def read(self, parcels: list[bytes]) -> Numbers:
        """Read the lines of parcels into the batch: rows as RECORD_* name them. Looks are valid until the next call."""
        lines = self.batch.load(parcels)
        self._prepare(len(lines))
        self.batch.read(self.batch.tables["todo"])
        unknown = (lines[:, layout.RECORD_LOOK] <= layout.UNKNOWN).nonzero()[0]
        while len(unknown) and self._credit >= 1 and not self._is_full:
            for number in unknown[:: -(-len(unknown) // _AT_ONCE)].tolist():
                self._learn_from(number)
            self.batch.read(unknown[lines[unknown, layout.RECORD_LOOK] <= layout.UNKNOWN])
            unknown = unknown[lines[unknown, layout.RECORD_LOOK] <= layout.UNKNOWN]
        self.batch.spell_numbers()
        return lines

    def _prepare(self, lines: int) -> None:
        self._credit = min(_MOST_CREDIT, self._credit + lines / _LINES_FOR_ONE)
        self._lines += lines
        if self._is_full and self._lines >= _LINES_TO_FORGET:
            self._structures.forget()
            self._table.forget()
            self.looks, self._numbers, self._names = [], {}, {}
            self._is_full, self._lines = False, 0

    def _learn_from(self, line: int) -> None:
        """Learn what a line is, or mark it as one for Python."""
        lines = self.batch.tables["lines"]
        if self._is_full or self._credit < 1:
            return
        if self._read_alone(line) not in (layout.UNKNOWN, layout.UNDECIDED):
            return
        self._credit -= 1
        with suppress(NotLearnt):
            try:
                self._learn(line)
            except NoRoom:
                self._is_full, self._lines = True, 0
        if lines[line, layout.RECORD_LOOK] <= layout.UNKNOWN:
            lines[line, layout.RECORD_LOOK] = layout.LEFT

    def _read_alone(self, line: int) -> int:
        """Read one line; its look, or what stands in place of one."""
        self.batch.tables["todo"][0] = line
        self.batch.kernel.read_records(self.batch.tables.address, 0, 1)
        return int(self.batch.tables["lines"][line, layout.RECORD_LOOK])

    def _learn(self, line: int) -> None:
        record = plain_object(self.batch.line(line))
        if record is None:
            raise NotLearnt
        structure, texts = self._structures.learn(record)
        decided = decide(record, structure, texts, self._sources)
        leaves = sorted(decided.leaves | set(self._table.leaves_of(structure.number)))
        if any(structure.leaves[leaf].is_list for leaf in leaves):
            self._table.close(structure.number)  # what they are depends on the content of a list
            self._read_alone(line)
            return
        if tuple(leaves) != self._table.leaves_of(structure.number):
            self._table.decide_by(structure.number, leaves)
        if self._read_alone(line) != layout.UNDECIDED:
            raise NotLearnt  # it has a key twice, or with escapes; or its values are too long to decide by them
        number = layout.LEFT if decided.look is None else self._number_of(decided.look)
        first = int(self.batch.tables["lines"][line, layout.RECORD_FIRST])
        flags = self.batch.tables["tokens"][:, layout.LEAF_FLAGS]
        # The line left no tokens behind, but where they were nothing was written since.
        values = tuple((self.batch.raw(first + leaf), int(flags[first + leaf])) for leaf in leaves)
        self._table.add(structure.number, values, number)
        self._read_alone(line)

    def _number_of(self, look: Look) -> int:
        key = (look.source.name, look.logsources, tuple(look.fields.items()), look.times, look.sensors, look.records)
        if key not in self._numbers:
            names = self._names.setdefault(look.source.name, set())
            names.update(look.fields)
            if len(names) > _MOST_NAMES:
                raise NoRoom
            self._numbers[key] = len(self.looks)
            self.looks.append(look)
        return self._numbers[key]
