"""The tree of a rule: and, or, not over tests on the fields of one event. Loops are spelt out where they run millions of times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from oracle.values import ValueTest


@dataclass(frozen=True)
class Fields:
    """An event's fields, every value as a tuple; and every value beside itself in lower case."""

    values: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[tuple[str, str], ...]]

    @classmethod
    def of(cls, fields: Mapping[str, str | tuple[str, ...]]) -> Fields:
        values = {name: (value,) if isinstance(value, str) else value for name, value in fields.items()}
        pairs = {name: tuple((member, member.lower()) for member in members) for name, members in values.items()}
        return cls(values, pairs)


class Node:
    """A part of a rule."""

    def holds(self, fields: Fields) -> bool:
        raise NotImplementedError

    def parts(self) -> tuple[Node, ...]:
        return ()

    def fields_used(self) -> Iterator[str | None]:
        """Every field that the answer depends on; None for all of them."""
        for part in self.parts():
            yield from part.fields_used()


@dataclass(frozen=True)
class AllOf(Node):
    nodes: tuple[Node, ...]

    def holds(self, fields: Fields) -> bool:
        for node in self.nodes:  # noqa: SIM110 # any() and all() double the time
            if not node.holds(fields):
                return False
        return True

    def parts(self) -> tuple[Node, ...]:
        return self.nodes


@dataclass(frozen=True)
class AnyOf(Node):
    nodes: tuple[Node, ...]

    def holds(self, fields: Fields) -> bool:
        for node in self.nodes:  # noqa: SIM110 # any() and all() double the time
            if node.holds(fields):
                return True
        return False

    def parts(self) -> tuple[Node, ...]:
        return self.nodes


def any_of(nodes: Iterable[Node]) -> Node:
    """The one node there is, or AnyOf."""
    found = tuple(nodes)
    return found[0] if len(found) == 1 else AnyOf(found)


def all_of(nodes: Iterable[Node]) -> Node:
    """The one node there is, or AllOf."""
    found = tuple(nodes)
    return found[0] if len(found) == 1 else AllOf(found)


@dataclass(frozen=True)
class NotThis(Node):
    node: Node

    def holds(self, fields: Fields) -> bool:
        return not self.node.holds(fields)

    def parts(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True)
class FieldPasses(Node):
    """Any value of the field passes the test; an absent field has none."""

    field: str
    test: ValueTest

    def holds(self, fields: Fields) -> bool:
        for value, lowered in fields.pairs.get(self.field, ()):  # noqa: SIM110 # as above
            if self.test.passes(value, lowered):
                return True
        return False

    def fields_used(self) -> Iterator[str | None]:
        yield self.field


@dataclass(frozen=True)
class FieldIsNull(Node):
    """The field is absent or empty."""

    field: str

    def holds(self, fields: Fields) -> bool:
        return self.field not in fields.values or "" in fields.values[self.field]

    def fields_used(self) -> Iterator[str | None]:
        yield self.field


@dataclass(frozen=True)
class FieldIsThere(Node):
    """The field is there, even if empty."""

    field: str

    def holds(self, fields: Fields) -> bool:
        return self.field in fields.values

    def fields_used(self) -> Iterator[str | None]:
        yield self.field


@dataclass(frozen=True)
class FieldsAgree(Node):
    """Some value of the field equals (or begins with, ends with, contains) some value of the other field."""

    field: str
    other: str
    how: str
    cased: bool

    def holds(self, fields: Fields) -> bool:
        side = 0 if self.cased else 1
        pairs = [
            (mine[side], theirs[side])
            for mine in fields.pairs.get(self.field, ())
            for theirs in fields.pairs.get(self.other, ())
        ]
        return any(
            {
                "equals": mine == theirs,
                "startswith": mine.startswith(theirs),
                "endswith": mine.endswith(theirs),
                "contains": theirs in mine,
            }[self.how]
            for mine, theirs in pairs
        )

    def fields_used(self) -> Iterator[str | None]:
        yield self.field
        yield self.other


@dataclass(frozen=True)
class AnyFieldPasses(Node):
    """A keyword: any value of any field passes the test."""

    test: ValueTest

    def holds(self, fields: Fields) -> bool:
        return any(self.test.passes(*pair) for pairs in fields.pairs.values() for pair in pairs)

    def fields_used(self) -> Iterator[str | None]:
        yield None
