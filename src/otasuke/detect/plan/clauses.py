"""Choosing what to look for: every rule becomes alternatives, and every alternative one clause it cannot hold without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from otasuke.detect.plan.keywords import keyword_literal
from otasuke.detect.plan.literals import Needle, Position, needle_of
from otasuke.detect.rule import And, Atom, Expr, Not, Or, Rule

MAX_ALTERNATIVES = 64
_ALWAYS = And(())
_COMMON_FIELDS = frozenset(
    {"EventID", "Channel", "Provider_Name", "EventType", "type", "eventName", "event_type", "action"}
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Atoms of which at least one must hold. keywords are atoms without a field.

    likelihood  a rough guess how often one of them is found in an event.
    """

    needles: tuple[tuple[Atom, Needle | None], ...]
    likelihood: float
    proves: bool


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way for a rule to hold.

    clause  None: nothing to look for, it is tried on every event of the rule's log source.
    proved  what is left to check where a proving needle of the clause was found.
    """

    condition: Expr
    clause: Clause | None
    proved: Expr


def push_negations(expr: Expr, *, negated: bool = False) -> Expr:
    """The same condition with `Not` only directly around atoms, and no And in an And or Or in an Or."""
    match expr:
        case Atom():
            return Not(expr) if negated else expr
        case Not(part):
            return push_negations(part, negated=not negated)
        case And(parts) | Or(parts):
            kind = And if isinstance(expr, And) != negated else Or
            pushed = (push_negations(part, negated=negated) for part in parts)
            return _joined(kind, pushed)


def _joined(kind: type[And] | type[Or], parts: Iterator[Expr]) -> Expr:
    flat: list[Expr] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, (And, Or)) and isinstance(part, kind) else (part,))
    return flat[0] if len(flat) == 1 else kind(tuple(dict.fromkeys(flat)))


class ClauseChooser:
    """Chooses clauses by how rare their literals look; a literal that many rules name is taken for a common one."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._uses: Counter[tuple[str, bytes]] = Counter()
        for rule in rules:
            needles = {needle_of(atom) for atom in atoms_of(rule.condition)}
            self._uses.update((needle.field, needle.literal) for needle in needles if needle)

    def alternatives(self, condition: Expr) -> list[Alternative]:
        """The ways in which the condition can hold; empty if it never can."""
        pushed = push_negations(condition)
        ways = list(_ways(pushed))
        if len(ways) > MAX_ALTERNATIVES:
            ways = [pushed]
        return [self._alternative(way) for way in ways]

    def _alternative(self, way: Expr) -> Alternative:
        clause = self.clause(way)
        if clause is None or not clause.proves:
            return Alternative(way, clause, way)
        if not isinstance(way, And):
            return Alternative(way, clause, _ALWAYS)
        chosen = next(part for part in way.parts if self.clause(part) == clause)
        rest = tuple(part for part in way.parts if part is not chosen)
        return Alternative(way, clause, And(rest))

    def clause(self, expr: Expr) -> Clause | None:
        """The rarest clause of a condition whose negations are pushed; None if it has none."""
        match expr:
            case Atom():
                return self._atom_clause(expr)
            case Or(parts):
                return _union(
                    [self.clause(part) for part in parts], all_prove=not any(isinstance(p, And) for p in parts)
                )
            case And(parts):
                found = [clause for clause in map(self.clause, parts) if clause]
                return min(found, key=lambda clause: clause.likelihood, default=None)
        return None

    def _atom_clause(self, atom: Atom) -> Clause | None:
        if atom.field is None:
            literal = keyword_literal(atom.test)
            return Clause(((atom, None),), max(1e-4, 2.0 ** -len(literal)), False) if literal else None
        needle = needle_of(atom)
        if needle is None:
            return None
        return Clause(((atom, needle),), self._likelihood(needle), needle.proves)

    def _likelihood(self, needle: Needle) -> float:
        uses = self._uses[needle.field, needle.literal]
        if needle.position is Position.WHOLE:
            base = 0.1 if needle.field in _COMMON_FIELDS else 0.01
        else:
            base = 2.0 ** -min(len(needle.literal), 14)
        return min(0.9, base * (1 + uses))


def _union(clauses: list[Clause | None], *, all_prove: bool) -> Clause | None:
    found = [clause for clause in clauses if clause]
    if len(found) < len(clauses) or not found:
        return None
    needles = tuple(dict.fromkeys(needle for clause in found for needle in clause.needles))
    likelihood = sum(clause.likelihood for clause in found)
    return Clause(needles, likelihood, all_prove and all(clause.proves for clause in found))


def _ways(expr: Expr) -> Iterator[Expr]:
    """The parts of a top-level Or that are more than atoms, one by one; everything else as it is."""
    if not isinstance(expr, Or):
        yield expr
        return
    atoms = tuple(part for part in expr.parts if isinstance(part, Atom))
    if atoms:
        yield _joined(Or, iter(atoms))
    for part in expr.parts:
        if not isinstance(part, Atom):
            yield part


def atoms_of(expr: Expr) -> Iterator[Atom]:
    """Every atom of a condition, in order."""
    match expr:
        case Atom():
            yield expr
        case Not(part):
            yield from atoms_of(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms_of(part)
