from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from normalise.linux.reading import objects_with
from otasuke.normalise.linux.syslog_header import SyslogHeader
from otasuke.normalise.wrapping import Wrapped, host_of, time_in, unwrap


def header_of(record: dict[str, Any]) -> SyslogHeader | None:
    wrapped = unwrap({"message": "x"} | record)
    assert wrapped
    return wrapped.header


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"message": " a line\n"}, Wrapped("message", "a line", None, whole=True)),
        ({"log": "a line\n", "stream": "stderr"}, Wrapped("log", "a line", None, whole=True)),
        ({"message": "a line", "log": {"file": {"path": "/x"}}}, Wrapped("message", "a line", None, whole=True)),
        ({"message": "a line", "level": "info"}, Wrapped("message", "a line", None, whole=False)),
        ({"message": "a line", "service.name": "shop"}, Wrapped("message", "a line", None, whole=False)),
        ({"message": "a line", "log": {"level": "INFO"}}, Wrapped("message", "a line", None, whole=False)),
        (
            {"message": "a", "service": {"type": "system"}, "log": {"offset": 0}},
            Wrapped("message", "a", None, whole=True),
        ),
        (
            {"message": " Deny tcp", "syslogtag": "%ASA-4-106023:"},
            Wrapped("message", "%ASA-4-106023: Deny tcp", None, whole=True),
        ),
    ],
)
def test_the_line_is_found_and_whether_it_is_whole(record: dict[str, Any], expected: Wrapped):
    assert unwrap(record) == expected


@pytest.mark.parametrize("record", [{}, {"message": ""}, {"message": 5}, {"log": {"a": "b"}}, {"msg": "x"}])
def test_other_documents_hold_no_line(record: dict[str, Any]):
    assert unwrap(record) is None


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"syslog-tag": "sshd[812]:", "severity": "info", "facility": "authpriv"}, (10, 6, "sshd", "812")),
        ({"programname": "sshd", "pri": "86", "procid": "812"}, (10, 6, "sshd", "812")),
        ({"appname": "sshd", "facility": "authpriv", "severity": "info", "procid": 812}, (10, 6, "sshd", "812")),
        ({"syslog": {"identifier": "sshd", "facility": 10, "priority": 6, "pid": "812"}}, (10, 6, "sshd", "812")),
        ({"ident": "sshd", "pid": "812", "host": "web01"}, (None, None, "sshd", "812")),
        (
            {"SYSLOG_IDENTIFIER": "sshd", "PRIORITY": "6", "SYSLOG_FACILITY": "10", "_PID": "812"},
            (10, 6, "sshd", "812"),
        ),
        (
            {"log": {"syslog": {"appname": "sshd", "priority": 86, "procid": "812"}}, "message": "x"},
            (10, 6, "sshd", "812"),
        ),
        ({"syslog": {"facility": 10, "facility_label": "security/authorization", "priority": 86}}, (10, 6, "", "")),
        ({"facility": "authpriv", "priority": "error", "fromhost": "web01"}, (10, 3, "", "")),
        ({"tag": "su[7]:", "facility": "auth", "severity": "notice"}, (4, 5, "su", "7")),
    ],
)
def test_a_header_that_became_members_is_put_together_again(
    record: dict[str, Any], expected: tuple[int | None, int | None, str, str]
):
    header = header_of(record)

    assert header
    assert (header.facility, header.severity, header.program, header.pid) == expected


@pytest.mark.parametrize(
    "record",
    [
        {"program": "billing"},
        {"facility": "Tokyo plant"},
        {"severity": "info", "pid": 7},
        {"level": "error", "tag": "v1.2"},
        {"process": {"name": "java"}},
        {"priority": 86},
    ],
)
def test_words_that_others_use_too_make_no_header(record: dict[str, Any]):
    assert header_of(record) is None


def test_the_host_and_the_time_are_those_of_the_line_before_those_of_the_shipper():
    record = {
        "hostname": "web01",
        "host": {"name": "collector"},
        "timereported": "2026-11-22T12:00:00+09:00",
        "@timestamp": "2026-11-22T03:00:09Z",
    }

    assert host_of(record) == "web01"
    assert str(time_in(record)) == "2026-11-22 03:00:00+00:00"
    assert host_of({"host": {"name": "pc1"}}) == host_of({"host.name": "pc1"}) == host_of({"host": "pc1"}) == "pc1"
    assert time_in({"date": 1_700_000_000.5}) is not None
    assert (host_of({}), time_in({})) == ("", None)


@given(
    objects_with("message", "log", "MESSAGE", "syslogtag", "facility", "severity", "pri", "pid", "host", "date", "tag")
)
def test_no_object_makes_it_raise(record: dict[str, Any]):
    unwrap(record)
    unwrap({"message": "x"} | record)
    host_of(record)
    time_in(record)
