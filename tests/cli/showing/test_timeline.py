from collections.abc import Callable
from datetime import UTC
from xml.etree import ElementTree as ET

import pytest

from otasuke.cli.showing.report import Report
from otasuke.cli.showing.timeline import draw_timeline
from otasuke.detect.rule import Level

Make = Callable[..., Report]


def draw(report: Report, width: int = 1000) -> str:
    return draw_timeline(report.findings, UTC, width=width, label="time", css="wide")


@pytest.mark.parametrize("width", [326, 1040])
@pytest.mark.parametrize("count", [1, 2, 500])
def test_the_picture_is_sound_and_everything_is_inside(report: Make, width: int, count: int) -> None:
    root = ET.fromstring(draw(report(count, text="<&>", computers=30), width))

    dots = [float(dot.get("cx", "0")) for dot in root.iter("circle")]
    assert all(0 < x < width for x in dots)
    assert len(list(root.iter("rect"))) <= 4


def test_the_worst_levels_have_shapes_of_their_own(report: Make) -> None:
    assert '<polygon class="critical"' in draw(report(level=Level.CRITICAL))
    assert '<polygon class="high"' in draw(report(level=Level.HIGH))
    assert '<circle class="dot"' in draw(report(level=Level.LOW))


def test_nothing_found_is_no_picture(report: Make) -> None:
    assert draw(report(0)) == ""
