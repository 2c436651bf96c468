"""Classes: for every kind of event that was seen, which rules apply and what to look up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from otasuke.detect.engine.workspace import DEFAULT_SIZES, Sizes
from otasuke.detect.kernel.layout import MAX_KEYS, SPARE_FIELDS
from otasuke.detect.plan.compile import Plan
from otasuke.detect.plan.hashing import as_signed, hash_bytes
from otasuke.events import LogSource
from otasuke.events.shape import Class

_KEY_BYTES = 64  # of one row, on average
_END = -1
_ABSENT = 255
MAX_KEY_BYTES = 400

RawKey = tuple[bytes, int] | None
"""The bytes of a key field's value and the kernel's flags for it; None if the field is absent."""


class ClassStore:
    """The classes seen so far. It forgets all of them when it is full, so a sender cannot make it grow."""

    def __init__(self, plan: Plan, sizes: Sizes = DEFAULT_SIZES) -> None:
        self._plan = plan
        self._sizes = sizes
        most = sizes.classes
        self.fields = list(plan.fields)
        """The plan's fields, then those that only aliases name; a field's number is its position plus MAX_KEYS."""
        self._numbers = {name: MAX_KEYS + at for at, name in enumerate(plan.fields)}
        self.classes: npt.NDArray[np.int32] = np.zeros((most, 4), dtype=np.int32)
        self.class_sources: npt.NDArray[np.uint8] = np.zeros(most * max(1, len(plan.sources)), dtype=np.uint8)
        self.class_fields: npt.NDArray[np.int32] = np.zeros(most * 32, dtype=np.int32)
        self.class_always: npt.NDArray[np.int32] = np.zeros(most * 64, dtype=np.int32)
        self.class_groups: npt.NDArray[np.int32] = np.zeros(most * 16, dtype=np.int32)
        self.class_aliases: npt.NDArray[np.int32] = np.zeros((most * 16, 2), dtype=np.int32)
        self._known: dict[tuple[object, ...], int] = {}
        self._used = [0, 0, 0, 0]
        self._keys: list[ClassKeys] = []

    @property
    def tables(self) -> dict[str, npt.NDArray[Any]]:
        """The kernel's tables that are kept here."""
        return {
            "classes": self.classes,
            "class_sources": self.class_sources,
            "class_fields": self.class_fields,
            "class_always": self.class_always,
            "class_aliases": self.class_aliases,
            "class_groups": self.class_groups,
        }

    def new_keys(self) -> ClassKeys:
        """An empty table of keys, for one shape."""
        self._keys.append(ClassKeys(self._sizes.class_keys))
        return self._keys[-1]

    def hears(self, logsources: tuple[LogSource, ...]) -> bool:
        """Whether some rule of these log sources looks for keywords."""
        return bool(self._plan.heard[:, self._applies(logsources)].any())

    def _applies(self, logsources: tuple[LogSource, ...]) -> npt.NDArray[np.bool_]:
        return np.array([any(s.covers(e) for e in logsources) for s in self._plan.sources], dtype=np.bool_)

    def learn(self, table: ClassKeys, keys: Sequence[RawKey], klass: Class) -> None:
        """Remember which class some keys lead to; forgets everything first where there is no room."""
        number = self._number(klass)
        if number is None or not table.add(keys, number):
            self._clear()
            number = self._number(klass)
            if number is not None:
                table.add(keys, number)

    def numbers(self, classes: Sequence[Class]) -> list[int]:
        """The classes' numbers, which stay valid until the next call; -1 for those that do not fit beside the others."""
        numbers = [self._number(klass) for klass in classes]
        if None in numbers:
            self._clear()
            numbers = [self._number(klass) for klass in classes]
        return [-1 if number is None else number for number in numbers]

    def groups_of(self, number: int) -> list[int]:
        """The keyword groups that are looked for in events of the class."""
        first = at = int(self.classes[number, 3])
        while self.class_groups[at] != _END:
            at += 1
        return [int(group) for group in self.class_groups[first:at]]

    def _number(self, klass: Class) -> int | None:
        identity = (klass.logsources, tuple(klass.aliases.items()))
        if identity not in self._known:
            number = self._add(klass)
            if number is None:
                return None
            self._known[identity] = number
        return self._known[identity]

    def _clear(self) -> None:
        self._known.clear()
        self._used = [0, 0, 0, 0]
        for table in self._keys:
            table.clear()

    def _add(self, klass: Class) -> int | None:
        plan = self._plan
        number = len(self._known)
        applies = self._applies(klass.logsources)
        fields = (
            np.flatnonzero(plan.searched[:, applies].any(axis=1)) if applies.any() else np.array([], dtype=np.int64)
        )
        always = [alternative for alternative, source in plan.always if applies[source]]
        groups = np.flatnonzero(plan.heard[:, applies].any(axis=1)).tolist()
        aliases = [
            (self._numbers[name], self._original(original))
            for name, original in klass.aliases.items()
            if name in self._numbers
        ]
        rows: tuple[tuple[npt.NDArray[Any], Sequence[object], object], ...] = (
            (self.class_fields, fields.tolist(), _END),
            (self.class_always, always, _END),
            (self.class_aliases, aliases, (_END, _END)),
            (self.class_groups, groups, _END),
        )
        if number == self._sizes.classes or any(
            used + len(items) + 1 > len(table) for used, (table, items, _) in zip(self._used, rows, strict=True)
        ):
            return None
        for kind, (table, items, end) in enumerate(rows):
            at = self._used[kind]
            self.classes[number, kind] = at
            for item in (*items, end):
                table[at] = item
                at += 1
            self._used[kind] = at
        self.class_sources[number * len(plan.sources) : (number + 1) * len(plan.sources)] = applies
        return number

    def _original(self, name: str) -> int:
        """The number of a field that is copied, even if no rule names it."""
        if name not in self._numbers:
            if len(self.fields) == len(self._plan.fields) + SPARE_FIELDS:
                raise ValueError(f"no room for the field {name}: aliases copy more than {SPARE_FIELDS} other fields")
            self._numbers[name] = MAX_KEYS + len(self.fields)
            self.fields.append(name)
        return self._numbers[name]


