"""Structures: which keys a record has, in which order and around what. The kernel walks down the tree of the known ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel import record_layout as layout
from otasuke.events import Value
from otasuke.events.shape import scalar_text
from otasuke.lake.records import MOST_LEAVES, Path

_MOST_NODES = 1 << 16
_MOST_NAME_BYTES = 1 << 20
_MOST_STRUCTURES = 1 << 12
_PADDING = 64
_LONGEST_LIST = 16
_ESCAPED = re.compile(r'[\x00-\x1f"\\\ud800-\udfff]')


class NotLearnt(Exception):
    """The record has something that is not for the kernel."""


class NoRoom(Exception):
    """No more structures fit into the tables."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a value stands in the records of a structure. Of a list, the path of its first item."""

    path: Path
    is_list: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """The leaves of the records that look like one another, in their order."""

    number: int
    leaves: tuple[Leaf, ...]


class Structures:
    """The tree of all that were learnt, as the kernel's tables."""

    def __init__(self) -> None:
        self.nodes: npt.NDArray[np.int32] = np.zeros((_MOST_NODES, 5), np.int32)
        self.edges: npt.NDArray[np.int32] = np.zeros((_MOST_NODES, 5), np.int32)
        self.names: npt.NDArray[np.uint8] = np.zeros(_MOST_NAME_BYTES + _PADDING, np.uint8)
        self.forget()

    def forget(self) -> None:
        """Forget all."""
        self.known: list[Structure] = []
        self._targets: dict[tuple[int, bytes, int], int] = {}
        self._last_edges: dict[int, int] = {}
        self._nodes = self._edges = self._name_bytes = 0
        self._new_node(in_list=False)

    def learn(self, record: Mapping[str, Any]) -> tuple[Structure, list[Value]]:
        """The structure of a record, and the texts of its leaves. Raises NotLearnt, NoRoom."""
        walk = _Walk(self)
        end = walk.members(0, record, (), in_list=False)
        if not walk.leaves:
            raise NotLearnt
        number = int(self.nodes[end, layout.NODE_STRUCTURE])
        if number < 0:
            number = self._new_structure(end, tuple(walk.leaves))
        return self.known[number], walk.texts

    def _new_structure(self, end: int, leaves: tuple[Leaf, ...]) -> int:
        number = len(self.known)
        if number == _MOST_STRUCTURES:
            raise NoRoom
        self.known.append(Structure(number, leaves))
        self.nodes[end, layout.NODE_STRUCTURE] = number
        return number

    def follow(self, node: int, name: bytes, kind: int) -> int:
        """The node behind a member of this name and kind."""
        target = self._targets.get((node, name, kind))
        if target is None:
            if self._edges == _MOST_NODES or self._name_bytes + len(name) > _MOST_NAME_BYTES:
                raise NoRoom
            target = self._new_node(in_list=kind == layout.OBJECTS)
            self._add_edge(node, name, kind=kind, target=target)
            self._targets[node, name, kind] = target
        return target

    def leave(self, node: int, *, in_list: bool) -> int:
        """The node behind the end of an object or list. in_list: what that stands in is a list."""
        return self._other(node, layout.NODE_CLOSE, in_list=in_list)

    def enter(self, node: int) -> int:
        """The node inside of the next object of a list."""
        return self._other(node, layout.NODE_OPEN, in_list=False)

    def _other(self, node: int, what: int, *, in_list: bool) -> int:
        if self.nodes[node, what] < 0:
            self.nodes[node, what] = self._new_node(in_list=in_list)
        return int(self.nodes[node, what])

    def _new_node(self, *, in_list: bool) -> int:
        if self._nodes == _MOST_NODES:
            raise NoRoom
        self.nodes[self._nodes] = (-1, -1, -1, in_list, -1)
        self._nodes += 1
        return self._nodes - 1

    def _add_edge(self, node: int, name: bytes, *, kind: int, target: int) -> None:
        """Behind those that are there: what was met first is what is met most."""
        edge, self._edges = self._edges, self._edges + 1
        at, self._name_bytes = self._name_bytes, self._name_bytes + len(name)
        self.names[at : at + len(name)] = np.frombuffer(name, np.uint8)
        self.edges[edge] = (at, len(name), kind, target, -1)
        last = self._last_edges.get(node)
        if last is None:
            self.nodes[node, layout.NODE_FIRST] = edge
        else:
            self.edges[last, layout.EDGE_NEXT] = edge
        self._last_edges[node] = edge


class _Walk:
    """One record's way down the tree, which grows where it has to."""

    def __init__(self, structures: Structures) -> None:
        self._tree = structures
        self.leaves: list[Leaf] = []
        self.texts: list[Value] = []

    def members(self, node: int, record: Mapping[str, Any], path: Path, *, in_list: bool) -> int:
        """Walk through an object; the node behind it."""
        for key, child in record.items():
            if _ESCAPED.search(key):
                raise NotLearnt
            kind = _kind_of(child)
            node = self._tree.follow(node, key.encode(), kind)
            if kind == layout.OBJECT:
                node = self.members(node, child, (*path, key), in_list=False)
            elif kind == layout.OBJECTS:
                for at, one in enumerate(child):
                    node = self.members(self._tree.enter(node), one, (*path, key, at), in_list=True)
                node = self._tree.leave(node, in_list=False)
            elif kind == layout.LIST:
                self._add((*path, key, 0), tuple(scalar_text(one) for one in child if one is not None))
            elif kind == layout.VALUE:
                self._add((*path, key), scalar_text(child))
        return self._tree.leave(node, in_list=in_list)

    def _add(self, path: Path, text: Value) -> None:
        if len(self.leaves) == MOST_LEAVES:
            raise NotLearnt
        self.leaves.append(Leaf(path, isinstance(text, tuple)))
        self.texts.append(text)


def _kind_of(value: Any) -> int:
    """Raises NotLearnt."""
    if value is None:
        return layout.NULL
    if isinstance(value, dict):
        return layout.OBJECT
    if not isinstance(value, list):
        return layout.VALUE
    if not value:
        return layout.EMPTY_LIST
    if all(isinstance(one, dict) for one in value) and len(value) <= _LONGEST_LIST:
        return layout.OBJECTS
    if any(isinstance(one, (dict, list)) for one in value) or all(one is None for one in value):
        raise NotLearnt
    return layout.LIST
