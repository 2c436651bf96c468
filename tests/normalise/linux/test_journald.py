from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.linux.journald import JOURNALD

ENTRY = {
    "__CURSOR": "s=1",
    "__REALTIME_TIMESTAMP": "1795316400123456",
    "_BOOT_ID": "b1",
    "_HOSTNAME": "web01",
    "_COMM": "sudo",
    "_PID": "4242",
    "SYSLOG_IDENTIFIER": "sudo",
    "SYSLOG_FACILITY": "10",
    "PRIORITY": "5",
    "MESSAGE": "   alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id",
}


def test_an_entry_reads_like_the_syslog_line():
    event = read_object(JOURNALD, ENTRY)

    assert event.time == datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)
    assert event.sensor == "web01"
    assert logsources(event) == {"linux/*/sudo", "linux/*/auth", "linux/*/syslog", "linux/process_creation/*"}
    assert event.fields["facility"] == "authpriv"
    assert event.fields["severity"] == "notice"
    assert event.fields["program"] == "sudo"
    assert event.fields["pid"] == "4242"
    assert event.fields["CommandLine"] == "/usr/bin/id"
    assert event.fields["_COMM"] == "sudo"


def test_a_message_that_is_no_text_arrives_as_bytes():
    event = read_object(JOURNALD, {**ENTRY, "MESSAGE": [27, 91, 227, 129, 130, 255]})

    assert event.fields["message"] == "\x1b[あ\\xff"


def test_a_field_that_was_set_twice_has_two_values():
    event = read_object(JOURNALD, {**ENTRY, "CODE": ["a", "b"], "_COMM": None})

    assert event.fields["CODE"] == ("a", "b")
    assert "_COMM" not in event.fields


def test_an_entry_without_identifier_is_named_after_its_command():
    event = read_object(JOURNALD, {"MESSAGE": "x", "_COMM": "vsftpd"})

    assert "linux/*/vsftpd" in logsources(event)
    assert event.sensor == "collector"


@given(objects_with("MESSAGE", "_COMM", "__REALTIME_TIMESTAMP", "PRIORITY", "SYSLOG_FACILITY", "SYSLOG_IDENTIFIER"))
def test_any_object_is_an_event(record):
    JOURNALD.recognises(record)

    JOURNALD.to_event(record, CONTEXT, 0)
