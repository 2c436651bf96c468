from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.stories.playing import matter_of, played
from otasuke.advice.colour import Colour
from otasuke.demo.matters import fold
from otasuke.demo.stories.script import Shown
from otasuke.demo.stories.shelf import STORIES

each_story = pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: f"story-{story.number}")


@each_story
def test_every_owner_is_told_the_truth_in_the_minute_of_the_first_certain_evidence_and_nothing_else(
    story: Shown, tmp_path: Path
) -> None:
    for one in played(story, tmp_path):
        for truth in one.part.truths:
            matter = matter_of(truth, one)
            assert matter.colour is truth.colour
            assert minute(matter.first.at) == minute(truth.certain_at)
        expected = {truth.device for truth in one.part.truths if truth.colour is not Colour.GREEN}
        assert {matter.device for matter in fold(one.told) if matter.is_interrupting} == expected


@each_story
def test_the_same_day_without_the_story_interrupts_nobody(story: Shown, tmp_path: Path) -> None:
    for one in played(story, tmp_path, is_quiet=True):
        assert not [matter for matter in fold(one.told) if matter.is_interrupting]
        assert one.records > 1000


def minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def test_the_stories_are_the_four_cases() -> None:
    assert list(STORIES) == [1, 2, 3, 4]
    assert all(story.parts and story.beats and story.parts[0].truths for story in STORIES.values())


def test_what_joins_unasked_is_told_when_it_joins_in_the_same_matter(tmp_path: Path) -> None:
    for number in (1, 2):
        (one,) = played(STORIES[number], tmp_path / str(number))
        matter = matter_of(one.part.truths[0], one)

        assert matter.told[0].happening.rule == "learn/new-device"
        assert (matter.told[0].at - one.part.begin).total_seconds() < 1
        assert matter.told[0].colour is Colour.BLUE


def test_the_quiet_days_before_interrupt_nobody(tmp_path: Path) -> None:
    for story in STORIES.values():
        for one in played(story, tmp_path / str(story.number)):
            assert not [matter for matter in fold(one.before) if matter.is_interrupting]