class ClassKeys:
    """For one shape: from the raw values of its key fields to the class. Has room for `rows` of them, a power of two."""

    def __init__(self, rows: int) -> None:
        self.class_table: npt.NDArray[np.int64] = np.zeros((2 * rows, 4), dtype=np.int64)
        self.class_keys: npt.NDArray[np.uint8] = np.zeros(rows * _KEY_BYTES + 64, dtype=np.uint8)
        self._rows = 0
        self._bytes = 0

    @property
    def is_empty(self) -> bool:
        """Whether no key is known."""
        return not self._rows

    def clear(self) -> None:
        """Forget every key."""
        self.class_table[:] = 0
        self._rows = self._bytes = 0

    def add(self, keys: Sequence[RawKey], klass: int) -> bool:
        """Remember which class the keys lead to; False if there is no room."""
        stored = b"".join(_stored(key) for key in keys)
        if self._rows * 2 >= len(self.class_table) or self._bytes + len(stored) + 64 > len(self.class_keys):
            return False
        h = _hash(keys)
        mask = len(self.class_table) - 1
        slot = (h >> 7) & mask
        while self.class_table[slot, 0]:
            slot = (slot + 1) & mask
        self.class_keys[self._bytes : self._bytes + len(stored)] = np.frombuffer(stored, dtype=np.uint8)
        self.class_table[slot] = (as_signed(h), self._bytes, len(keys), klass)
        self._rows += 1
        self._bytes += len(stored)
        return True


def _stored(key: RawKey) -> bytes:
    if key is None:
        return bytes((0, 0, _ABSENT))
    data, flags = key
    return len(data).to_bytes(2, "little") + bytes((flags,)) + data


def _hash(keys: Sequence[RawKey]) -> int:
    h = len(keys)
    for key in keys:
        h = hash_bytes(b"", h) if key is None else hash_bytes(key[0], h ^ key[1])
    return h | 1
