"""Typed looks into a YAML table: text, lists of text, tables."""

from __future__ import annotations

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.yaml_tree import Items, Node, Scalar, Table


def text_of(table: Table, key: str) -> str:
    """The text under a key; "" if the key is absent or null. Raises RuleError for a list or a map."""
    node = table.nodes.get(key)
    if node is None:
        return ""
    if not isinstance(node, Scalar):
        raise RuleError(f'"{key}" must be text', table.lines[key])
    return node.text or ""


def texts_of(table: Table, key: str) -> tuple[str, ...]:
    """The texts under a key, a single one counting as a list of one; () if the key is absent or null."""
    node = table.nodes.get(key)
    return () if node is None else texts(node, key, table.lines[key])


def texts(node: Node, key: str, line: int) -> tuple[str, ...]:
    """The texts of a list or of a single value, without the nulls."""
    nodes = node.nodes if isinstance(node, Items) else [node]
    found: list[str] = []
    for member in nodes:
        if not isinstance(member, Scalar):
            raise RuleError(f'"{key}" must be text or a list of texts', line)
        if member.text is not None:
            found.append(member.text)
    return tuple(found)


def table_of(table: Table, key: str) -> Table:
    """The map under a key. Raises RuleError if it is absent or something else."""
    node = table.nodes.get(key)
    if node is None:
        raise RuleError(f'"{key}" is missing', table.line)
    if not isinstance(node, Table):
        raise RuleError(f'"{key}" must be a map', table.lines[key])
    return node
