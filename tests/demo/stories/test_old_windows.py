from __future__ import annotations

from demo.stories.reading import events_of
from otasuke.demo.matters import leased_names
from otasuke.demo.stories.shelf import STORIES


def test_the_old_windows_is_no_device_that_the_company_reports_and_is_known_by_its_lease() -> None:
    (part,) = STORIES[1].parts
    events = events_of(part)

    assert leased_names(events) == {"192.168.20.77": "KENSA-XP"}
    assert "192.168.20.77" not in part.member.names()


def test_it_is_online_before_it_is_infected_and_infected_before_it_spreads() -> None:
    (part,) = STORIES[1].parts
    kinds = [str(event.fields.get("event_type", event.fields.get("subtype"))) for event in events_of(part)]

    assert kinds.index("smb") < kinds.index("http") < kinds.index("fileinfo") < kinds.index("alert")
    assert {"dhcp", "smb", "flow", "dns", "http", "fileinfo", "alert", "virus"} <= set(kinds)
