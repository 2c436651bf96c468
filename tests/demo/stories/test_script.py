from __future__ import annotations

from datetime import timedelta

import pytest

from otasuke.demo.stories.members import METALWORKS
from otasuke.demo.stories.script import MAIL_SERVER, Part, beat
from otasuke.demo.stories.shelf import STORIES
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.company import Kind
from otasuke.simulating.writing import boxes


def test_a_part_has_its_scenes_on_the_devices_of_the_company_at_their_times() -> None:
    begin = STORIES[1].parts[0].begin
    part = Part(METALWORKS, begin, (Scene(90, Role.FORTIGATE, boxes.forti_dns("a.example", "203.0.113.1")),))

    ((device, step),) = part.steps()

    assert device.name == "FGT-40F"
    assert step.at_us == int((begin + timedelta(seconds=90)).timestamp()) * 1_000_000


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: f"story-{story.number}")
def test_every_scene_has_a_device_to_happen_on(story) -> None:
    for part in story.parts:
        assert len(part.steps()) == len(part.scenes)


def test_a_company_knows_its_devices_by_address_and_calls_them_by_its_own_words() -> None:
    names = METALWORKS.names()

    assert names["192.168.20.11"] == "KEIRI-01"
    assert names[METALWORKS.mail_server] == MAIL_SERVER
    assert METALWORKS.known_as("ja")["KEIRI-01"] == "経理のパソコン"
    assert METALWORKS.known_as("en")[MAIL_SERVER] == "the company mail"
    assert (METALWORKS.title("ja"), METALWORKS.title("en")) == ("やつで金属", "Yatsude Metalworks")


def test_a_beat_happens_so_many_seconds_later() -> None:
    begin = STORIES[1].parts[0].begin

    assert beat(begin, 61, "雨", "rain").at - begin == timedelta(seconds=61)


def test_everybody_has_a_mailbox_and_all_of_them_are_the_mail_of_the_company() -> None:
    names = METALWORKS.names()

    assert METALWORKS.mailboxes() == ["info", "inamori", "matsubara", "okabe", "kotani"]
    assert names["okabe@yatsude.example"] == names[METALWORKS.organisation] == MAIL_SERVER


def test_a_company_knows_its_devices_by_kind_and_how_fast_their_clocks_are() -> None:
    found = METALWORKS.device(Kind.FORTIGATE)

    assert found is not None
    assert found.name == "FGT-40F"
    assert METALWORKS.device(Kind.RTX) is None
    assert METALWORKS.clock("FGT-40F") == timedelta()
