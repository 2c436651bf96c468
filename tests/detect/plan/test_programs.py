from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given

from detect.plan.exprs import some_expr, some_fields
from otasuke.detect.evaluate import atom_holds, holds
from otasuke.detect.plan.atoms import AtomTable
from otasuke.detect.plan.clauses import atoms_of
from otasuke.detect.plan.programs import FAILED, MATCHED, Programs
from otasuke.detect.rule import And, Atom, Expr, Not, Or, Regex, Text


def run(programs: Programs, step: int, truth: Mapping[int, bool]) -> bool:
    """Follow a program as the kernel does."""
    while step >= 0:
        atom, if_true, if_false = programs.steps[step]
        step = if_true if truth[atom] else if_false
    return step == MATCHED


@given(some_expr(), some_fields())
def test_following_the_steps_decides_the_condition(expr: Expr, fields: Mapping[str, str]) -> None:
    atoms = AtomTable(4)
    programs = Programs(atoms)

    first = programs.add(expr)

    truth = {atoms.number(atom): atom_holds(atom, fields) for atom in atoms_of(expr)}
    assert run(programs, first, truth) == holds(expr, fields)


@given(some_expr())
def test_every_step_leads_to_an_earlier_one_so_that_programs_end(expr: Expr) -> None:
    programs = Programs(AtomTable(4))

    programs.add(expr)

    for number, (_, if_true, if_false) in enumerate(programs.steps):
        assert if_true < number
        assert if_false < number


@pytest.mark.parametrize(
    ("expr", "end"), [(And(()), MATCHED), (Or(()), FAILED), (Not(And(())), FAILED), (Not(Or(())), MATCHED)]
)
def test_a_condition_without_atoms_needs_no_step(expr: Expr, end: int) -> None:
    programs = Programs(AtomTable(4))

    assert programs.add(expr) == end
    assert programs.steps == []


def test_equal_conditions_share_their_steps() -> None:
    programs = Programs(AtomTable(4))
    condition = And((Atom("f", Text(("a",))), Atom("g", Text(("b",)))))

    assert programs.add(condition) == programs.add(condition)
    assert len(programs.steps) == 2


def test_python_is_asked_last() -> None:
    atoms = AtomTable(4)
    programs = Programs(atoms)
    asked, cheap = Atom("f", Regex("a")), Atom("g", Text(("b",)))

    first = programs.add(And((asked, cheap)))

    assert programs.steps[first][0] == atoms.number(cheap)
