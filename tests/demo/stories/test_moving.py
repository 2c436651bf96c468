from __future__ import annotations

from datetime import timedelta

import pytest

from otasuke.demo.stories.moving import end_of, moved
from otasuke.demo.stories.shelf import STORIES

WEEK = timedelta(days=7)


@pytest.mark.parametrize("number", STORIES)
def test_a_story_that_was_moved_happens_later_in_every_part_and_otherwise_the_same(number: int):
    before, after = STORIES[number], moved(STORIES[number], WEEK)

    assert end_of(after) - end_of(before) == WEEK
    assert [one.at for one in after.beats] == [one.at + WEEK for one in before.beats]
    assert moved(after, -WEEK) == before


def test_a_story_ends_after_all_that_must_be_told_of_it():
    assert all(
        end_of(shown) >= truth.certain_at for shown in STORIES.values() for part in shown.parts for truth in part.truths
    )
