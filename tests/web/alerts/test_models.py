"""Tables of alerts."""

from __future__ import annotations

import pytest

from otasuke.web.alerts.models import Alert


@pytest.mark.parametrize(
    ("colour", "held_by", "disturbs"),
    [("赤", "", True), ("黄", "", True), ("青", "", False), ("緑", "", False), ("黄", "habit", False)],
)
def test_only_what_is_red_or_yellow_and_not_held_disturbs(colour: str, held_by: str, disturbs: bool) -> None:
    assert Alert(colour=colour, held_by=held_by).disturbs is disturbs
