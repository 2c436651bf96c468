"""Lists in forms: a row for each thing, and some empty ones to add more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from otasuke.web.customers.policy import Fault
from otasuke.web.ui.telling import told

MOST_ROWS = 500
_TO_ADD = 2


class RowsForm:
    """A list of things, each on a row of its own. A row whose fields are all empty is nothing.

    rows     the forms, as they are shown: those that are there, and some to add.
    written  of those that say something, in the order of the list, once it was checked.
    """

    def __init__(
        self, kind: type[forms.Form], initial: Sequence[dict[str, Any]], data: QueryDict | None, *, prefix: str
    ) -> None:
        count = len(initial) + _TO_ADD if data is None else min(_number(data.get(f"{prefix}-count")), MOST_ROWS)
        self.prefix, self.count = prefix, min(count, MOST_ROWS)
        self.rows = [
            kind(data, initial=initial[number] if number < len(initial) else None, prefix=f"{prefix}-{number}",
                 empty_permitted=True, use_required_attribute=False)
            for number in range(self.count)
        ]  # fmt: skip
        self.written: list[forms.Form] = []

    def is_valid(self) -> bool:
        """Whether every row that says something holds what its fields are for."""
        self.written = [row for row in self.rows if _says_something(row)]
        for row in self.written:
            row.empty_permitted = False
        wrong = [row for row in self.written if not row.is_valid()]
        return not wrong

    def tell(self, row: int, field: str | None, words: str) -> None:
        """Put what is wrong beside a field of a row, counted from 1 among those that say something."""
        self.written[row - 1].add_error(field if field in self.written[row - 1].fields else None, words)


def tell_rows(rows: RowsForm, faults: Iterable[Fault]) -> None:
    """Put faults beside the fields of their rows: `2.phone`."""
    for fault in faults:
        number, _dot, field = fault.field.partition(".")
        rows.tell(int(number), field, told(fault.sentence))


def _says_something(row: forms.Form) -> bool:
    """Whether somebody wrote anything; a choice and the number of the row say nothing alone."""
    return any(
        str(row[name].value() or "").strip()
        for name, field in row.fields.items()
        if name != "position" and not isinstance(field, forms.ChoiceField)
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0
