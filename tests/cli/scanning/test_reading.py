import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.cli.scanning.reading import LineBatch, Ordinals, read_batches, read_json_lines, real_number
from otasuke.events import Event, Reject
from otasuke.normalise.base import Context
from otasuke.normalise.json_lines import JsonRecord
from otasuke.normalise.json_values import read_values
from otasuke.normalise.reader import normalise

CONTEXT = Context(datetime(2026, 1, 1, tzinfo=UTC))
FLAT = {"EventID": 1, "Channel": "Security", "Hostname": "pc"}
RECORDS = [
    json.dumps(FLAT).encode(),
    json.dumps({**FLAT, "RecordNumber": 7}).encode(),
    json.dumps({"winlog": {"event_id": 1, "channel": "Security"}}).encode(),
    json.dumps({"timestamp": "2026-01-01T00:00:00Z", "event_type": "dns", "dns": {"rrname": "x"}}).encode(),
    json.dumps({"Records": [FLAT, FLAT, 3]}).encode(),
    json.dumps([FLAT, FLAT]).encode(),
    json.dumps({"what": "ever"}).encode(),
    json.dumps({"message": "what ever", "level": "info"}).encode(),
    json.dumps({"log": "<86>Apr 14 09:00:00 web01 sshd[3]: Invalid user x from 203.0.113.5 port 2\n"}).encode(),
    json.dumps({"message": json.dumps(FLAT), "host": {"name": "web01"}}).encode(),
    b'{"EventID": 1, "Channel": "Security", "EventID": 2}',
    b"{broken",
    b'"text"',
    b"  ",
    b"<34>Apr 14 09:00:00 host sshd[3]: Failed password for root from 203.0.113.5 port 22 ssh2",
    b'type=SYSCALL msg=audit(1744588800.123:42): arch=c000003e syscall=59 success=yes comm="sh" exe="/bin/sh"',
    b"\0\0",
    b'{"a":' * 70 + b"1" + b"}" * 70,
    b'{"EventID": 1, "Channel": "\xff"}',
    b'{"EventID": 1, "Channel": "\\ud800"}',
]


def by_lines(data: bytes, *, is_piece: bool = False) -> tuple[list[Event], list[Reject]]:
    """What the short way makes of lines."""
    events: list[Event] = []
    rejects: list[Reject] = []
    for batch in read_json_lines([data], CONTEXT, Ordinals(is_piece=is_piece)):
        if isinstance(batch, Reject):
            rejects.append(batch)
        elif isinstance(batch, LineBatch):
            events += [batch.event(number, CONTEXT) for number in range(len(batch.lines))]
        else:
            events += batch
    return events, rejects


def in_any_order(events: Iterable[Event]) -> list[str]:
    return sorted(map(repr, events))


@given(st.lists(st.sampled_from(RECORDS), max_size=20))
def test_the_short_way_finds_what_the_reader_finds(lines: list[bytes]) -> None:
    data = b"\n".join([RECORDS[0], *lines])

    events, rejects = by_lines(data)

    found = list(normalise(data, CONTEXT))
    assert in_any_order(events) == in_any_order(one for one in found if isinstance(one, Event))
    assert sorted(map(repr, rejects)) == sorted(repr(one) for one in found if isinstance(one, Reject))


def test_only_records_without_a_number_of_their_own_show_their_ordinal() -> None:
    events, _ = by_lines(RECORDS[0] + b"\n" + RECORDS[1] + b"\n" + RECORDS[0], is_piece=True)

    assert sorted(real_number(event.record, 100, 0) for event in events) == [7, 100, 102]


def test_other_inputs_come_as_events() -> None:
    line = b'203.0.113.5 - - [01/Apr/2026:09:00:00 +0900] "GET / HTTP/1.1" 200 5 "-" "x"\n'

    (batch,) = read_batches([line * 3], CONTEXT, None)

    assert isinstance(batch, list)
    assert len(batch) == 3


@pytest.mark.shared_data
def test_recordings_are_read_alike_both_ways(shared_data: Path) -> None:
    paths = sorted((shared_data / "sigma_regression").rglob("*.json"))[:300]
    values = [
        record.value
        for path in paths
        for record in read_values([path.read_bytes()], "x")
        if isinstance(record, JsonRecord)
    ]
    data = b"\n".join(json.dumps(value).encode() for value in values)

    events, rejects = by_lines(data)

    assert in_any_order(events) == in_any_order(one for one in normalise(data, CONTEXT) if isinstance(one, Event))
    assert rejects == []
