"""Lists in forms."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict

from otasuke.web.console.rows import RowsForm, tell_rows
from otasuke.web.customers.policy import Fault
from otasuke.web.ui.sentences import Sentence


class _One(forms.Form):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])


def rows(text: str | None, initial: list[dict[str, str]] | None = None) -> RowsForm:
    return RowsForm(_One, initial or [], QueryDict(text) if text is not None else None, prefix="row")


def test_there_is_room_for_two_more() -> None:
    assert len(rows(None, [{"name": "x"}]).rows) == 3


def test_a_row_in_which_nothing_is_written_is_nothing() -> None:
    form = rows("row-count=3&row-0-kind=b&row-1-name=x&row-1-kind=b&row-2-name=　 ")

    assert form.is_valid()
    assert [row.cleaned_data["name"] for row in form.written] == ["x"]


@pytest.mark.parametrize("count", ["", "-1", "x", "99999", "１"])
def test_a_count_that_is_none_counts_nothing(count: str) -> None:
    assert rows(f"row-count={count}&row-0-name=x").rows == []


def test_a_fault_goes_to_the_row_that_it_counts() -> None:
    form = rows("row-count=2&row-0-name=&row-1-name=x&row-1-kind=a")
    form.is_valid()

    tell_rows(form, [Fault("1.name", Sentence("名前がへん")), Fault("1.other", Sentence("ほか"))])

    assert form.rows[1].errors == {"name": ["名前がへん"], "__all__": ["ほか"]}
