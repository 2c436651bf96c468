from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.linux.reading import CONTEXT
from otasuke.normalise.linux.syslog_header import SyslogHeader, split_syslog


def header(line: bytes) -> SyslogHeader:
    found = split_syslog(line)
    assert found is not None
    return found[0]


def payload(line: bytes) -> bytes:
    found = split_syslog(line)
    assert found is not None
    return found[1]


def test_rfc_5424_with_structured_data_is_split():
    line = rb'<165>1 2026-11-22T10:00:00.5+09:00 fw1 app 12 ID47 [a@1 x="App\"lication" y="2"][b z="]"] Hello'.replace(
        b'"]"', rb'"\]"'
    )

    found = header(line)

    assert (found.facility_name, found.severity_name) == ("local4", "notice")
    assert (found.hostname, found.program, found.pid, found.message_id) == ("fw1", "app", "12", "ID47")
    assert found.structured == {"a@1.x": 'App"lication', "a@1.y": "2", "b.z": "]"}
    assert found.time_near(CONTEXT.received_at, UTC) == datetime(2026, 11, 22, 1, 0, 0, 500000, tzinfo=UTC)
    assert payload(line) == b"Hello"


def test_rfc_5424_writes_a_dash_for_what_it_does_not_know():
    line = b"<14>1 - - - - - - \xef\xbb\xbf\xe6\x97\xa5"

    assert header(line) == SyslogHeader(facility=1, severity=6)
    assert payload(line) == "日".encode()


def test_rfc_3164_is_split():
    line = b"<34>Oct  1 22:14:15 mymachine su[12]: 'su root' failed"

    found = header(line)

    assert (found.facility_name, found.severity_name) == ("auth", "crit")
    assert (found.hostname, found.program, found.pid) == ("mymachine", "su", "12")
    assert payload(line) == b"'su root' failed"


def test_a_time_without_year_is_close_to_when_the_line_came():
    assert header(b"Dec 31 23:59:59 h x: y").time_near(datetime(2026, 1, 1, tzinfo=UTC), UTC) == datetime(
        2025, 12, 31, 23, 59, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"Oct 11 22:14:15 sshd[1]: hello", ("", "sshd", b"hello")),
        (b"Oct 11 22:14:15 web01 kernel: [ 1.5] hello", ("web01", "kernel", b"[ 1.5] hello")),
        (b"2026-11-20T10:00:00.123456+09:00 web01 postfix/smtpd[1]: x", ("web01", "postfix/smtpd", b"x")),
        (b"87 <14>Nov 22 10:00:00 fw CEF:0|A|B|1|2|n|3|src=1.1.1.1", ("fw", "", b"CEF:0|A|B|1|2|n|3|src=1.1.1.1")),
        (b"Nov 22 10:00:00 fw LEEF:1.0|A|B|", ("fw", "", b"LEEF:1.0|A|B|")),
        (b"<166>Nov 22 2026 10:00:00 asa : %ASA-6-302013: Built", ("asa", "", b"%ASA-6-302013: Built")),
        (b"<166>%ASA-6-302013: Built", ("", "", b"%ASA-6-302013: Built")),
        (b'<189>date=2026-11-22 time=10:00:00 devname="FG"', ("", "", b'date=2026-11-22 time=10:00:00 devname="FG"')),
        (b"<190>[INSPECT] PP[01][out] TCP 192.168.100.2:4", ("", "", b"[INSPECT] PP[01][out] TCP 192.168.100.2:4")),
        (b'Nov 22 10:17:01 10.0.0.1 {"a":1}', ("10.0.0.1", "", b'{"a":1}')),
        (b"Nov 22 10:17:01 2001:db8::1 suricata[9]: {}", ("2001:db8::1", "suricata", b"{}")),
        (b"Nov 22 10:17:01 last message repeated 3 times", ("", "", b"last message repeated 3 times")),
    ],
)
def test_parts_that_devices_leave_out_are_missing(line, expected):
    found = header(line)

    assert (found.hostname, found.program, payload(line)) == expected


@pytest.mark.parametrize("line", [b"", b"hello world", b"<999>", b"<>x", b'{"a": 1}', b"type=CWD msg=audit(1.2:3):"])
def test_what_has_neither_priority_nor_time_is_no_syslog(line):
    found = split_syslog(line)

    assert found is None or found[0].facility is None


def test_a_huge_structured_element_does_not_hang():
    line = b"<14>1 - - - - - [a" + b' b="\\"' * 100_000

    assert header(line).structured == {}


@given(st.binary(max_size=200), st.sampled_from([b"", b"<13>", b"<13>1 - h p 1 - [", b"Nov 22 10:00:00 ", b"99 <1>"]))
def test_a_payload_is_always_the_end_of_the_line(data, start):
    found = split_syslog(start + data)

    assert found is None or (start + data).endswith(found[1])
