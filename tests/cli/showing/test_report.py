from collections.abc import Callable

from otasuke.cli.showing.report import Report, groups_by_rule
from otasuke.detect.rule import Level

Make = Callable[..., Report]


def test_every_level_is_counted_the_worst_first(report: Make) -> None:
    assert list(report(2).by_level.items())[:2] == [(Level.CRITICAL, 0), (Level.HIGH, 2)]


def test_a_group_knows_its_computers_and_times(report: Make) -> None:
    (group,) = groups_by_rule(report(5, computers=2).findings).values()

    assert (group.count, group.computers) == (5, {"x0": 3, "x1": 2})
    assert [time.minute for time in group.times] == [0, 4]


def test_a_time_that_is_not_there_is_a_dash(report: Make) -> None:
    assert report().show_time(None) == "–"
