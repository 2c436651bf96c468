"""Twin of `otasuke.normalise.windows.evtx`."""

from __future__ import annotations

import copy
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.windows.samples import CONTEXT, EVTX_PROCESS
from otasuke.events import Event, LogSource, Reject, RejectReason
from otasuke.normalise.windows.evtx import EVTX, evtx_event, is_evtx_record, is_wrapped, read_file, wrapped_event

CHUNK_BYTES = 65536
HEADER_BYTES = 4096


def test_an_event_of_a_japanese_windows_is_read_and_routed() -> None:
    event = evtx_event(EVTX_PROCESS, CONTEXT, 0)

    assert event.logsources == (LogSource("windows", "process_creation", "sysmon"),)
    assert event.time == datetime(2024, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
    assert (event.sensor, event.record, event.source) == ("経理-PC01", 77, "windows.evtx")
    assert event.fields["Image"] == "C:\\Users\\山田\\AppData\\Local\\Temp\\請求書.exe"
    assert event.fields["RuleName"] == ""
    assert event.fields["EventID"] == "1"


def test_an_event_id_with_qualifiers_and_a_data_list_are_read() -> None:
    record = copy.deepcopy(EVTX_PROCESS)
    record["Event"]["System"]["EventID"] = {"#attributes": {"Qualifiers": 16384}, "#text": 15457}
    record["Event"]["EventData"] = {"Data": {"#text": ["show advanced options", "0", "1"]}, "Binary": None}

    fields = evtx_event(record, CONTEXT, 0).fields

    assert fields["EventID"] == "15457"
    assert fields["Data"] == ("show advanced options", "0", "1")
    assert "Binary" not in fields


def test_the_channel_that_was_cleared_wins_as_a_field_but_does_not_route() -> None:
    record = copy.deepcopy(EVTX_PROCESS)
    record["Event"]["System"] |= {"EventID": 104, "Channel": "System"}
    record["Event"]["UserData"] = {"LogFileCleared": {"Channel": "Windows PowerShell", "SubjectUserName": "山田"}}

    event = evtx_event(record, CONTEXT, 0)

    assert event.logsources == (LogSource("windows", None, "system"),)
    assert (event.fields["Channel"], event.fields["SubjectUserName"]) == ("Windows PowerShell", "山田")


def test_event_data_cannot_pretend_to_be_another_event() -> None:
    record = copy.deepcopy(EVTX_PROCESS)
    record["Event"]["EventData"] |= {"Channel": "Security", "EventID": "4688", "Provider_Name": "x"}

    event = evtx_event(record, CONTEXT, 0)

    assert event.logsources == (LogSource("windows", "process_creation", "sysmon"),)
    assert event.fields["EventID"] == "1"


def test_the_shape_knows_the_paths_that_its_fields_come_from() -> None:
    assert EVTX.paths_of("Image") == ("Event.EventData.Image", "Event.System.Image", "Image")
    assert EVTX.paths_of("Channel")[0] == "Event.System.Channel"


def test_wrapped_events_are_unwrapped() -> None:
    chainsaw = {"kind": "evtx", "document": {"data": EVTX_PROCESS}}

    for record in (EVTX_PROCESS["Event"], chainsaw):
        assert not is_evtx_record(record)
        assert is_wrapped(record)
        assert wrapped_event(record, CONTEXT, 0).fields["CommandLine"] == "請求書.exe /quiet"


def test_a_file_without_its_header_is_one_reject() -> None:
    found = list(read_file(b"ElfFile\0", CONTEXT))

    assert [type(item) for item in found] == [Reject]


def announced_records(data: bytes) -> int:
    """How many records the chunk headers say there are, counted apart from the code under test."""
    total = 0
    for start in range(HEADER_BYTES, len(data), CHUNK_BYTES):
        if data[start : start + 8] == b"ElfChnk\0":
            first, last = struct.unpack_from("<QQ", data, start + 8)
            total += last - first + 1
    return total


@pytest.mark.parametrize("folder", ["evtx", "sigma_regression"])
def test_every_record_of_every_recording_becomes_an_event(shared_data: Path, folder: str) -> None:
    for path in sorted((shared_data / folder).rglob("*.evtx")):
        data = path.read_bytes()
        found = list(read_file(data, CONTEXT))

        assert [item for item in found if isinstance(item, Reject)] == [], path
        assert len(found) == announced_records(data), path
        assert all(isinstance(item, Event) and item.time and item.sensor for item in found), path


def a_recording(shared_data: Path) -> bytes:
    return min((shared_data / "evtx").rglob("*.evtx"), key=lambda path: path.stat().st_size).read_bytes()


def test_a_chunk_cut_short_is_a_reject_at_its_offset(shared_data: Path) -> None:
    found = list(read_file(a_recording(shared_data)[:5000], CONTEXT))

    assert [(item.offset, item.reason) for item in found if isinstance(item, Reject)] == [
        (HEADER_BYTES, RejectReason.BROKEN_RECORD)
    ]


def test_a_broken_chunk_costs_only_itself(shared_data: Path) -> None:
    data = a_recording(shared_data)
    chunk = data[HEADER_BYTES : HEADER_BYTES + CHUNK_BYTES]
    whole = len(list(read_file(data[:HEADER_BYTES] + chunk, CONTEXT)))

    found = list(read_file(data[:HEADER_BYTES] + b"\xff" * CHUNK_BYTES + chunk, CONTEXT))

    assert isinstance(found[0], Reject)
    assert len(found) == 1 + whole


def test_a_table_of_names_in_a_circle_does_not_hang_the_reader(shared_data: Path) -> None:
    data = bytearray(a_recording(shared_data))
    data[HEADER_BYTES + 128 : HEADER_BYTES + 132] = struct.pack("<I", 1606)
    data[HEADER_BYTES + 1606 : HEADER_BYTES + 1610] = struct.pack("<I", 1606)

    found = list(read_file(bytes(data), CONTEXT))

    assert isinstance(found[0], Reject)
    assert "circle" in found[0].detail


@given(st.binary(max_size=9000))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    for item in read_file(b"ElfFile\0" + data, CONTEXT):
        assert isinstance(item, (Event, Reject))
