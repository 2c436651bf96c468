"""Reading sheets, and why there is none."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from otasuke.web.duty.rota import JAPAN
from otasuke.web.jobs.selectors import DONE, FAILED, WAITING, JobLine
from otasuke.web.mornings import selectors
from otasuke.web.mornings.models import MorningSheet
from otasuke.web.mornings.selectors import Missing

DAY = date(2026, 11, 24)
NINE = datetime(2026, 11, 24, 9, tzinfo=JAPAN)


def test_days_before_and_after_are_those_that_have_a_sheet(database) -> None:
    days = [DAY - timedelta(days=3), DAY, DAY + timedelta(days=1)]
    for day in days:
        MorningSheet.objects.create(day=day, made_at=timezone.now(), content={})

    assert selectors.days_around(DAY) == (days[0], days[2])
    assert selectors.days_around(days[0]) == (None, DAY)
    assert selectors.sheet_of(DAY - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("day", "at", "status", "why"),
    [
        (DAY - timedelta(days=1), NINE, None, Missing.PAST),
        (DAY, NINE - timedelta(hours=1), None, Missing.EARLY),
        (DAY, NINE, None, Missing.STOPPED),
        (DAY, NINE, FAILED, Missing.GIVEN_UP),
        (DAY, NINE, WAITING, Missing.AGAIN),
        (DAY, NINE + timedelta(days=1), DONE, Missing.PAST),
    ],
)
def test_why_there_is_none_is_known(monkeypatch, day: date, at: datetime, status: str | None, why: Missing) -> None:
    job = JobLine(1, "mornings.make_sheet", status or "", 1, NINE - timedelta(minutes=29), None, "")
    monkeypatch.setattr(selectors, "list_jobs", lambda *_: [job] if status else [])

    assert selectors.why_missing(day, at) is why
