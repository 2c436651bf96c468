"""Atoms as rows of numbers: what the kernel decides itself, and what it has to ask."""

from __future__ import annotations

from ipaddress import IPv6Network

from otasuke.detect.fold import fold
from otasuke.detect.kernel.layout import AtomKind
from otasuke.detect.plan.keywords import keyword_literal
from otasuke.detect.plan.literals import Position, needle_of, simple_position
from otasuke.detect.rule import Atom, Exists, FieldRef, Network, Null, Test, Text, Wildcard

_ANCHORED_START, _ANCHORED_END = 1, 2
_COSTS = {
    AtomKind.CONTAINS: 3.0,
    AtomKind.PATTERN: 4.0,
    AtomKind.REFERENCE: 3.0,
    AtomKind.ASKED: 1000.0,
    AtomKind.KEYWORD: 500.0,
}
_REFERENCES = {
    "equals": AtomKind.EQUALS,
    "startswith": AtomKind.STARTS,
    "endswith": AtomKind.ENDS,
    "contains": AtomKind.CONTAINS,
}
_SIMPLE = {
    Position.WHOLE: AtomKind.EQUALS,
    Position.START: AtomKind.STARTS,
    Position.END: AtomKind.ENDS,
    Position.ANYWHERE: AtomKind.CONTAINS,
}


class Literals:
    """All literals in one run of bytes, each once."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._places: dict[bytes, int] = {}

    def place(self, literal: bytes) -> int:
        """Where the literal begins."""
        if literal not in self._places:
            self._places[literal] = len(self.data)
            self.data += literal
        return self._places[literal]


class AtomTable:
    """Numbers for atoms and fields.

    asked     the tests that Python decides, given a value.
    keywords  the atoms that it decides, given the whole event.
    """

    def __init__(self, reserved_fields: int) -> None:
        self.rows: list[tuple[int, int, int, int, int, int]] = []
        self.parts: list[tuple[int, int]] = []
        self.fields: dict[str, int] = {}
        self.asked: dict[int, Test] = {}
        self.keywords: dict[int, Atom] = {}
        self.literals = Literals()
        self._reserved = reserved_fields
        self._numbers: dict[Atom, int] = {}

    def field(self, name: str) -> int:
        """The field's number."""
        return self.fields.setdefault(name, self._reserved + len(self.fields))

    def number(self, atom: Atom) -> int:
        """The atom's number."""
        if atom not in self._numbers:
            self._numbers[atom] = len(self.rows)
            self.rows.append(self._row(atom, len(self.rows)))
        return self._numbers[atom]

    def cost(self, atom: Atom) -> float:
        """Roughly how long the atom takes to decide."""
        return _COSTS.get(AtomKind(self.rows[self.number(atom)][0]), 1.0)

    def _row(self, atom: Atom, number: int) -> tuple[int, int, int, int, int, int]:
        if atom.field is None:
            self.keywords[number] = atom
            return (AtomKind.KEYWORD, 0, 0, len(keyword_literal(atom.test)), 0, 0)
        field = self.field(atom.field)
        match atom.test:
            case Null():
                return (AtomKind.EMPTY, field, 0, 0, 0, 1)
            case Exists(expected):
                return (AtomKind.PRESENT if expected else AtomKind.ABSENT, field, 0, 0, 0, 0)
            case FieldRef(other, how, False):
                return (AtomKind.REFERENCE, field, 0, 0, self.field(other), _REFERENCES[how])
            case FieldRef():
                self.keywords[number] = atom
                return (AtomKind.KEYWORD, 0, 0, 0, 0, 0)
            case Text(cased=False) as text if Wildcard.ONE not in text.parts:
                return self._text_row(field, text)
        self.asked[number] = atom.test
        if isinstance(atom.test, Network):
            return _network_row(field, atom.test)
        needle = needle_of(atom)
        literal = needle.literal if needle else b""
        return (AtomKind.ASKED, field, self.literals.place(literal) if literal else 0, len(literal), 0, 0)

    def _text_row(self, field: int, text: Text) -> tuple[int, int, int, int, int, int]:
        literals = [fold(part).encode() for part in text.parts if isinstance(part, str)]
        if not text.parts:
            return (AtomKind.EMPTY, field, 0, 0, 0, 0)
        if not literals:
            return (AtomKind.PRESENT, field, 0, 0, 0, 0)
        position = simple_position(text)
        if position is not None:
            return (_SIMPLE[position], field, self.literals.place(literals[0]), len(literals[0]), 0, 0)
        first = len(self.parts)
        self.parts += [(self.literals.place(literal), len(literal)) for literal in literals]
        anchors = (0 if text.parts[0] is Wildcard.MANY else _ANCHORED_START) | (
            0 if text.parts[-1] is Wildcard.MANY else _ANCHORED_END
        )
        return (AtomKind.PATTERN, field, first, len(literals), 0, anchors)


def _network_row(field: int, test: Network) -> tuple[int, int, int, int, int, int]:
    network = test.network
    if isinstance(network, IPv6Network):
        return (AtomKind.NETWORK, field, 0, 0, 0, 1)
    address = int(network.network_address)
    return (AtomKind.NETWORK, field, address - (1 << 32) if address >> 31 else address, network.prefixlen, 0, 0)
