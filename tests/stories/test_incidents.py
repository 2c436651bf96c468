"""METI's four cases, from what sensors wrote to the incidents of the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from finding_cast import incidents_of
from otasuke.advice.colour import Colour
from otasuke.demo.matters import INTERRUPTING
from otasuke.demo.stories.shelf import STORIES
from otasuke.web.incidents.states import State
from story_play import Played, play

_RANKS = (Colour.GREEN, Colour.YELLOW, Colour.RED)


def gravest(played: Played) -> Colour:
    """What its owner must be told in the end."""
    return max((truth.colour for truth in played.part.truths), key=_RANKS.index)


@pytest.mark.parametrize("number", STORIES)
def test_each_story_is_one_incident_at_each_company_in_the_minute_of_the_first_certain_evidence(
    database, tmp_path: Path, number: int
) -> None:
    for played in play(STORIES[number], tmp_path):
        ours = [one for one in incidents_of(played.customer) if one.state != State.MERGED.value]
        if gravest(played) not in INTERRUPTING:
            assert ours == []
            continue
        (incident,) = ours
        assert incident.level is gravest(played)
        first = min(truth.certain_at for truth in played.part.truths if truth.colour in INTERRUPTING)
        assert abs((incident.opened_at - first).total_seconds()) < 60


def test_hacked_partners_who_write_to_many_companies_are_one_campaign(database, tmp_path: Path) -> None:
    companies = play(STORIES[4], tmp_path)

    found = [one for played in companies for one in incidents_of(played.customer)]
    assert len({one.customer_id for one in found}) == 3
    assert len({one.campaign_id for one in found} - {None}) == 1
    assert all(one.campaign_id for one in found if one.state != State.MERGED.value)
