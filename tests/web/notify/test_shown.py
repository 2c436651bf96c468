"""What things are called on pages."""

from __future__ import annotations

from otasuke.advice.colour import Colour
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.policy import Way
from otasuke.web.notify.shown import ANSWERS, COLOURS, GLYPHS, STATES, WAYS
from otasuke.web.notify.words import Answer


def test_everything_has_a_name() -> None:
    assert set(WAYS) == set(Way)
    assert set(STATES) == set(Delivery.State)
    assert set(ANSWERS) == set(Answer)
    assert set(COLOURS) == set(Colour)
    assert set(GLYPHS) <= set(STATES)
