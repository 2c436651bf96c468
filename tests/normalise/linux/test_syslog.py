from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.linux.reading import logsources, read, read_event, read_events
from otasuke.events import Reject, RejectReason
from otasuke.normalise.linux.syslog import SYSLOG


def test_a_message_of_a_program_is_an_event():
    event = read_event(
        SYSLOG, b"<86>Nov 22 02:00:00 web01 sshd[99]: Accepted password for alice from 203.0.113.9 port 1 ssh2"
    )

    assert event.time == datetime(2026, 11, 21, 17, tzinfo=UTC)
    assert event.sensor == "web01"
    assert logsources(event) == {"linux/*/sshd", "linux/*/auth", "linux/*/syslog"}
    assert event.fields["message"] == "Accepted password for alice from 203.0.113.9 port 1 ssh2"
    assert event.fields["facility"] == "authpriv"
    assert event.fields["src_ip"] == "203.0.113.9"


def test_a_line_without_host_is_from_the_collector():
    assert read_event(SYSLOG, b"<13>test: hello").sensor == "collector"


def test_carriage_returns_and_nul_are_no_part_of_a_message():
    assert read_event(SYSLOG, b"<13>test: hello\r\0").fields["message"] == "hello"


def test_bytes_that_are_no_utf_8_stay_visible():
    assert read_event(SYSLOG, b"<13>test: \x93\xfa").fields["message"] == "\\x93\\xfa"


def test_audit_records_among_the_messages_are_read_as_such():
    messages = (
        b"Nov 22 10:00:00 web01 cron[1]: hello",
        b"Nov 22 10:00:00 web01 audispd: type=EXECVE msg=audit(1604996384.965:1): argc=1 a0=6964",
        b"Nov 22 10:00:00 web01 kernel: [   12.5] audit: type=1309 audit(1604996384.965:2): argc=1 a0=6964",
    )

    message, execve, kernel = read_events(SYSLOG, b"\n".join(messages))

    assert "linux/*/cron" in logsources(message)
    assert logsources(execve) == logsources(kernel) == {"linux/*/auditd", "linux/process_creation/*"}
    assert execve.sensor == kernel.sensor == "web01"


def test_an_audit_record_in_the_name_of_a_user_stays_a_message():
    name = b"type=EXECVE msg=audit(1604996384.965:1): argc=1"

    event = read_event(SYSLOG, b"Nov 22 10:00:00 web01 sshd[1]: Invalid user " + name + b" from 203.0.113.9 port 1")

    assert "linux/*/sshd" in logsources(event)
    assert event.fields["src_ip"] == "203.0.113.9"


def test_other_lines_are_rejected():
    (reject,) = read(SYSLOG, b"   at com.example.Main(Main.java:5)")

    assert isinstance(reject, Reject)
    assert reject.reason is RejectReason.UNKNOWN_FORMAT


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<13>hello\n", True),
        (b"Nov 22 10:00:00 web01 sshd[1]: x\n", True),
        (b"2026-11-22T10:00:00Z 10.0.0.1\n", False),
        (b"#separator \\x09\n", False),
        (b"hello\n", False),
    ],
)
def test_syslog_is_recognised_by_its_first_line(head, expected):
    assert SYSLOG.recognises(head) is expected


@given(st.binary(max_size=200), st.sampled_from([b"", b"<13>", b"<13>1 - h p 1 - [", b"Nov 22 10:00:00 ", b"99 <1>"]))
def test_hostile_bytes_never_raise_and_nothing_is_lost(data, start):
    data = (start + data).replace(b"\n", b" ")

    found = read(SYSLOG, data)

    assert len(found) == (1 if data.rstrip(b"\r\0").strip() else 0)
