from __future__ import annotations

from pathlib import Path
from random import Random

import orjson
import pytest

from otasuke.simulating.attacks.recordings import BadRecording, story_of
from otasuke.simulating.attacks.story import Planned, stage
from otasuke.simulating.company import Kind
from otasuke.simulating.feed import device_values, written
from simulating.reading import MORNING_US, company_having, read
from simulating.rules import BACKUPS, judge

COMPANY = company_having(Kind.SURICATA)


def flat(second: int, **fields: str) -> dict[str, str]:
    common = {"@timestamp": f"2020-01-01T00:00:{second:02}.000Z", "Hostname": "OLDHOST.lab.example"}
    return {
        **common,
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "EventID": "1",
        "SourceName": "Microsoft-Windows-Sysmon",
        **fields,
    }


RECORDS = [
    flat(0, Image=r"C:\a.exe", CommandLine="a.exe", User=r"OLDHOST\bob"),
    flat(
        9, Image=r"C:\Windows\System32\vssadmin.exe", CommandLine="vssadmin delete shadows ⟦x⟧ %s", User=r"OLDHOST\bob"
    ),
    {
        "timestamp": "2020-01-01T00:00:05.000000+0000",
        "event_type": "dns",
        "src_ip": "10.0.0.1",
        "dns": {"rrname": "a.example"},
        "host": "old",
    },
]
DATA = b"\n".join(orjson.dumps(record) for record in RECORDS)


def test_a_recording_happens_at_a_new_time_on_new_computers() -> None:
    story, left_out = story_of("r", DATA)
    attack = stage(Planned(0, story.name, MORNING_US, 1), COMPANY, [story])

    lines = [written(step, device_values(COMPANY, device), 5, Random(1)) for device, step in attack.steps]

    events = [read([line])[0] for line in lines]
    assert left_out == 0
    assert [event.source for event in events] == ["windows.winlogbeat", "network.suricata", "windows.winlogbeat"]
    victim = COMPANY.pcs[0]
    assert events[0].sensor == COMPANY.computer_name(victim)
    assert events[0].fields["User"] == rf"{victim.name}\bob"
    assert events[1].fields["query"] == "a.example"
    assert events[2].fields["CommandLine"] == "vssadmin delete shadows [x] %s"
    assert events[2].time
    assert events[0].time
    assert (events[2].time - events[0].time).total_seconds() == pytest.approx(9, abs=0.01)


def test_rules_find_in_it_what_they_find_in_the_recording() -> None:
    story, _ = story_of("r", DATA)

    expected = judge().expected(stage(Planned(0, story.name, MORNING_US, 1), COMPANY, [story]))

    assert [one.rule_id for one in expected] == [BACKUPS]


def test_other_records_are_counted_as_left_out() -> None:
    story, left_out = story_of("r", DATA + b'\n{"neither": 1}\nnor this')

    assert len(story.scenes) == 3
    assert left_out == 2


@pytest.mark.parametrize("data", [b"", b"hello\nworld\n", b'{"a":1}', b"\x00\xff" * 100])
def test_what_tells_no_story_is_refused(data: bytes) -> None:
    with pytest.raises(BadRecording, match="no Windows events"):
        story_of("r", data)


def test_an_evtx_file_keeps_its_detections(shared_data: Path) -> None:
    data = (shared_data / "evtx" / "UACME_59_Sysmon.evtx").read_bytes()

    story, left_out = story_of("u", data)

    assert left_out == 0
    assert len(story.scenes) == 7
