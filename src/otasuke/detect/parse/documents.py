"""The documents of a rule file: which kinds there are, and what collections (`action: global`) make of them."""

from __future__ import annotations

from collections.abc import Iterator

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.findings import shortened
from otasuke.detect.parse.yaml_tree import Node, Scalar, Table, read_documents

# The sum, over all documents of a file, of what they inherit, in characters.
_MAX_INHERITED = 1_000_000


def read_tables(data: bytes) -> Iterator[Table | RuleError]:
    """Yield the rule documents of a file, with collections resolved, and what is broken between them.

    A document with `action: global` lays its entries under every later one, `action: reset` ends that, and
    `action: repeat` is the document before it with some entries changed. A file that stops being valid YAML gives the
    documents up to there.
    """
    collection = _Collection()
    try:
        for node in read_documents(data):
            try:
                if (table := collection.resolve(node)) is not None:
                    yield table
            except RuleError as broken:
                yield broken
    except RuleError as broken:
        yield broken


class _Collection:
    """What the documents of a file inherit from those before them."""

    def __init__(self) -> None:
        self._common: Table | None = None
        self._last: Table | None = None
        self._left = _MAX_INHERITED

    def resolve(self, node: Node) -> Table | None:
        if not isinstance(node, Table):
            raise RuleError("a rule must be a map", node.line)
        action = node.nodes.get("action")
        if action is None:
            self._last = self._laid_over(self._common, node)
            return self._last
        bare = _without(node, "action")
        kind = action.text if isinstance(action, Scalar) else None
        if kind == "global":
            self._common = self._laid_over(self._common, bare)
        elif kind == "reset":
            self._common = None
        elif kind == "repeat":
            self._last = self._laid_over(self._last, bare)
            return self._last
        else:
            raise RuleError(
                f'action "{shortened(str(kind))}" is not "global", "repeat" or "reset"', node.lines["action"]
            )
        return None

    def _laid_over(self, under: Table | None, table: Table) -> Table:
        if under is None:
            return table
        self._left -= under.weight
        if self._left < 0:
            raise RuleError("the collection expands to too much", table.line)
        return _over(under, table)


def _without(table: Table, key: str) -> Table:
    nodes = {name: node for name, node in table.nodes.items() if name != key}
    return Table(table.line, nodes, table.lines, table.weight)


def _over(under: Table, table: Table) -> Table:
    """The table with what it lacks from the one under it; maps that both have are laid over each other alike."""
    nodes: dict[str, Node] = dict(under.nodes)
    for key, node in table.nodes.items():
        below = nodes.get(key)
        nodes[key] = _over(below, node) if isinstance(below, Table) and isinstance(node, Table) else node
    return Table(table.line, nodes, under.lines | table.lines, under.weight + table.weight)
