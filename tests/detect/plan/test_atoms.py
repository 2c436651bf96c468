from __future__ import annotations

import pytest

from detect.rules import condition_of
from otasuke.detect.kernel.layout import AtomKind
from otasuke.detect.plan.atoms import AtomTable, Literals
from otasuke.detect.plan.clauses import atoms_of
from otasuke.detect.rule import Atom, FieldRef, Text, Wildcard


def atom(item: str) -> Atom:
    return next(atoms_of(condition_of(item)))


def literal_of(table: AtomTable, row: tuple[int, ...]) -> bytes:
    return bytes(table.literals.data[row[2] : row[2] + row[3]])


@pytest.mark.parametrize(
    ("item", "kind", "literal"),
    [
        ("f: WhoAmI", AtomKind.EQUALS, b"whoami"),
        ("f|startswith: WhoAmI", AtomKind.STARTS, b"whoami"),
        ("f|endswith: WhoAmI", AtomKind.ENDS, b"whoami"),
        ("f|contains: WhoAmI", AtomKind.CONTAINS, b"whoami"),
        ("f|contains: ÄΣ", AtomKind.CONTAINS, "äσ".encode()),
        ("f|re: (a|b)", AtomKind.ASKED, b""),
        ("f|re: whoami\\d", AtomKind.ASKED, b"whoami"),
        ("f|cased: WhoAmI", AtomKind.ASKED, b"whoami"),
        ("f: who?mi", AtomKind.ASKED, b"who"),
        ("f|gt: 5", AtomKind.ASKED, b""),
    ],
)
def test_a_row_says_how_an_atom_is_decided_and_by_which_literal(item: str, kind: AtomKind, literal: bytes) -> None:
    table = AtomTable(4)

    row = table.rows[table.number(atom(item))]

    assert row[0] == kind
    assert row[1] == table.field("f") == 4
    assert literal_of(table, row) == literal


@pytest.mark.parametrize(
    ("item", "row"),
    [
        ("f: null", (AtomKind.EMPTY, 4, 0, 0, 0, 1)),
        ("f: ''", (AtomKind.EMPTY, 4, 0, 0, 0, 0)),
        ("f: '*'", (AtomKind.PRESENT, 4, 0, 0, 0, 0)),
        ("f|exists: true", (AtomKind.PRESENT, 4, 0, 0, 0, 0)),
        ("f|exists: false", (AtomKind.ABSENT, 4, 0, 0, 0, 0)),
        ("f|fieldref: g", (AtomKind.REFERENCE, 4, 0, 0, 5, AtomKind.EQUALS)),
        ("f|fieldref|endswith: g", (AtomKind.REFERENCE, 4, 0, 0, 5, AtomKind.ENDS)),
        ("f|cidr: 10.0.0.0/8", (AtomKind.NETWORK, 4, 10 << 24, 8, 0, 0)),
        ("f|cidr: 192.168.0.0/16", (AtomKind.NETWORK, 4, 0xC0A80000 - (1 << 32), 16, 0, 0)),
        ("f|cidr: 'fe80::/10'", (AtomKind.NETWORK, 4, 0, 0, 0, 1)),
    ],
)
def test_a_row_without_a_literal(item: str, row: tuple[int, ...]) -> None:
    table = AtomTable(4)

    assert table.rows[table.number(atom(item))] == row


@pytest.mark.parametrize(("pattern", "anchors"), [("a*b", 3), ("a*b*", 1), ("*a*b", 2), ("*a*b*", 0)])
def test_a_pattern_lists_its_literals_and_where_it_is_anchored(pattern: str, anchors: int) -> None:
    table = AtomTable(4)

    row = table.rows[table.number(atom(f"f: '{pattern}'"))]

    assert row == (AtomKind.PATTERN, 4, 0, 2, 0, anchors)
    assert [bytes(table.literals.data[at : at + size]) for at, size in table.parts] == [b"a", b"b"]


def test_what_the_kernel_cannot_decide_is_kept_for_python() -> None:
    table = AtomTable(4)

    asked, keyword, cased = (
        Atom("f", Text(("a", Wildcard.ONE))),
        Atom(None, Text(("word",))),
        Atom("f", FieldRef("g", cased=True)),
    )
    numbers = [table.number(one) for one in (asked, keyword, cased)]

    assert table.asked == {numbers[0]: asked.test}
    assert table.keywords == {numbers[1]: keyword, numbers[2]: cased}


def test_the_same_atom_has_one_number() -> None:
    table = AtomTable(4)

    first, again, other = (table.number(atom(item)) for item in ("f: A", "f: a", "g: a"))

    assert first == again != other
    assert len(table.rows) == 2


def test_the_same_literal_stands_once() -> None:
    literals = Literals()

    places = [literals.place(literal) for literal in (b"one", b"two", b"one")]

    assert places == [0, 3, 0]
    assert bytes(literals.data) == b"onetwo"


def test_a_question_to_python_costs_more_than_anything_else() -> None:
    table = AtomTable(4)

    items = ("f: a", "f|contains: a", "f: 'a*b'", "f|re: a")

    assert sorted(items, key=lambda item: table.cost(atom(item))) == list(items)
