"""Conditions as programs: one step for each atom, and where to go if it is true or false."""

from __future__ import annotations

from otasuke.detect.plan.atoms import AtomTable
from otasuke.detect.rule import And, Atom, Expr, Not, Or

MATCHED, FAILED = -1, -2


class Programs:
    """All programs in one list of steps (atom, next if true, next if false)."""

    def __init__(self, atoms: AtomTable) -> None:
        self.steps: list[tuple[int, int, int]] = []
        self._atoms = atoms
        self._known: dict[tuple[int, int, int], int] = {}

    def add(self, condition: Expr) -> int:
        """The first step of a program that decides the condition; MATCHED or FAILED if there is nothing to decide."""
        return self._emit(condition, MATCHED, FAILED)

    def _emit(self, expr: Expr, if_true: int, if_false: int) -> int:
        match expr:
            case Not(part):
                return self._emit(part, if_false, if_true)
            case And(parts):
                for part in sorted(parts, key=self.cost, reverse=True):
                    if_true = self._emit(part, if_true, if_false)
                return if_true
            case Or(parts):
                for part in sorted(parts, key=self.cost, reverse=True):
                    if_false = self._emit(part, if_true, if_false)
                return if_false
        return self._step(self._atoms.number(expr), if_true, if_false)

    def _step(self, atom: int, if_true: int, if_false: int) -> int:
        step = (atom, if_true, if_false)
        if step not in self._known:
            self._known[step] = len(self.steps)
            self.steps.append(step)
        return self._known[step]

    def cost(self, expr: Expr) -> float:
        """Roughly how long a condition takes to decide; cheap parts go first, questions to Python last."""
        match expr:
            case Atom():
                return self._atoms.cost(expr)
            case Not(part):
                return self.cost(part)
            case And(parts) | Or(parts):
                return sum(map(self.cost, parts))
