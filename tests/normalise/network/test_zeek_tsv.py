from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.linux.reading import logsources, read, read_event, read_events
from otasuke.events import Event, Reject, RejectReason
from otasuke.normalise.network.zeek_tsv import ZEEK_TSV, unescape

DNS = (
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
    b"#open\t2026-11-22-12-00-00\n#fields\tts\tid.orig_h\tquery\trejected\tanswers\tTTLs\n"
    b"#types\ttime\taddr\tstring\tbool\tvector[string]\tvector[interval]\n"
)
FILES = (
    b"#separator \\x09\n#set_separator\t;\n#path\tsmb_files\n#fields\tts\tpath\tname\n#types\ttime\tstring\tstring\n"
)


def test_columns_are_fields():
    event = read_event(ZEEK_TSV, DNS + b"1795316400.5\t10.0.0.1\ta.example\tT\t192.0.2.1,192.0.2.2\t(empty)\n")

    assert event.time == datetime(2026, 11, 22, 3, 0, 0, 500000, tzinfo=UTC)
    assert logsources(event) == {"zeek/dns/dns"}
    assert event.fields == {
        "ts": "1795316400.5",
        "id.orig_h": "10.0.0.1",
        "src_ip": "10.0.0.1",
        "query": "a.example",
        "rejected": "true",
        "answers": ("192.0.2.1", "192.0.2.2"),
        "answer": ("192.0.2.1", "192.0.2.2"),
    }


def test_unset_columns_are_absent_and_empty_text_is_empty():
    event = read_event(ZEEK_TSV, DNS + b"1.0\t-\t(empty)\t-\t-\t-\n")

    assert event.fields == {"ts": "1.0", "query": ""}


def test_a_rotated_file_has_several_headers():
    data = DNS + b"1.0\t-\ta\tF\t-\t-\n#close\t2026\n" + FILES + b"2.0\t\\\\\\\\fs\\\\IPC$\tatsvc\n"

    dns, files = read_events(ZEEK_TSV, data)

    assert logsources(dns) == {"zeek/dns/dns"}
    assert logsources(files) == {"zeek/*/smb_files"}
    assert files.fields == {"ts": "2.0", "path": "\\\\fs\\IPC$", "name": "atsvc"}
    assert files.record == data.count(b"\n") - 1


def test_another_separator_is_followed():
    event = read_event(ZEEK_TSV, b"#separator \\x2c\n#path,weird\n#fields,ts,name\n1.0,bad\\x2cname\n")

    assert event.fields == {"ts": "1.0", "name": "bad,name"}


def test_lines_with_other_columns_than_the_header_are_rejected():
    (reject,) = read(ZEEK_TSV, DNS + b"1.0\t10.0.0.1\n")

    assert isinstance(reject, Reject)
    assert reject.reason is RejectReason.BROKEN_RECORD
    assert reject.detail == "the line has 2 columns, the header names 6"
    assert reject.offset == len(DNS)


def test_lines_before_any_header_are_rejected():
    assert isinstance(read(ZEEK_TSV, b"1.0\t-")[0], Reject)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"\\fs\IPC$", r"\\fs\IPC$"),
        (r"\\\\fs\\IPC$", r"\\fs\IPC$"),
        (r"\x5c\x5cfs\x5cIPC$", r"\\fs\IPC$"),
        (r"\xe3\x81\x82", r"\xe3\x81\x82"),
        (r"a\x00", r"a\x00"),
        (r"Windows\System32", r"Windows\System32"),
        (r"Windows\\System32", r"Windows\System32"),
        ("日本", "日本"),
    ],
)
def test_escapes_that_protect_the_format_are_undone(raw, text):
    assert unescape(raw) == text


@pytest.mark.parametrize(
    ("head", "expected"),
    [(DNS, True), (b"\xef\xbb\xbf" + DNS, True), (b"# comment\n", False), (b"", False), (b"ts\tuid\n", False)],
)
def test_a_log_is_recognised_by_its_header(head, expected):
    assert ZEEK_TSV.recognises(head) is expected


headers = st.sampled_from(
    [DNS, FILES, b"#separator \n", b"#separator \\x\n", b"#fields\n", b"#types\tbool\n", b"#path\n"]
)


@given(st.lists(headers | st.binary(max_size=60), max_size=6))
def test_hostile_bytes_never_raise_and_nothing_is_lost(parts):
    data = b"\n".join(parts)

    found = read(ZEEK_TSV, data)

    records = [line for line in data.split(b"\n") if not line.removeprefix(b"\xef\xbb\xbf").startswith(b"#")]
    assert len(found) <= len(records)
    assert all(isinstance(item, (Event, Reject)) for item in found)


def test_recordings_are_read_without_loss(shared_data):
    paths = sorted((shared_data / "otrf" / "compound").rglob("*zeek_logs.zip"))
    assert paths
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                data = archive.read(name)

                events = read_events(ZEEK_TSV, data)

                assert ZEEK_TSV.recognises(data[:4096])
                assert len(events) == sum(1 for line in data.splitlines() if line and not line.startswith(b"#"))
                assert {source.service for event in events for source in event.logsources} == {
                    name.removesuffix(".log")
                }
                assert all(event.time for event in events)
