from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from otasuke.simulating.company import Kind
from otasuke.simulating.feed import Body, Door, Feed, device_values, natural_pace
from otasuke.simulating.steps import Step
from otasuke.simulating.writing.office import failed_logon
from simulating.reading import MORNING, MORNING_US, SECOND_US, company_with, feed_of, lines_of, read

SOURCES = {
    Kind.PC: "windows.winlogbeat",
    Kind.SERVER: "windows.winlogbeat",
    Kind.NAS: "linux.syslog",
    Kind.FORTIGATE: "firewall.fortigate",
    Kind.SURICATA: "network.suricata",
    Kind.RTX: "firewall.yamaha_rtx",
}


def taken(feed: Feed, *, start_s: int = 0, seconds: int = 60, factor: float = 10) -> Body:
    first = MORNING_US + start_s * SECOND_US
    body = feed.take(first, first + seconds * SECOND_US, people=1, factor=factor, seconds=seconds)
    assert body is not None
    return body


@pytest.mark.parametrize("kind", SOURCES)
def test_what_a_device_writes_is_read_as_its_source_at_its_time_under_its_name(kind: Kind) -> None:
    feed = feed_of(kind)
    body = taken(feed)

    events = read(lines_of(body), sensor=feed.sensor)

    assert len(events) == body.events > 10
    assert {event.source for event in events} == {SOURCES[kind]}
    assert all(event.time and MORNING <= event.time < MORNING + timedelta(seconds=60) for event in events)
    name = feed.company.computer_name(feed.devices[0]) if feed.door is Door.BULK else feed.devices[0].name
    assert {event.sensor for event in events} == {name}


@pytest.mark.parametrize("kind", SOURCES)
def test_the_same_seed_and_times_give_the_same_bytes(kind: Kind) -> None:
    one, same, other = (feed_of(kind, seed=seed) for seed in (1, 1, 2))

    assert taken(one) == taken(same)
    assert taken(one, start_s=60) == taken(same, start_s=60)
    assert taken(other).data != taken(feed_of(kind)).data


def test_records_of_windows_are_numbered_without_gaps() -> None:
    feed = feed_of(Kind.PC)

    lines = lines_of(taken(feed)) + lines_of(taken(feed, start_s=60))

    numbers = [orjson.loads(line)["winlog"]["record_id"] for line in lines]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_bulk_body_is_action_and_record_in_turns() -> None:
    rows = [orjson.loads(row) for row in taken(feed_of(Kind.PC)).data.splitlines()]

    assert all("create" in row for row in rows[::2])
    assert all("winlog" in row for row in rows[1::2])


def test_a_device_keeps_its_pace_over_many_short_spans() -> None:
    feed = feed_of(Kind.PC)
    spans = [MORNING_US + number * SECOND_US for number in range(1000)]

    bodies = [feed.take(at, at + SECOND_US, people=0.5, factor=2, seconds=1) for at in spans]

    assert sum(body.events for body in bodies if body) == pytest.approx(1000 * 0.35 * 0.5 * 2, abs=1)


def test_people_make_pcs_busy_and_boxes_never_rest() -> None:
    company, box = company_with(Kind.FORTIGATE)

    assert natural_pace(company.pcs[0], 5).at(1) > 10 * natural_pace(company.pcs[0], 5).at(0.03)
    assert natural_pace(box, 5).at(0) > 0


def test_a_step_of_a_story_stands_among_the_others_at_its_time() -> None:
    company, device = company_with(Kind.PC)
    feed = Feed(company, (device,), sensor="pc", seed=1)
    step = Step(MORNING_US + 30 * SECOND_US, failed_logon("3", "nobody-else", "192.0.2.1"), {})
    feed.plan(device, [step])

    before, events = taken(feed, seconds=20), read(lines_of(taken(feed, start_s=20, seconds=40)))

    assert b"nobody-else" not in before.data
    found = [event for event in events if event.fields.get("TargetUserName") == "nobody-else"]
    assert [event.time for event in found] == [MORNING + timedelta(seconds=30)]
    assert [event.record for event in events] == sorted(event.record for event in events)
    assert [event.time for event in events] == sorted(event.time for event in events if event.time)
    assert 0 < events.index(found[0]) < len(events) - 1


def test_a_step_alone_is_handed_over_too() -> None:
    company, device = company_with(Kind.PC)
    feed = Feed(company, (device,), sensor="pc", seed=1)
    feed.plan(device, [Step(MORNING_US, failed_logon("3", "x", "192.0.2.1"), {})])

    body = feed.take(MORNING_US, MORNING_US + SECOND_US, people=0, factor=0, seconds=1)
    again = feed.take(MORNING_US + SECOND_US, MORNING_US + 2 * SECOND_US, people=0, factor=0, seconds=1)

    assert body is not None
    assert body.events == 1
    assert again is None


def test_what_a_device_is_called_is_the_same_every_time() -> None:
    assert device_values(*company_with(Kind.PC)) == device_values(*company_with(Kind.PC))
