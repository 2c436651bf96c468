"""The kernel's tables for a batch of lines, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from otasuke.detect.kernel import record_layout as layout
from otasuke.detect.kernel.binary import Kernel

Numbers = npt.NDArray[Any]
_PADDING = 64
_SPARE = 1 << 16
_USUAL_TEXT_BYTES = 9 << 20
_NEWLINE = ord("\n")
_BYTES_OF_A_LINE = 64
_QUOTES = 1 << 18
_MOST_TOKENS = 1 << 20
_MOST_ITEMS = 1 << 18
_POSITIONS = {name: at for at, (name, _, _) in enumerate(layout.RECORD_LAYOUT)}
_EMPTY = {
    name: np.zeros((1, columns) if columns > 1 else 1, element) for name, element, columns in layout.RECORD_LAYOUT
}


class Tables:
    """Tables by name, and the list of their addresses that the kernel is given."""

    def __init__(self, **tables: Numbers) -> None:
        self._tables: dict[str, Numbers] = {}
        self._addresses = np.zeros(2 * len(_POSITIONS), np.int64)
        self.put(**(_EMPTY | tables))

    def put(self, **tables: Numbers) -> None:
        """Use these from now on."""
        for name, table in tables.items():
            assert table.flags.c_contiguous
            self._tables[name] = table
            at = 2 * _POSITIONS[name]
            self._addresses[at : at + 2] = (table.ctypes.data, len(table))

    def __getitem__(self, name: str) -> Numbers:
        return self._tables[name]

    @property
    def address(self) -> int:
        """Where the list stands."""
        return int(self._addresses.ctypes.data)


class Batch:
    """Lines of some parcels, as the kernel reads them. One at a time: `load` forgets what was there."""

    def __init__(self, kernel: Kernel, **learnt: Numbers) -> None:
        self.kernel = kernel
        self.tables = Tables(
            **learnt,
            quotes=np.zeros(_QUOTES, np.int32),
            tokens=np.zeros((_MOST_TOKENS, 3), np.int32),
            items=np.zeros((_MOST_ITEMS, 3), np.int32),
            counters=np.zeros(8, np.int64),
        )
        self._text = np.zeros(_USUAL_TEXT_BYTES, np.uint8)
        self.size = 0
        self.spelled_bytes = 0

    def load(self, parcels: Sequence[bytes]) -> Numbers:
        """Find the lines of some parcels; rows as RECORD_* name them."""
        ends = np.cumsum([len(one) + 1 for one in parcels]) - 1
        self.size = int(ends[-1])
        self._write(parcels)
        self.tables.put(text=self._text, parcel_ends=ends.astype(np.int64))
        self.tables["counters"][:] = 0
        self.spelled_bytes = 0
        count = self._find_lines(self.size // _BYTES_OF_A_LINE + len(parcels) + _PADDING)
        if count < 0:
            count = self._find_lines(sum(one.count(b"\n") + 1 for one in parcels) + 1)
        self.tables.put(todo=np.arange(count, dtype=np.int32))
        return self.tables["lines"]

    def _write(self, parcels: Sequence[bytes]) -> None:
        """Write the parcels into the text, with newlines between them. The same memory again: new one costs as much."""
        if len(self._text) < self.size + _PADDING + _SPARE:
            self._text = np.zeros(self.size + _PADDING + _SPARE, np.uint8)
        text, at = self._text.data, 0
        for one in parcels:
            text[at : at + len(one)] = one
            at += len(one)
            text[at] = _NEWLINE
            at += 1
        self._text[self.size : self.size + _PADDING] = 0

    def _find_lines(self, most: int) -> int:
        """Note every line; how many there are, or -1 if there is no room for so many."""
        lines = np.empty((most, 6), np.int32)
        self.tables.put(lines=lines)
        count = self.kernel.split_records(self.tables.address, self.size)
        self.tables.put(lines=lines[:count])
        return count if count < most else -1

    def read(self, lines: Numbers) -> None:
        """Read lines, given by number, into tokens."""
        self.tables["todo"][: len(lines)] = lines
        self.kernel.read_records(self.tables.address, 0, len(lines))

    def line(self, number: int) -> bytes:
        """The bytes of a line."""
        start, end = self.tables["lines"][number, :2].tolist()
        return self.tables["text"][start:end].tobytes()

    def lines_of(self, numbers: Numbers) -> bytes:
        """The lines with these numbers, which rise, with newlines between them."""
        breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
        firsts = numbers[np.concatenate([[0], breaks])]
        lasts = numbers[np.concatenate([breaks - 1, [len(numbers) - 1]])]
        lines, text = self.tables["lines"], self.tables["text"].data
        spans = zip(lines[firsts, layout.RECORD_START].tolist(), lines[lasts, layout.RECORD_END].tolist(), strict=True)
        return b"\n".join([text[start:end] for start, end in spans])

    def raw(self, token: int) -> bytes:
        """The bytes of a value as they stand in its line."""
        start, end = self.tables["tokens"][token, :2].tolist()
        return self.tables["text"][start:end].tobytes()

    def text_of(self, token: int) -> str:
        """A value as text."""
        raw = self.raw(token)
        is_text = self.tables["tokens"][token, layout.LEAF_FLAGS] & layout.IS_TEXT
        return str(orjson.loads(b'"' + raw + b'"')) if is_text else raw.decode()

    def spell_numbers(self) -> None:
        """Write the numbers that Python spells in another way than their lines behind the text, as Python does."""
        if not self.tables["counters"][layout.COUNTED_ROUNDED]:
            return
        pieces: list[bytes] = []
        behind = self.size + _PADDING
        for name, counter in (("tokens", layout.COUNTED_TOKENS), ("items", layout.COUNTED_ITEMS)):
            tokens = self.tables[name][: int(self.tables["counters"][counter])]
            for number in np.flatnonzero(tokens[:, layout.LEAF_FLAGS] & layout.IS_ROUNDED).tolist():
                start, end = tokens[number, :2].tolist()
                pieces.append(str(orjson.loads(self.tables["text"][start:end].tobytes())).encode())
                tokens[number, :2] = (behind, behind + len(pieces[-1]))
                behind += len(pieces[-1])
        self._append(b"".join(pieces))

    def _append(self, data: bytes) -> None:
        self.spelled_bytes = len(data)
        text, begin = self.tables["text"], self.size + _PADDING
        if begin + len(data) + _PADDING > len(text):
            text = np.concatenate([text, np.zeros(len(data), np.uint8)])
            self.tables.put(text=text)
        text[begin : begin + len(data)] = np.frombuffer(data, np.uint8)
