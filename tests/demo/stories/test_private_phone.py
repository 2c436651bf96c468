from __future__ import annotations

from demo.stories.reading import events_of
from otasuke.demo.matters import leased_names
from otasuke.demo.stories.shelf import STORIES


def test_the_phone_gets_an_address_under_a_made_up_number_and_talks_on_its_own() -> None:
    (part,) = STORIES[2].parts
    events = events_of(part)

    (mac,) = {str(event.fields["dhcp.client_mac"]) for event in events if "dhcp.client_mac" in event.fields}

    assert leased_names(events) == {"192.168.11.63": "iPhone"}
    assert int(mac[:2], 16) & 2, "made up by the device itself"
    assert {str(event.fields.get("src_ip")) for event in events[3:]} == {"192.168.11.63"}
