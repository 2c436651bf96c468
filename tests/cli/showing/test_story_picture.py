from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from cli.showing.test_matters import telling, told
from otasuke.advice.colour import Colour
from otasuke.cli.showing.story_picture import draw_story


@pytest.mark.parametrize("width", [326, 1040])
def test_every_mark_is_inside_and_nothing_in_it_is_markup_from_logs(width: int) -> None:
    found = told(20, Colour.YELLOW, title="<script>alert(1)</script>")
    svg = draw_story(telling(found, told(24, Colour.RED)), "ja", width=width, css="wide")

    ET.fromstring(svg)  # raises if it is not well-formed
    places = [float(x) for x in re.findall(r'(?:cx="|translate\()([0-9.]+)', svg)]
    assert len(places) >= 8
    assert all(0 <= x <= width for x in places)
    assert "<script" not in svg


def test_there_is_a_lane_for_what_happened_for_each_device_and_for_the_messages() -> None:
    svg = draw_story(telling(told(20, Colour.YELLOW)), "ja", width=1040, css="wide")

    assert [name in svg for name in ("起きたこと", "経理のパソコン", "お客様への知らせ")] == [True] * 3
    assert 'aria-label="印刷のためにつないだ、古いWindows' in svg


def test_the_message_goes_out_with_what_interrupts_not_with_what_is_only_to_know() -> None:
    only_to_know = draw_story(telling(told(20, Colour.BLUE)), "ja", width=1040, css="wide")
    grave = draw_story(telling(told(20, Colour.BLUE), told(21, Colour.RED)), "ja", width=1040, css="wide")

    assert only_to_know.count('class="ao"') == 2
    assert (grave.count('class="ao"'), grave.count('class="aka"')) == (1, 2)


def test_a_story_of_hours_has_few_lines_at_round_times() -> None:
    late = told(20, Colour.YELLOW)
    svg = draw_story(telling(late, told(20 + 7 * 60, Colour.RED)), "ja", width=326, css="narrow")

    times = re.findall(r">(\d+:\d\d)<", svg)
    assert 1 < len(times) <= 5
    assert all(time.endswith(":00") for time in times)
