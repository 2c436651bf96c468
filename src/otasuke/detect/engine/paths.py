"""A shape as a table of paths, for one plan's fields."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel.layout import BEYOND_PATH, MAX_KEYS
from otasuke.detect.plan.hashing import hash_bytes
from otasuke.events.shape import Shape

_READ_AHEAD = 64
_ROOT = 0
_ESCAPED = re.compile(r'[\x00-\x1f"\\\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class PathTables:
    """Tables of the kernel: which path carries which fields."""

    path_table: npt.NDArray[np.int32]
    path_names: npt.NDArray[np.uint8]
    path_fields: npt.NDArray[np.int32]
    paths: int


class _Tree:
    """Paths by parent and key; the root is 0, which no key leads to."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.ids: dict[tuple[int, bytes], int] = {}
        self.fields: dict[int, list[tuple[int, int]]] = defaultdict(list)

    def add(self, path: str, field: int, priority: int) -> None:
        """Note that the path carries the field. Of a path with a key that is never plain, only what leads to the key."""
        keys = path.split(".")
        plain = list(takewhile(self._is_plain, keys))
        node = self.node(plain)
        if len(plain) == len(keys) and all(known != field for known, _ in self.fields[node]):
            self.fields[node].append((field, priority))

    def _is_plain(self, key: str) -> bool:
        """Whether the key may stand in a line as it is; the kernel leaves keys with escapes or spaces to Python."""
        return not (self._shape.ignore_spaces and " " in key) and _ESCAPED.search(key) is None

    def node(self, keys: Iterable[str]) -> int:
        """The number of a path."""
        node = _ROOT
        for key in keys:
            node = self.ids.setdefault((node, key.encode()), len(self.ids) + 1)
        return node


def path_tables(shape: Shape, fields: tuple[str, ...]) -> PathTables:
    """The table of every path that can carry one of the fields or one of the shape's keys, or is beyond the shape."""
    tree = _Tree(shape)
    names = [*shape.keys, *([""] * (MAX_KEYS - len(shape.keys))), *fields]
    for number, name in enumerate(names):
        for priority, path in enumerate(shape.paths_of(name) if name else ()):
            tree.add(path, number, priority)
    beyond = {tree.node(container.split(".")) for container in shape.beyond}
    size = 1 << max(4, (3 * len(tree.ids)).bit_length())
    table = np.full((size, 6), -1, dtype=np.int32)
    text = bytearray()
    path_fields: list[tuple[int, int]] = []
    for (parent, key), node in tree.ids.items():
        h = hash_bytes(key, parent)
        slot = h & (size - 1)
        while table[slot, 4] >= 0:
            slot = (slot + 1) & (size - 1)
        table[slot] = (h >> 33, parent, len(text), len(key), BEYOND_PATH if node in beyond else node, len(path_fields))
        text += key
        path_fields += [*tree.fields.get(node, ()), (-1, -1)]
    return PathTables(
        path_table=table,
        path_names=np.frombuffer(bytes(text) + bytes(_READ_AHEAD), dtype=np.uint8).copy(),
        path_fields=np.array(path_fields or [(-1, -1)], dtype=np.int32),
        paths=len(tree.ids) + 1,
    )
