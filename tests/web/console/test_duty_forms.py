"""What is written about the rota."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.console.duty_forms import (
    AbsenceForm,
    ImposeForm,
    LineForm,
    OfferForm,
    StepsForm,
    WishesForm,
    wishes_now,
)
from otasuke.web.duty.errors import Refused
from otasuke.web.duty.models import Reach
from otasuke.web.duty.policy import Steps
from otasuke.web.duty.rota import DayKind, Place
from otasuke.web.duty.services import Wishes
from otasuke.web.ui.sentences import Sentence

KAMOI = Person(id=UUID(int=7), name="鴨居 渉")
LINE = {
    "person": str(KAMOI.id),
    "kind": "ordinary",
    "weekday": "0",
    "begins": "22:00",
    "ends": "07:00",
    "place": "2",
    "every_weeks": "2",
    "first": "2026-11-23",
}


def test_a_line_is_what_was_chosen() -> None:
    form = LineForm(LINE, people=[KAMOI])

    assert form.is_valid(), form.errors
    line = form.line()
    assert (line.person, line.weekday, line.begins, line.ends) == (KAMOI.id, 0, time(22), time(7))
    assert (line.place, line.every_weeks, line.first, line.last) == (Place.SECOND, 2, date(2026, 11, 23), None)


def test_a_line_of_holidays_has_no_day_of_the_week() -> None:
    form = LineForm(LINE | {"kind": "new_year"}, people=[KAMOI])

    assert form.is_valid()
    assert (form.line().kind, form.line().weekday) == (DayKind.NEW_YEAR, None)


@pytest.mark.parametrize(
    "wrong", [{"person": str(UUID(int=8))}, {"kind": "someday"}, {"begins": "25:00"}, {"place": "3"}]
)
def test_what_is_not_to_be_chosen_is_refused(wrong: dict[str, str]) -> None:
    assert not LineForm(LINE | wrong, people=[KAMOI]).is_valid()


def test_a_refusal_stands_beside_its_field() -> None:
    form = LineForm(LINE, people=[KAMOI])
    form.refuse(Refused(Sentence("だめです。"), field="last"))
    form.refuse(Refused(Sentence("ほかのことです。"), field="elsewhere"))

    assert form.errors["last"] == ["だめです。"]
    assert form.non_field_errors() == ["ほかのことです。"]


def test_one_offers_to_anybody_and_decides_for_somebody() -> None:
    assert OfferForm({"to": ""}, people=[KAMOI]).is_valid()
    assert not ImposeForm({"to": ""}, people=[KAMOI]).is_valid()


def test_wishes_are_in_order_and_each_way_counts_once() -> None:
    form = WishesForm({"phone": " 070-0000-0111 ", "first": "sms", "second": "phone", "third": "sms"})

    assert form.is_valid(), form.errors
    assert form.wishes() == Wishes("070-0000-0111", "", ("sms", "phone"), None)
    assert not WishesForm({"first": "sms", "quiet_from": "22:00"}).is_valid()


def test_a_form_begins_with_what_is_wished_now() -> None:
    assert wishes_now(None) == {"first": "phone", "second": "sms", "third": "mail"}
    assert wishes_now(Reach(phone="070-0000-0111", ways=["mail"]))["second"] == ""


def test_an_absence_is_in_the_time_of_japan() -> None:
    form = AbsenceForm({"begins": "2026-12-28T09:00", "ends": "2026-12-30T18:00"})

    assert form.is_valid()
    assert form.cleaned_data["begins"].isoformat() == "2026-12-28T09:00:00+09:00"


@pytest.mark.parametrize("year", ["0001", "2019", "2041", "9999"])
def test_days_of_which_nobody_knows_whether_they_are_holidays_are_refused(year: str) -> None:
    assert not AbsenceForm({"begins": f"{year}-01-01T00:00", "ends": f"{year}-12-31T23:59"}).is_valid()
    form = LineForm(LINE | {"first": f"{year}-12-31", "last": f"{year}-12-31"}, people=[KAMOI])
    assert set(form.errors) == {"first", "last"}


def test_steps_are_minutes() -> None:
    form = StepsForm({"second_after": "5", "manager_after": "10", "all_after": "15"})

    assert form.is_valid()
    assert form.steps() == Steps(5, 10, 15)
    assert not StepsForm({"second_after": "0", "manager_after": "10", "all_after": "90"}).is_valid()
