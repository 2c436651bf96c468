"""The card of context as a form."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.http import QueryDict

from otasuke.web.console.card_form import CardForm
from otasuke.web.customers.hours import Expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("when=m31&begins=22:00&ends=01:00", Expected(time(22), 180, "月次", day_of_month=31)),
        ("when=w4&begins=09:30&ends=10:00", Expected(time(9, 30), 30, "月次", weekday=4)),
        ("when=w0&begins=09:00&ends=09:00", Expected(time(9), 1440, "月次", weekday=0)),
        ("when=day&day=2026-12-29&begins=09:00&ends=10:00", Expected(time(9), 60, "月次", day=date(2026, 12, 29))),
        ("when=day&begins=09:00&ends=10:00", Expected(time(9), 60, "月次")),
    ],
)
def test_a_time_is_given_from_when_to_when(sent: str, expected: Expected) -> None:
    row = "&".join(f"time-0-{part}" for part in f"{sent}&words=月次&kind=work".split("&"))

    form = CardForm(None, QueryDict(f"time-count=1&{row}"))

    assert form.is_valid()
    assert form.value().times == (expected,)


def test_a_row_with_half_a_time_is_wrong() -> None:
    form = CardForm(None, QueryDict("time-count=1&time-0-kind=work&time-0-when=w0&time-0-words=月次"))

    assert not form.is_valid()
    assert set(form.times.rows[0].errors) == {"begins", "ends"}
