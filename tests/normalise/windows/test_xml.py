"""Twin of `otasuke.normalise.windows.xml`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.windows.samples import CONTEXT, EVTX_PROCESS, XML_PROCESS
from otasuke.events import Event, LogSource, Reject, RejectReason
from otasuke.normalise.windows.evtx import evtx_event
from otasuke.normalise.windows.xml import is_event, is_export, read_events, split_events

EVENT = XML_PROCESS.encode()


def read(data: bytes, chunk_bytes: int = 1 << 16) -> list[Event | Reject]:
    chunks = [data[start : start + chunk_bytes] for start in range(0, len(data), chunk_bytes)]
    found: list[Event | Reject] = []
    for item in split_events(chunks):
        found.extend([item] if isinstance(item, Reject) else read_events((item,), CONTEXT))
    return found


def test_an_event_in_xml_is_the_same_as_in_a_file() -> None:
    [event] = read(EVENT)

    assert isinstance(event, Event)
    expected = evtx_event(EVTX_PROCESS, CONTEXT, 0)
    assert (event.time, event.sensor, event.record) == (expected.time, expected.sensor, expected.record)
    assert event.logsources == expected.logsources
    assert {name: event.fields[name] for name in ("Image", "User", "RuleName", "EventID")} == {
        name: expected.fields[name] for name in ("Image", "User", "RuleName", "EventID")
    }
    assert event.fields["Message"] == "プロセスの作成"
    assert event.fields["Level"] == "4"


@pytest.mark.parametrize("chunk_bytes", [1, 7, 1000, 1 << 16])
def test_events_are_cut_the_same_way_however_the_input_arrives(chunk_bytes: int) -> None:
    export = b"<?xml version='1.0'?>\r\n<Events>" + EVENT + EVENT + b"\n" + EVENT + b"</Events>\n"

    found = read(export, chunk_bytes)

    assert [type(item) for item in found] == [Event] * 3


def test_newlines_inside_of_an_event_are_kept() -> None:
    [event] = read(EVENT.replace(b"/quiet", b"/a\n/b"))

    assert isinstance(event, Event)
    assert event.fields["CommandLine"] == "請求書.exe /a\n/b"


def test_unnamed_data_is_a_list() -> None:
    data = EVENT.replace(b"<EventData>", b"<EventData><Data>one</Data><Data>two</Data>")

    [event] = read(data)

    assert isinstance(event, Event)
    assert event.fields["Data"] == ("one", "two")


@pytest.mark.parametrize(
    "data",
    [
        b"<Event><System>",
        b"<Event><System></Event>",
        b"<Event>&lol;</Event>",
        b'<Event><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>&a;</Event>',
        b"<Event>" + b"<a>" * 100 + b"</a>" * 100 + b"</Event>",
        b"<Event></Event>",
    ],
)
def test_broken_or_hostile_xml_is_a_reject(data: bytes) -> None:
    [reject] = read(data)

    assert isinstance(reject, Reject)
    assert reject.reason is RejectReason.BROKEN_XML


def test_an_event_without_its_end_costs_only_itself() -> None:
    broken, event = read(b"<Event ><System>" + EVENT)

    assert isinstance(broken, Reject)
    assert isinstance(event, Event)


def test_control_characters_do_not_break_an_event() -> None:
    [event] = read(EVENT.replace(b"/quiet", b"\x01&#x2;&#7;"))

    assert isinstance(event, Event)
    assert event.fields["CommandLine"] == "請求書.exe \ufffd\ufffd\ufffd"


def test_sysmon_for_linux_inside_of_syslog_is_linux() -> None:
    line = (
        b'May  1 12:00:00 web01 sysmon: <Event><System><Provider Name="Linux-Sysmon"/><EventID>1</EventID>'
        b"<Channel>Linux-Sysmon/Operational</Channel><Computer>web01</Computer></System>"
        b'<EventData><Data Name="Image">/usr/bin/curl</Data></EventData></Event>'
    )

    assert is_event(line[line.index(b"<Event>") :])
    assert not is_event(line)
    assert not is_export(line)
    [event] = read(line[line.index(b"<Event>") :])
    assert isinstance(event, Event)
    assert event.logsources == (LogSource("linux", "process_creation", "sysmon"),)
    assert event.fields["Image"] == "/usr/bin/curl"


@given(st.lists(st.sampled_from([b"<Event>", b"</Event>", b"<Event ", b"<a>", b"x", b"\n", b"&#1;", b"]]>", b"\xff"])))
def test_no_mixture_of_tags_makes_the_reader_raise(pieces: list[bytes]) -> None:
    assert all(isinstance(item, (Event, Reject)) for item in read(b"".join(pieces)))
