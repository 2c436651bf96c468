"""Which rows make an expression true: decided once for every different value, not for every row.

What a value is worth `detect.evaluate` says. Rows that are decided are not looked at again, so that a column is not even
read where an earlier one has left nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from otasuke.detect.evaluate import atom_holds
from otasuke.detect.rule import And, Atom, Expr, FieldRef, Not, Text
from otasuke.events import Value
from otasuke.lake.columns import FIELD
from otasuke.lake.hunting.rows import Column, RowNumbers, Rows
from otasuke.lake.hunting.text_filter import may_fit

Mask = npt.NDArray[np.bool_]


def rows_where(expression: Expr, rows: Rows, among: RowNumbers) -> RowNumbers:
    """Those of the rows that make the expression true."""
    return among[_holds(expression, rows, among)]


def _holds(expression: Expr, rows: Rows, among: RowNumbers) -> Mask:
    if isinstance(expression, Atom):
        return _atom_holds(expression, rows, among)
    if isinstance(expression, Not):
        return ~_holds(expression.part, rows, among)
    decided_by = isinstance(expression, And)
    holds = np.full(len(among), decided_by)
    open_at = np.arange(len(among))
    for part in sorted(expression.parts, key=_has_keywords):
        held = _holds(part, rows, among[open_at])
        holds[open_at] = held
        open_at = open_at[held == decided_by]
        if not len(open_at):
            break
    return holds


def _has_keywords(expression: Expr) -> bool:
    """Keywords look at every column, and so come last."""
    if isinstance(expression, Atom):
        return expression.field is None
    return any(map(_has_keywords, [expression.part] if isinstance(expression, Not) else expression.parts))


def _atom_holds(atom: Atom, rows: Rows, among: RowNumbers) -> Mask:
    if not len(among):
        return np.zeros(0, dtype=np.bool_)
    if atom.field is None:
        return _any_field_holds(atom, rows, among)
    return _column_holds(atom, rows.field(atom.field), rows, among)


def _any_field_holds(atom: Atom, rows: Rows, among: RowNumbers) -> Mask:
    holds = np.zeros(len(among), dtype=np.bool_)
    for name in rows.fields:
        if holds.all():
            return holds
        holds[~holds] = _column_holds(Atom(name, atom.test), rows.stored(FIELD + name), rows, among[~holds])
    if rows.others is not None and not holds.all():
        holds[~holds] = _column_holds(Atom("", atom.test), rows.others, rows, among[~holds])
    return holds


def _column_holds(atom: Atom, column: Column | None, rows: Rows, among: RowNumbers) -> Mask:
    if column is None:
        return np.full(len(among), atom_holds(atom, {}))
    if isinstance(atom.test, FieldRef):
        return _reference_holds(atom, atom.test, (column, rows.field(atom.test.field)), among)
    return _values_hold(atom, column, column.codes[among])


def _values_hold(atom: Atom, column: Column, codes: npt.NDArray[np.int32]) -> Mask:
    name = atom.field or ""
    verdicts = np.zeros(len(column.values) + 1, dtype=np.bool_)
    asked = np.unique(codes).astype(np.int64) if len(codes) < len(column.values) else np.arange(len(verdicts))
    verdicts[-1] = atom_holds(atom, {})
    asked = asked[asked < len(column.values)]
    if column.texts is not None and isinstance(atom.test, Text):
        asked = asked[may_fit(atom.test, column.texts.take(asked))]
    values: Iterable[Value] = map(column.values.__getitem__, asked.tolist())
    if column.texts is not None:
        values = column.texts.take(asked).to_pylist()
    verdicts[asked] = [atom_holds(atom, {name: value}) for value in values]
    return verdicts[codes]


def _reference_holds(atom: Atom, test: FieldRef, columns: tuple[Column, Column | None], among: RowNumbers) -> Mask:
    """The same for two columns: decided once for every pair of values."""
    names = (atom.field or "", test.field)
    one, other = columns
    if other is None:
        return np.full(len(among), atom_holds(atom, {}))
    width = len(other.values) + 1
    pairs, which = np.unique(one.codes[among].astype(np.int64) * width + other.codes[among], return_inverse=True)
    verdicts = [
        left < len(one.values)
        and right < width - 1
        and atom_holds(atom, {names[0]: one.values[left], names[1]: other.values[right]})
        for left, right in (divmod(pair, width) for pair in pairs.tolist())
    ]
    return np.array(verdicts, dtype=np.bool_)[which]
