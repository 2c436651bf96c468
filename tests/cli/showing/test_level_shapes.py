from __future__ import annotations

import pytest

from otasuke.advice.colour import Colour
from otasuke.cli.showing.level_shapes import CLASSES, badge_shape, mark


@pytest.mark.parametrize("colour", Colour)
def test_every_level_has_a_shape_of_its_own(colour: Colour) -> None:
    others = [one for one in Colour if one is not colour]

    assert badge_shape(colour) not in [badge_shape(one) for one in others]
    assert CLASSES[colour] not in [CLASSES[one] for one in others]


def test_a_mark_stands_with_its_middle_at_its_place_and_says_what_it_is() -> None:
    found = mark(Colour.RED, 100, 50, size=16, label="9:26 a")

    assert "translate(92.0 42.0)" in found
    assert "<title>9:26 a</title>" in found
