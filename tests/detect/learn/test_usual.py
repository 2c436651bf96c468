from __future__ import annotations

from otasuke.detect.learn.usual import Usual


def test_so_many_times_the_most_that_was_learnt_is_unusual_and_never_less_than_the_fewest() -> None:
    usual = Usual(10, 2.0)
    usual.learn(("a",), 3)
    usual.learn(("b",), 30)
    usual.learn(("b",), 7)

    assert [usual.limit((name,)) for name in "abc"] == [10, 60, 10]


def test_what_was_learnt_survives_a_restart() -> None:
    first, second = Usual(10, 2.0), Usual(10, 2.0)
    first.learn(("a", 1), 30)
    second.restore(first.state())

    assert second.most(("a", 1)) == 30
