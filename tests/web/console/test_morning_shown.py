"""Words of a morning sheet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from otasuke.web.alerts.policy import Held
from otasuke.web.console.morning_shown import CLOCKS, HELD, MISSING, TITLES, funnel, health, shown_held
from otasuke.web.mornings.choosing import Kind
from otasuke.web.mornings.selectors import Missing
from otasuke.web.mornings.sheet import ClockKind, Health, Night, Numbers, make

AT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def test_everything_has_words() -> None:
    assert set(TITLES) == set(Kind)
    assert set(HELD) == set(Held)
    assert set(CLOCKS) == set(ClockKind)
    assert set(MISSING) == set(Missing) - {Missing.PAST}
    assert shown_held({"habit": 3})[0].name == "いつものこと"


def test_a_bar_goes_by_digits() -> None:
    rows = funnel(Numbers(detections=1284, alerts=12, incidents=6))

    assert [(row.number, row.width) for row in rows] == [(1284, 100), (12, 50), (6, 25), (0, 0)]


@pytest.mark.parametrize(
    ("known", "numbers", "wrong"),
    [
        (Health(AT, AT, "call", mailed_at=AT, drilled_at=AT, drill_minutes=2.2), Numbers(companies=1), set()),
        (Health(), Numbers(), set()),
        (Health(heard_at=AT - timedelta(hours=2)), Numbers(companies=1), {"記録"}),
        (Health(undelivered=1, mails=2, given_up=3), Numbers(), {"知らせの道", "メール", "自動処理"}),
        (Health(drilled_at=AT), Numbers(silent=2, silent_companies=1), {"夜間訓練", "黙っている機器"}),
    ],
)
def test_what_does_not_work_is_yellow_and_what_is_not_known_is_never_green(
    known: Health, numbers: Numbers, wrong: set[str]
) -> None:
    parts = list(health(make(Night(AT, numbers, health=known))))

    assert {one.name for one in parts if one.colour == "ki"} == wrong
    if known == Health():
        assert {one.name for one in parts if one.colour == "mi"} == {"自動処理", "黙っている機器"}
