"""Twin of `otasuke.normalise.reader`."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.windows.samples import CONTEXT, EVTX_PROCESS, XML_PROCESS
from otasuke.events import MOST_VALUES, Event, Reject, RejectReason
from otasuke.normalise.reader import Tally, UnknownSource, normalise, normalise_stream

FLAT = {"Channel": "Security", "EventID": 4624, "Hostname": "経理-PC01", "TargetUserName": "管理者"}
LINE = json.dumps(FLAT, ensure_ascii=False).encode() + b"\n"
SYSLOG = b"May  1 12:00:00 host sshd[1]: Accepted password for root\n"


def sources(data: bytes) -> list[str]:
    return [item.source if isinstance(item, Event) else item.reason for item in normalise(data, CONTEXT)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (LINE + LINE, ["windows.flat"] * 2),
        (LINE.replace(b"\n", b"\r\n") + b"\n\n" + LINE, ["windows.flat"] * 2),
        (b"\xef\xbb\xbf" + LINE, ["windows.flat"]),
        (LINE.decode().encode("utf-16"), ["windows.flat"]),
        (LINE.decode().encode("utf-16-le"), ["windows.flat"]),
        (json.dumps([FLAT, FLAT], indent=2).encode(), ["windows.flat"] * 2),
        (json.dumps(EVTX_PROCESS, indent=2).encode(), ["windows.evtx"]),
        (LINE + json.dumps(EVTX_PROCESS).encode(), ["windows.flat", "windows.evtx"]),
        (XML_PROCESS.encode() * 2, ["windows.xml"] * 2),
        (("\ufeff<?xml version='1.0' encoding='utf-16'?><Events>" + XML_PROCESS).encode("utf-16-le"), ["windows.xml"]),
        (SYSLOG + b"May  1 12:00:01 host sysmon: " + XML_PROCESS.replace("\n", "").encode(), [
            "linux.syslog", "windows.xml"]),
        (b'{"a":1}\n{"b":\n' + LINE, ["generic.ndjson", RejectReason.BROKEN_JSON, "windows.flat"]),
        (LINE + b"just text\n" + LINE, ["windows.flat", RejectReason.NOT_AN_OBJECT, "windows.flat"]),
        (b"\0\x05\x16\x07\0\x02\0\0", [RejectReason.NOT_TEXT]),
        (b"", []),
        (b" \r\n\0\n", []),
    ],
)  # fmt: skip
def test_a_format_is_recognised_by_its_content(data: bytes, expected: list[str]) -> None:
    assert sources(data) == expected


def test_text_that_nobody_recognises_is_one_reject_a_line() -> None:
    found = list(normalise("これは\n\nログではない".encode(), CONTEXT))

    assert [(item.reason, item.offset) for item in found if isinstance(item, Reject)] == [
        (RejectReason.UNKNOWN_FORMAT, 0),
        (RejectReason.UNKNOWN_FORMAT, 11),
    ]


def test_a_source_can_be_named() -> None:
    named = [item.source for item in normalise(LINE, CONTEXT, source="windows.flat")]
    refused = list(normalise(LINE, CONTEXT, source="windows.evtx_wrapped"))

    assert named == ["windows.flat"]
    assert isinstance(refused[0], Reject)
    with pytest.raises(UnknownSource, match="'nobody'"):
        normalise(LINE, CONTEXT, source="nobody")


def test_a_tally_counts_every_record_once() -> None:
    tally = Tally()

    items = list(tally.counting(normalise(LINE + b"{\n" + LINE, CONTEXT)))

    assert tally.records == len(items) == 3
    assert tally.events == {"windows.flat": 2}
    assert tally.rejects == {RejectReason.BROKEN_JSON: 1}


@given(st.lists(st.sampled_from([LINE, b"{\n", SYSLOG, b"\xff\xfe\n", b"x\n", b"[\n"]), max_size=8), st.integers(1, 50))
def test_the_size_of_the_chunks_changes_nothing(lines: list[bytes], size: int) -> None:
    data = b"".join(lines)
    chunks = [data[start : start + size] for start in range(0, len(data), size)]

    assert list(normalise_stream(chunks, CONTEXT)) == list(normalise(data, CONTEXT))


@given(st.lists(st.sampled_from([LINE.strip(), b"{", b"[1]", b'{"a":NaN}', b"text", b"", b"\xff"]), max_size=8))
def test_behind_a_json_line_every_line_is_one_event_or_reject(lines: list[bytes]) -> None:
    found = list(normalise(LINE + b"\n".join(lines), CONTEXT))

    assert len(found) == 1 + sum(1 for line in lines if line)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    for beginning in (b"", b"{", b"[{", b"<Event>", b"\xff\xfe", b"#", b"<13>"):
        assert all(isinstance(item, (Event, Reject)) for item in normalise(beginning + data, CONTEXT))


def members(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*.[zZ]ip")):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not info.is_dir() and info.file_size < 12_000_000:
                    yield f"{path.name}/{info.filename}", archive.read(info)


def test_nothing_in_the_windows_recordings_is_lost(shared_data: Path) -> None:
    for name, data in members(shared_data / "otrf"):
        if not data.startswith(b"{"):
            continue
        tally = Tally()

        for _ in tally.counting(normalise(data, CONTEXT)):
            pass

        assert tally.records == sum(1 for line in data.splitlines() if line.strip()), name
        assert not tally.rejects, name


def test_resource_forks_in_the_recordings_are_one_reject_each(shared_data: Path) -> None:
    for name, data in members(shared_data / "otrf"):
        if "__MACOSX" in name:
            assert [item.reason for item in normalise(data, CONTEXT) if isinstance(item, Reject)] == [
                RejectReason.NOT_TEXT
            ], name


def test_every_json_event_of_the_regression_data_is_read_as_its_file(shared_data: Path) -> None:
    for path in sorted((shared_data / "sigma_regression").rglob("*.json")):
        assert set(sources(path.read_bytes())) == {"windows.evtx"}, path


XML_LIST = (
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="X"/><EventID>1</EventID>'
    "<Channel>Application</Channel><Computer>PC01</Computer></System><EventData>%s</EventData></Event>"
)
ZEEK_LIST = (
    "#separator \\x09\n#set_separator\t,\n#fields\tts\tanswers\n#path\tdns\n#types\ttime\tset[string]\n1.0\t%s\n"
)


@pytest.mark.parametrize(
    "record",
    [
        lambda count: json.dumps(FLAT | {"CommandLine": ["x"] * count}),
        lambda count: json.dumps([FLAT | {"A": [{"b": n, "c": n} for n in range(count // 2)]}], indent=1),
        lambda count: XML_LIST % ("<Data>x</Data>" * count),
        lambda count: ZEEK_LIST % ",".join("a" * count),
    ],
    ids=["json", "json objects", "xml", "zeek"],
)
def test_a_record_whose_lists_have_too_many_values_is_kept_as_a_reject(
    record: Callable[[int], str],
) -> None:
    (kept,) = normalise(record(MOST_VALUES).encode(), CONTEXT)
    (refused,) = normalise(record(MOST_VALUES + 2).encode(), CONTEXT)

    assert isinstance(kept, Event)
    assert isinstance(refused, Reject)
    assert (refused.reason, refused.detail) == ("too_many_values", f"{MOST_VALUES + 2} values in lists, more than 4096")
