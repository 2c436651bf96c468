from __future__ import annotations

from random import Random

import pytest

from otasuke.simulating.attacks.stories import STORIES
from otasuke.simulating.attacks.story import Planned, Story, stage
from otasuke.simulating.company import Kind
from otasuke.simulating.feed import device_values, written
from simulating.reading import MORNING_US, company_having, read

COMPANIES = [company_having(kind, Kind.SERVER) for kind in (Kind.FORTIGATE, Kind.SURICATA, Kind.RTX)]
SOURCES = {Kind.FORTIGATE: "firewall.fortigate", Kind.SURICATA: "network.suricata", Kind.RTX: "firewall.yamaha_rtx"}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_what_happens_is_written_as_the_devices_write_it(story: Story) -> None:
    seen = set()
    for company in COMPANIES:
        for device, step in stage(Planned(company.number, story.name, MORNING_US, 1), company, STORIES).steps:
            line = written(step, device_values(company, device), 7, Random(1))
            event = read([line], sensor=device.name)[0]
            assert event.source == SOURCES.get(device.kind, "windows.winlogbeat")
            assert event.time is not None
            assert event.sensor == (
                company.computer_name(device) if device.kind in (Kind.PC, Kind.SERVER) else device.name
            )
            assert "⟦".encode() not in line
            seen.add(event.source)
    assert seen > {"windows.winlogbeat"} or story.name in ("hotel-wifi", "private-phone")


def test_stories_are_told_apart_and_say_what_they_are() -> None:
    assert len({story.name for story in STORIES}) == len(STORIES) == 5
    assert all(story.length_s > 60 and story.title for story in STORIES)
