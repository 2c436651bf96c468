"""Whom to invite, in whatever way staff write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_cast import draft_plan
from otasuke.web.console.joining_forms import InvitationForm

NUMBER = "8700110005901"


def form(**given: str) -> InvitationForm:
    return InvitationForm([draft_plan()], given)


@pytest.mark.parametrize("written", [NUMBER, f" T{NUMBER} ", "8-7001-1000-5901", "８７００ １１００ ０５９０１"])
def test_a_number_is_read_however_it_is_written(written: str) -> None:
    made = form(company=written)

    assert made.is_valid()
    assert made.number == NUMBER


def test_a_name_is_no_number() -> None:
    made = form(company="3丁目パン店")

    assert made.is_valid()
    assert (made.number, made.names()) == ("", ("3丁目パン店", ""))


@given(st.text(max_size=120))
def test_nothing_that_is_written_breaks_it(written: str) -> None:
    made = form(company=written, kana=written, email=written, endpoints=written)

    if made.is_valid():
        assert made.computers() >= 1
        assert made.chosen_plan()


def test_the_usual_number_is_never_less_than_the_plan_is_sold_for() -> None:
    made = InvitationForm([draft_plan(from_endpoints=5)], {"company": "x"})

    assert made.is_valid()
    assert made.computers() == 5
