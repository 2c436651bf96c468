"""What stands around every page."""

from __future__ import annotations

from django.utils import timezone

from joining_pages import walker
from otasuke.web.join.framing import framed
from otasuke.web.joining.policy import Step
from otasuke.web.joining.selectors import visit


def test_there_are_five_marks_and_the_last_two_steps_share_one(companies) -> None:
    found = visit(walker(companies.minori).secret, now=timezone.now())

    assert [framed(found, step)["at"] for step in Step] == [1, 2, 3, 4, 5, 5]
    assert len(framed(found, Step.WHO)["steps"]) == 5
    assert not framed(found, Step.WHO)["asks_address"]
