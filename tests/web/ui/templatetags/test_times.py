"""How pages write when something was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from otasuke.web.ui.templatetags.times import ago, clock, moment, passed, when


@pytest.mark.parametrize(
    ("passed", "japanese", "english"),
    [
        (timedelta(seconds=-5), "たったいま", "just now"),
        (timedelta(seconds=59), "たったいま", "just now"),
        (timedelta(seconds=61), "1分前", "1 minute ago"),
        (timedelta(minutes=59, seconds=50), "59分前", "59 minutes ago"),
        (timedelta(minutes=61), "1時間前", "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23時間前", "23 hours ago"),
    ],
)
def test_within_a_day_it_is_told_how_long_ago(
    monkeypatch: pytest.MonkeyPatch, passed: timedelta, japanese: str, english: str
) -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert ago(now - passed) == f'<span class="nw">{japanese}</span>'
    with override("en"):
        assert ago(now - passed) == f'<span class="nw">{english}</span>'


def test_before_that_the_day_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert ago(now - timedelta(days=1)) == '<span class="nw">11月22日 12:00</span>'
    assert moment(now) == '<span class="nw">11月23日 12:00</span>'


@pytest.mark.parametrize(
    ("before", "japanese", "english"),
    [
        (timedelta(hours=23), "23時間前", "23 hours ago"),
        (timedelta(days=1), "1日前", "1 day ago"),
        (timedelta(days=12, hours=5), "12日前", "12 days ago"),
    ],
)
def test_beside_a_day_it_is_told_how_many_days_ago_that_was(
    monkeypatch: pytest.MonkeyPatch, before: timedelta, japanese: str, english: str
) -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert passed(now - before) == f'<span class="nw">{japanese}</span>'
    with override("en"):
        assert passed(now - before) == f'<span class="nw">{english}</span>'


def test_of_today_the_time_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert when(now - timedelta(hours=1)) == clock(now - timedelta(hours=1)) == '<span class="nw">11:00</span>'
    assert when(now - timedelta(hours=13)) == '<span class="nw">11月22日 23:00</span>'
