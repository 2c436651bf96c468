from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given

from detect.plan.exprs import some_expr, some_fields
from detect.rules import condition_of, rule
from otasuke.detect.evaluate import atom_holds, holds
from otasuke.detect.plan.clauses import MAX_ALTERNATIVES, ClauseChooser, atoms_of, push_negations
from otasuke.detect.plan.keywords import keyword_literal
from otasuke.detect.rule import And, Atom, Expr, Not, Or, Text


def is_pushed(expr: Expr) -> bool:
    match expr:
        case Atom():
            return True
        case Not(part):
            return isinstance(part, Atom)
        case And(parts) | Or(parts):
            return all(is_pushed(part) and type(part) is not type(expr) for part in parts)


def literals_of(items: str, *others: str) -> set[bytes]:
    """The literals of the clause that is chosen for a selection, in the company of other rules."""
    rules = tuple(rule(f"s:\n  {item}\ncondition: s") for item in others)
    clause = ClauseChooser(rules).clause(push_negations(condition_of(items)))
    return {needle.literal for _, needle in clause.needles if needle} if clause else set()


@given(some_expr(), some_fields())
def test_pushed_negations_mean_the_same(expr: Expr, fields: Mapping[str, str]) -> None:
    pushed = push_negations(expr)

    assert holds(pushed, fields) == holds(expr, fields)
    assert is_pushed(pushed)


@given(some_expr(), some_fields())
def test_a_condition_holds_exactly_if_one_of_its_alternatives_does(expr: Expr, fields: Mapping[str, str]) -> None:
    alternatives = ClauseChooser(()).alternatives(expr)

    assert any(holds(one.condition, fields) for one in alternatives) == holds(expr, fields)


@given(some_expr(), some_fields())
def test_no_alternative_holds_without_its_clause(expr: Expr, fields: Mapping[str, str]) -> None:
    for one in ClauseChooser(()).alternatives(expr):
        if one.clause and holds(one.condition, fields):
            assert any(atom_holds(atom, fields) for atom, _ in one.clause.needles)


@given(some_expr(), some_fields())
def test_where_a_clause_is_proved_the_rest_decides(expr: Expr, fields: Mapping[str, str]) -> None:
    for one in ClauseChooser(()).alternatives(expr):
        if one.clause and one.clause.proves and any(atom_holds(atom, fields) for atom, _ in one.clause.needles):
            assert holds(one.proved, fields) == holds(one.condition, fields)


def test_the_longer_literal_is_looked_for() -> None:
    assert literals_of("f|contains: net\ng|contains: mimikatz") == {b"mimikatz"}


def test_the_longer_keyword_is_looked_for() -> None:
    copied = rule("words: ['scp ', 'sftp ', 'rsync ']\nsigns: ['@', ':']\ncondition: words and signs")

    clause = ClauseChooser(()).clause(push_negations(copied.condition))

    assert clause
    assert {keyword_literal(atom.test) for atom, _ in clause.needles} == {b"scp ", b"sftp ", b"rsync "}


def test_a_literal_that_many_rules_name_is_taken_for_a_common_one() -> None:
    items = "f|contains: powershell\ng|contains: mimikatz"

    assert literals_of(items) == {b"powershell"}
    assert literals_of(items, *["f|contains: powershell"] * 20) == {b"mimikatz"}


def test_an_event_id_is_not_looked_for_where_there_is_something_better() -> None:
    assert literals_of("EventID: 4688\nf: whoami") == {b"whoami"}


def test_every_member_of_a_list_is_looked_for() -> None:
    assert literals_of("f:\n  - one\n  - two") == {b"one", b"two"}


def test_a_negated_condition_has_nothing_to_look_for() -> None:
    chooser = ClauseChooser(())

    (alternative,) = chooser.alternatives(Not(Atom("f", Text(("x",)))))

    assert alternative.clause is None


def test_a_condition_that_never_holds_has_no_alternative_that_does() -> None:
    assert not any(holds(one.condition, {}) for one in ClauseChooser(()).alternatives(Or(())))


def test_too_many_alternatives_are_taken_as_one() -> None:
    pairs = [And((Atom("f", Text((str(number),))), Atom("g", Text(("x",))))) for number in range(MAX_ALTERNATIVES + 1)]

    assert len(ClauseChooser(()).alternatives(Or(tuple(pairs[1:])))) == MAX_ALTERNATIVES
    assert len(ClauseChooser(()).alternatives(Or(tuple(pairs)))) == 1


def test_atoms_come_in_the_order_of_the_condition() -> None:
    one, two, three = (Atom(name, Text(("x",))) for name in "fgh")

    assert list(atoms_of(And((one, Not(Or((two, three))))))) == [one, two, three]
