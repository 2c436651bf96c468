"""What can go wrong with joining."""

from __future__ import annotations

from otasuke.web.joining.errors import LinkIsOver, TooMany
from otasuke.web.joining.policy import Standing


def test_a_link_that_was_withdrawn_and_one_that_is_too_old_are_told_apart() -> None:
    assert "取り消されました" in str(LinkIsOver(Standing.WITHDRAWN))
    assert "期限" in str(LinkIsOver(Standing.OVER))


def test_too_many_computers_are_told_in_numbers() -> None:
    assert str(TooMany(3, 2)).startswith("契約は3台です。2台多い")
