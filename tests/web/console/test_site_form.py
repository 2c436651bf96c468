"""A site as a form."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.http import QueryDict

from otasuke.web.console.site_form import SiteForm
from otasuke.web.customers.hours import Open


def form(**sent: str) -> SiteForm:
    data = QueryDict(mutable=True)
    data.update({"name": "本社", **sent})
    return SiteForm(None, data)


def test_hours_are_a_line_for_each_day() -> None:
    site = form(open_0="9:00-12:00、13:00〜18:00", open_6="２２：００－２４：００")

    assert site.is_valid(), site.errors
    assert site.value().hours.open == (
        Open(0, time(9), time(12)), Open(0, time(13), time(18)), Open(6, time(22), time(0)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("2026-12-29〜2027-01-03", (date(2026, 12, 29), date(2027, 1, 3))),
        ("2026/8/13", (date(2026, 8, 13), date(2026, 8, 13))),
        ("2026年8月13日 - 2026年8月16日", (date(2026, 8, 13), date(2026, 8, 16))),
    ],
)
def test_days_off_are_a_line_each(line: str, days: tuple[date, date]) -> None:
    site = form(closed=line + "\n")

    assert site.is_valid()
    assert site.value().hours.closed == (days,)


@pytest.mark.parametrize("line", ["お盆", "2026-13-01", "2026-02-30", "2026-01-01〜2026-01-02〜2026-01-03"])
def test_a_line_that_is_no_days_is_named(line: str) -> None:
    site = form(closed=f"2026-01-01\n{line}")

    assert not site.is_valid()
    assert site.errors["closed"][0].startswith("2行目:")


@pytest.mark.parametrize("text", ["9-18", "25:00-26:00", "9:60-10:00", "ずっと"])
def test_hours_that_are_none_are_told_at_their_day(text: str) -> None:
    assert set(form(open_3=text).errors) == {"open_3"}
