"""The timeline as a picture."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from otasuke.web.incidents.picture import MOST_LANES, MOST_MARKS, WIDTH, Moment, timeline

NOW = datetime(2026, 11, 24, 0, 40, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_nothing_makes_no_picture() -> None:
    assert timeline([], ["a"]) is None
    assert timeline([Moment(NOW, "elsewhere", "x")], ["a"]) is None


def test_lanes_stand_in_their_order_and_evidence_is_tied() -> None:
    found = timeline([Moment(at(3), "b", "二", 2), Moment(at(0), "a", "一", 1)], ["a", "b", "c"])

    assert found is not None
    assert [one.name for one in found.lanes] == ["a", "b"]
    first, second = found.trace.split()
    assert float(first.split(",")[0]) < float(second.split(",")[0])
    assert found.dots[0].y < found.dots[1].y


def test_moments_of_a_minute_are_one_dot_that_counts() -> None:
    found = timeline(
        [Moment(at(0), "a", "一"), Moment(at(0.2), "a", "二", colour="aka"), Moment(at(9), "a", "三")], ["a"]
    )

    assert found is not None
    assert [(one.words, one.more, one.colour) for one in found.dots] == [("一", 1, "aka"), ("三", 0, "")]


def test_many_moments_stay_in_the_picture_and_words_do_not_run_into_each_other() -> None:
    moments = [Moment(at(n * 7), f"lane{n % 9}", "とても長い言葉がここに続きます" * 3, n) for n in range(200)]
    found = timeline(moments, [f"lane{n}" for n in range(9)])

    assert found is not None
    assert len(found.marks) == MOST_MARKS
    assert len(found.lanes) == MOST_LANES
    assert all(0 < one.x < WIDTH for one in found.dots)
    for lane in found.lanes:
        dots = sorted((one for one in found.dots if one.y == lane.middle), key=lambda one: one.x)
        for one, following in itertools.pairwise(dots):
            assert one.x + len(one.words) * 12.5 <= following.x or one.is_end
