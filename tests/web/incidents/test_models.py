"""Tables of incidents."""

from __future__ import annotations

from otasuke.advice.colour import Colour
from otasuke.web.incidents.models import Incident


def test_the_colour_that_somebody_decided_counts() -> None:
    assert Incident(colour="黄").level is Colour.YELLOW
    assert Incident(colour="黄", set_colour="赤").level is Colour.RED


def test_what_is_closed_or_merged_is_not_open() -> None:
    assert [Incident(state=one).is_open for one in ("new", "waiting", "closed", "merged")] == [True, True, False, False]
