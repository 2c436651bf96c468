"""YAML bytes to a small tree in which every node knows its line.

The tree is composed from libyaml's events rather than by its composer, which recurses in C and expands nothing lazily:
here depth, size and the growth through aliases are bounded, so that no file can exhaust time, stack or memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.findings import shortened

MAX_FILE_BYTES = 1 << 19
"""SigmaHQ's largest file has 300 kB."""
MAX_ALIASED = 100_000
"""The characters and nodes that the aliases of one file may stand for."""
MAX_DEPTH = 40
MAX_DIRECTIVES = 8

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {text: text.lower() for text in ("true", "True", "TRUE", "false", "False", "FALSE")}
_ODD_INTEGER = re.compile(r"([-+]?)(?:0x([0-9a-fA-F_]+)|0o?([0-7_]+)|0b([01_]+)|([1-9][0-9]*_[0-9_]*))")
_STRING_TAG = "tag:yaml.org,2002:str"


@dataclass(slots=True)
class Scalar:
    """A single value. text None: null. Booleans are `true` and `false`, numbers as they were written.

    Only numbers in hexadecimal, octal, binary or with underscores are rewritten, as decimals.
    """

    line: int
    text: str | None

    @property
    def weight(self) -> int:
        return 1 + len(self.text or "")


@dataclass(slots=True)
class Items:
    """A sequence. weight: the characters and nodes it expands to."""

    line: int
    nodes: list[Node]
    weight: int = 1


@dataclass(slots=True)
class Table:
    """A mapping with text keys, each with the line it stands in."""

    line: int
    nodes: dict[str, Node]
    lines: dict[str, int]
    weight: int = 1


Node: TypeAlias = Scalar | Items | Table


def read_documents(data: bytes) -> Iterator[Node]:
    """Yield the documents of a file, without the empty ones; raise RuleError where it stops being readable."""
    _check_bytes(data)
    composer = _Composer()
    try:
        for event in yaml.parse(data, Loader=yaml.CBaseLoader):
            if (document := composer.take(event)) is not None:
                yield document
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"not valid YAML: {error.problem}", line) from error
    except yaml.reader.ReaderError as error:
        raise RuleError(f"not valid YAML: {error.reason}", 1) from error


def _check_bytes(data: bytes) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise RuleError(f"the file has {len(data)} bytes, more than {MAX_FILE_BYTES}", 1)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise RuleError(f"the file is not UTF-8: {error.reason}", data.count(b"\n", 0, error.start) + 1) from error
    # libyaml compares each directive with all earlier ones.
    if data.count(b"\n%") > MAX_DIRECTIVES:
        raise RuleError(f"the file has more than {MAX_DIRECTIVES} YAML directives", 1)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; key: the one that waits for its value."""

    node: Items | Table
    anchor: str | None
    key: str | None = None
    merges: list[Table] | None = None


class _Composer:
    """Puts the events of libyaml together, one document after the other."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._aliased = 0

    def take(self, event: yaml.Event) -> Node | None:
        """Take the next event; return the document that it completes."""
        if isinstance(event, yaml.ScalarEvent):
            return self._add(self._scalar(event), event)
        if isinstance(event, yaml.MappingStartEvent):
            self._begin(Table(_line(event), {}, {}), event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._begin(Items(_line(event), []), event)
        elif isinstance(event, yaml.CollectionEndEvent):
            return self._end(event)
        elif isinstance(event, yaml.AliasEvent):
            return self._add(self._alias(event), event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._anchors.clear()
        return None

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        line = _line(event)
        _check_tag(event.tag, line)
        is_plain = event.style in (None, "") and event.tag is None
        waits_for_key = bool(self._open) and isinstance(self._open[-1].node, Table) and self._open[-1].key is None
        text = event.value if not is_plain or (waits_for_key and event.value not in _NULLS) else _plain(event.value)
        scalar = Scalar(line, text)
        if event.anchor is not None:
            self._anchors[event.anchor] = scalar
        return scalar

    def _alias(self, event: yaml.AliasEvent) -> Node:
        name = event.anchor or ""
        node = self._anchors.get(name)
        if node is None:
            raise RuleError(f"the YAML alias *{shortened(name)} has no finished anchor", _line(event))
        # Aliases share nodes, so that only this sum shows how far they would expand.
        self._aliased += node.weight
        if self._aliased > MAX_ALIASED:
            raise RuleError("the YAML aliases expand to too much", _line(event))
        return node

    def _begin(self, node: Items | Table, event: yaml.CollectionStartEvent) -> None:
        _check_tag(event.tag, node.line)
        if len(self._open) >= MAX_DEPTH:
            raise RuleError(f"nested deeper than {MAX_DEPTH} levels", node.line)
        self._open.append(_Open(node, event.anchor))

    def _end(self, event: yaml.CollectionEndEvent) -> Node | None:
        done = self._open.pop()
        if isinstance(done.node, Table) and done.merges:
            _merge(done.node, done.merges)
        if done.anchor is not None:
            self._anchors[done.anchor] = done.node
        return self._add(done.node, event)

    def _add(self, node: Node, event: yaml.Event) -> Node | None:
        """Put a finished node into the collection around it; return it if it is a whole document."""
        if not self._open:
            return None if isinstance(node, Scalar) and node.text is None else node
        around = self._open[-1]
        around.node.weight += node.weight
        if isinstance(around.node, Items):
            around.node.nodes.append(node)
        elif around.key is None:
            around.key = _key(around.node, node, _line(event))
        else:
            _put(around, around.node, node)
        return None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _check_tag(tag: str | None, line: int) -> None:
    if tag not in (None, "!", _STRING_TAG):
        raise RuleError(f'the YAML tag "{shortened(str(tag))}" is not allowed', line)


def _plain(text: str) -> str | None:
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    odd = _ODD_INTEGER.fullmatch(text) if len(text) <= 100 else None
    return text if odd is None else _decimal(text, *odd.groups(""))


def _decimal(text: str, sign: str, hexadecimal: str, octal: str, binary: str, grouped: str) -> str:
    for digits, base in ((hexadecimal, 16), (octal, 8), (binary, 2), (grouped, 10)):
        if bare := digits.replace("_", ""):
            return str(int(f"{sign}{bare}", base))
    return text


def _key(table: Table, node: Node, line: int) -> str:
    if not isinstance(node, Scalar) or node.text is None:
        raise RuleError("a key must be text", line)
    if node.text in table.nodes:
        raise RuleError(
            f'the key "{shortened(node.text)}" is there twice, first in line {table.lines[node.text]}', line
        )
    table.lines[node.text] = line
    return node.text


def _put(around: _Open, table: Table, node: Node) -> None:
    key, around.key = around.key, None
    assert key is not None
    if key == "<<":
        around.merges = _tables(node)
    else:
        table.nodes[key] = node


def _tables(node: Node) -> list[Table]:
    tables = node.nodes if isinstance(node, Items) else [node]
    if not all(isinstance(table, Table) for table in tables):
        raise RuleError('the merge key "<<" needs a map', node.line)
    return [table for table in tables if isinstance(table, Table)]


def _merge(table: Table, merges: list[Table]) -> None:
    """Add the entries of the merged tables that the table does not have itself; the first one wins."""
    for merged in merges:
        for key, node in merged.nodes.items():
            if key not in table.nodes:
                table.nodes[key] = node
                table.lines[key] = merged.lines[key]
