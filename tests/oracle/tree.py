"""The tree of a rule: and, or, not over tests on the fields of one event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oracle.values import ValueTest


@dataclass(frozen=True)
class Fields:
    """An event's fields, every value as a tuple, and the same in lower case."""

    values: Mapping[str, tuple[str, ...]]
    lowered: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, fields: Mapping[str, str | tuple[str, ...]]) -> Fields:
        values = {name: (value,) if isinstance(value, str) else value for name, value in fields.items()}
        return cls(values, {name: tuple(member.lower() for member in members) for name, members in values.items()})


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
        return all(node.holds(fields) for node in self.nodes)

    def parts(self) -> tuple[Node, ...]:
        return self.nodes


@dataclass(frozen=True)
class AnyOf(Node):
    nodes: tuple[Node, ...]

    def holds(self, fields: Fields) -> bool:
        return any(node.holds(fields) for node in self.nodes)

    def parts(self) -> tuple[Node, ...]:
        return self.nodes


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
        values = fields.values.get(self.field, ())
        lowered = fields.lowered.get(self.field, ())
        return any(self.test.passes(value, low) for value, low in zip(values, lowered, strict=True))

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
        side = fields.values if self.cased else fields.lowered
        return any(
            {
                "equals": mine == theirs,
                "startswith": mine.startswith(theirs),
                "endswith": mine.endswith(theirs),
                "contains": theirs in mine,
            }[self.how]
            for mine in side.get(self.field, ())
            for theirs in side.get(self.other, ())
        )

    def fields_used(self) -> Iterator[str | None]:
        yield self.field
        yield self.other


@dataclass(frozen=True)
class AnyFieldPasses(Node):
    """A keyword: any value of any field passes the test."""

    test: ValueTest

    def holds(self, fields: Fields) -> bool:
        return any(
            self.test.passes(value, low)
            for name, values in fields.values.items()
            for value, low in zip(values, fields.lowered[name], strict=True)
        )

    def fields_used(self) -> Iterator[str | None]:
        yield None
