"""Twin of `otasuke.normalise.wrapped`: documents as shippers write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.linux.reading import objects_with
from normalise.test_mixture import ASA, CEF, EVE, FORTIGATE, LEEF, PALO_ALTO, RTX, SOURCES, SSHD
from otasuke.events import Event, LogSource
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

CONTEXT = Context(datetime(2024, 3, 29, 7, tzinfo=UTC), sensor="gateway")
AT = "2024-03-29T06:00:51.000Z"
FAILED = "Failed password for root from 203.0.113.9 port 51000 ssh2"
AUTH_LOG = f"Mar 29 15:00:50 web01 sshd[812]: {FAILED}"
EXECVE = 'type=EXECVE msg=audit(1711692050.123:7): argc=3 a0="curl" a1="-o" a2="/tmp/x"'
ACCESS_LOG = '203.0.113.9 - - [29/Mar/2024:15:00:50 +0900] "GET /?x=../../etc/passwd HTTP/1.1" 404 10 "-" "curl/8"'


def read(record: dict[str, Any]) -> Event:
    (event,) = normalise(json.dumps(record).encode(), CONTEXT)
    assert isinstance(event, Event)
    return event


def filebeat(line: str) -> dict[str, Any]:
    return {
        "@timestamp": AT,
        "@metadata": {"beat": "filebeat", "type": "_doc", "version": "8.13.0"},
        "message": line,
        "log": {"offset": 4711, "file": {"path": "/var/log/auth.log", "device_id": "64768", "inode": "131"}},
        "input": {"type": "filestream"},
        "agent": {"type": "filebeat", "version": "8.13.0", "name": "web01", "id": "2f3a"},
        "ecs": {"version": "8.0.0"},
        "host": {"name": "web01.example.jp", "os": {"type": "linux"}},
    }


def fluent_bit(line: str) -> dict[str, Any]:
    return {"log": line, "@timestamp": AT, "fluent": {"tag": "tail.auth"}}


def fluentd(line: str) -> dict[str, Any]:
    return {"message": line, "@timestamp": AT, "fluent": {"tag": "auth"}}


def fluent_bit_over_http(line: str) -> dict[str, Any]:
    return {"date": 1711692051.0, "log": line}


def vector(line: str) -> dict[str, Any]:
    return {"file": "/var/log/auth.log", "host": "web01", "message": line, "source_type": "file", "timestamp": AT}


def docker(line: str) -> dict[str, Any]:
    return {"log": line + "\n", "stream": "stdout", "time": "2024-03-29T06:00:51.123456789Z"}


def docker_by_fluentd(line: str) -> dict[str, Any]:
    names = {"container_id": "9f3a", "container_name": "/web", "source": "stdout"}
    return {"log": line, **names, "@timestamp": AT, "fluent": {"tag": "docker.9f3a"}}


def kubernetes(line: str) -> dict[str, Any]:
    where = {"pod_name": "web-1", "namespace_name": "shop", "host": "node1", "container_name": "web"}
    return {"log": line, "stream": "stderr", "time": AT, "kubernetes": where}


def logstash(line: str) -> dict[str, Any]:
    return {"@timestamp": AT, "@version": "1", "host": "web01", "path": "/var/log/auth.log", "message": line}


def otlp(line: str) -> dict[str, Any]:
    return {"@timestamp": AT, "message": line, "host": {"name": "web01"}}


def otlp_from_a_file(line: str) -> dict[str, Any]:
    return otlp(line) | {"log": {"file": {"name": "auth.log"}}}


def splunk(line: str) -> dict[str, Any]:
    return otlp(line) | {"log": {"file": {"path": "/var/log/auth.log"}}, "event": {"dataset": "linux_secure"}}


def filebeat_of_docker(line: str) -> dict[str, Any]:
    return filebeat(json.dumps(docker(line)))


WHOLE = [
    filebeat,
    fluent_bit,
    fluentd,
    fluent_bit_over_http,
    vector,
    docker,
    docker_by_fluentd,
    kubernetes,
    logstash,
    otlp,
    otlp_from_a_file,
    splunk,
    filebeat_of_docker,
]


@pytest.mark.parametrize("wrap", WHOLE)
def test_a_line_of_sshd_is_one_whoever_ships_it(wrap: Any):
    event = read(wrap(AUTH_LOG))

    assert event.source == "linux.syslog"
    assert LogSource("linux", None, "sshd") in event.logsources
    assert (event.fields["src_ip"], event.fields["outcome"], event.fields["program"]) == (
        "203.0.113.9",
        "failed",
        "sshd",
    )
    assert event.fields["message"] == FAILED
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50+00:00", "web01")


@pytest.mark.parametrize("wrap", WHOLE)
@pytest.mark.parametrize("line", [*SOURCES, SSHD], ids=[*SOURCES.values(), "sshd"])
def test_every_line_that_is_known_alone_is_known_in_a_document(wrap: Any, line: bytes):
    (alone,) = normalise(line, CONTEXT)
    assert isinstance(alone, Event)

    event = read(wrap(line.decode()))

    assert (event.source, event.logsources) == (alone.source, alone.logsources)
    assert {name: event.fields[name] for name in alone.fields} == alone.fields
    if alone.time:
        assert event.time == alone.time
    assert event.received_at == CONTEXT.received_at


def test_the_fields_around_the_line_are_kept_and_its_own_win():
    event = read(filebeat(FORTIGATE.decode()) | {"devname": "shipper", "dstport": 1})

    assert event.fields["agent.type"] == "filebeat"
    assert event.fields["log.file.path"] == "/var/log/auth.log"
    assert (event.fields["devname"], event.fields["dstport"]) == ("fw", "443")


def test_a_line_without_time_and_host_has_those_of_the_document():
    event = read(vector("PP[01] Rejected at IN(2000) filter: TCP 203.0.113.5:51000 > 10.0.0.1:23"))

    assert event.source == "firewall.yamaha_rtx"
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:51+00:00", "web01")


def test_a_year_that_the_line_does_not_name_is_that_of_the_document():
    event = read(
        vector("Dec 31 23:59:59 web01 sshd[1]: Invalid user x from 203.0.113.9 port 1")
        | {"timestamp": "2019-01-01T00:00:00Z"}
    )

    assert str(event.time) == "2018-12-31 14:59:59+00:00"


@pytest.mark.parametrize("wrap", WHOLE)
def test_audit_records_are_read_one_by_one(wrap: Any):
    event = read(wrap(EXECVE))

    assert event.source == "linux.auditd"
    assert LogSource("linux", "process_creation") in event.logsources
    assert event.fields["CommandLine"] == "curl -o /tmp/x"


def test_lines_of_web_servers_are_read():
    event = read(fluent_bit(ACCESS_LOG))

    assert event.source == "web.access_log"
    assert event.logsources == (LogSource(category="webserver"),)


SYSLOG_DERIVED = {
    "rsyslog, template of its guide": {
        "@timestamp": "2024-03-29T15:00:50+09:00",
        "host": "web01",
        "severity": "info",
        "facility": "authpriv",
        "syslogtag": "sshd[812]:",
        "message": f" {FAILED}",
    },
    "rsyslog, its test here": {
        "message": FAILED,
        "host": "web01",
        "severity": "info",
        "facility": "authpriv",
        "syslog-tag": "sshd[812]:",
        "timereported": "2024-03-29T15:00:50+09:00",
    },
    "Fluentd in_syslog": {
        "host": "web01",
        "ident": "sshd",
        "pid": "812",
        "message": FAILED,
        "@timestamp": "2024-03-29T06:00:50Z",
        "fluent": {"tag": "syslog.authpriv.info"},
    },
    "Fluent Bit syslog parser": {
        "pri": "86",
        "host": "web01",
        "ident": "sshd",
        "pid": "812",
        "message": FAILED,
        "date": 1711692050.0,
    },
    "Vector syslog": {
        "appname": "sshd",
        "facility": "authpriv",
        "host": "web01",
        "hostname": "web01",
        "message": FAILED,
        "procid": 812,
        "severity": "info",
        "source_ip": "192.0.2.7",
        "source_type": "syslog",
        "timestamp": "2024-03-29T06:00:50Z",
    },
    "Vector journald": {
        "SYSLOG_IDENTIFIER": "sshd",
        "SYSLOG_FACILITY": "10",
        "PRIORITY": "6",
        "SYSLOG_PID": "812",
        "host": "web01",
        "message": FAILED,
        "source_type": "journald",
        "timestamp": "2024-03-29T06:00:50Z",
    },
    "Fluent Bit systemd without underscores": {
        "MESSAGE": FAILED,
        "SYSLOG_IDENTIFIER": "sshd",
        "SYSLOG_FACILITY": "10",
        "PRIORITY": "6",
        "SYSLOG_PID": "812",
        "HOSTNAME": "web01",
        "@timestamp": "2024-03-29T06:00:50Z",
    },
    "Filebeat syslog": {
        "@timestamp": "2024-03-29T06:00:50Z",
        "message": FAILED,
        "log": {
            "source": {"address": "192.0.2.7:514"},
            "syslog": {
                "priority": 86,
                "facility": {"code": 10, "name": "security/authorization"},
                "severity": {"code": 6, "name": "Informational"},
                "appname": "sshd",
                "procid": "812",
                "hostname": "web01",
            },
        },
        "input": {"type": "syslog"},
        "host": {"name": "collector"},
        "agent": {"type": "filebeat"},
    },
    "Filebeat syslog 7": {
        "@timestamp": "2024-03-29T06:00:50Z",
        "message": FAILED,
        "hostname": "web01",
        "process": {"program": "sshd", "pid": 812},
        "event": {"severity": 6},
        "syslog": {
            "facility": 10,
            "facility_label": "security/authorization",
            "priority": 86,
            "severity_label": "Informational",
        },
        "agent": {"type": "filebeat"},
    },
    "Filebeat journald": {
        "@timestamp": "2024-03-29T06:00:50Z",
        "message": FAILED,
        "syslog": {"identifier": "sshd", "facility": 10, "priority": 6, "pid": "812"},
        "host": {"hostname": "web01"},
        "input": {"type": "journald"},
    },
    "OpenTelemetry syslogreceiver": {
        "@timestamp": "2024-03-29T06:00:50Z",
        "message": f"<86>Mar 29 15:00:50 web01 sshd[812]: {FAILED}",
        "log": {"level": "info"},
        "appname": "sshd",
        "hostname": "web01",
        "facility": 10,
        "priority": 86,
        "proc_id": "812",
    },
}


@pytest.mark.parametrize("record", SYSLOG_DERIVED.values(), ids=SYSLOG_DERIVED)
def test_a_message_whose_header_became_members_is_a_message_of_its_program(record: dict[str, Any]):
    event = read(record)

    assert event.source == "linux.syslog"
    assert LogSource("linux", None, "sshd") in event.logsources
    assert (event.fields["message"], event.fields["src_ip"]) == (FAILED, "203.0.113.9")
    assert (event.fields["program"], event.fields["pid"]) == ("sshd", "812")
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50+00:00", "web01")


def test_rsyslogs_own_template_says_no_program_and_still_says_which_facility():
    event = read(
        {
            "message": f" {FAILED}",
            "fromhost": "web01",
            "facility": "authpriv",
            "priority": "info",
            "timereported": "2024-03-29T15:00:50+09:00",
            "timegenerated": "2024-03-29T15:00:51+09:00",
        }
    )

    assert LogSource("linux", None, "auth") in event.logsources
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50+00:00", "web01")


@pytest.mark.parametrize(
    ("message", "source"),
    [
        (FORTIGATE.partition(b">")[2], "firewall.fortigate"),
        (ASA.partition(b": ")[2], "firewall.cisco_asa"),
        (RTX.partition(b">")[2], "firewall.yamaha_rtx"),
        (CEF.partition(b" gw ")[2], "firewall.cef"),
        (LEEF.partition(b" gw ")[2], "firewall.leef"),
        (PALO_ALTO.partition(b" pa ")[2], "firewall.palo_alto"),
        (EVE, "network.suricata"),
    ],
)
def test_devices_whose_messages_went_through_rsyslog_are_known(message: bytes, source: str):
    record = {
        "message": message.decode(),
        "host": "fw",
        "severity": "notice",
        "facility": "local7",
        "syslog-tag": "app:",
    }

    assert read(record).source == source


def test_ciscos_mark_is_no_program():
    record = {
        "message": " " + ASA.partition(b": %ASA-4-106023: ")[2].decode(),
        "syslogtag": "%ASA-4-106023:",
        "host": "asa",
    }

    assert read(record).source == "firewall.cisco_asa"


@pytest.mark.parametrize(
    "record",
    [
        {"message": "order 7 was paid", "level": "info", "logger": "shop"},
        {"message": "hello", "@timestamp": AT, "host": {"name": "web01"}},
        {"log": "listening on :8080\n", "stream": "stdout", "time": AT},
        {"message": '{"user":"x"}', "@timestamp": AT},
        {"message": '{"a":' * 2000, "@timestamp": AT},
        {"message": '{"message":' * 3 + '"' + "x" * 5 + '"' + "}" * 3},
        {"message": '2024-03-29T15:00:50+09:00 {"a":1}', "@timestamp": AT},
        {"message": "<Event>no end", "@timestamp": AT},
        {"message": "CEF:0|broken", "@timestamp": AT},
        {"message": "type=EXECVE msg=audit(broken", "@timestamp": AT},
        {"message": "", "log": {"file": {"path": "/x"}}},
    ],
)
def test_a_document_whose_line_nobody_knows_is_json_like_any_other(record: dict[str, Any]):
    event = read(record)

    assert event.source == "generic.ndjson"
    if record["message" if "message" in record else "log"]:
        assert event.fields["message" if "message" in record else "log"] == next(
            value for name, value in record.items() if name in ("message", "log") and isinstance(value, str)
        )


def test_documents_of_other_sources_stay_theirs():
    record = {"message": AUTH_LOG, "winlog": {"channel": "Security", "event_id": 4624}, "@timestamp": AT}

    assert read(record).source.startswith("windows.")


POSES = [AUTH_LOG, f"<86>{AUTH_LOG}", f"<86>1 2024-03-29T15:00:50+09:00 web01 sshd 812 - - {FAILED}"]


@pytest.mark.parametrize("line", POSES)
@pytest.mark.parametrize(
    "said_by",
    [
        {"syslog-tag": "myapp:", "facility": "user", "severity": "info"},
        {"SYSLOG_IDENTIFIER": "myapp", "PRIORITY": "6"},
        {"facility": "user", "priority": "info", "fromhost": "web09"},
        {"level": "info", "logger": "shop.login"},
        {"service.name": "shop"},
        {"log": {"level": "INFO", "logger": "shop.login"}, "host": {"name": "web09"}},
    ],
)
def test_a_program_that_repeats_a_strangers_words_does_not_become_sshd(line: str, said_by: dict[str, Any]):
    event = read({"message": line, "@timestamp": AT} | said_by)

    assert LogSource("linux", None, "sshd") not in event.logsources
    assert event.sensor != "web01"


@pytest.mark.parametrize("line", [line.decode() for line in SOURCES])
@pytest.mark.parametrize("wrap", WHOLE)
def test_words_inside_of_a_line_fake_no_other_source(line: str, wrap: Any):
    faked = f"<86>Mar 29 15:00:50 web01 sshd[1]: Invalid user {line} from 203.0.113.9 port 1"

    assert read(wrap(faked)).source == "linux.syslog"


@given(
    objects_with("message", "log", "MESSAGE", "syslogtag", "facility", "severity", "pri", "host", "@timestamp", "tag")
)
def test_no_document_makes_it_raise(record: dict[str, Any]):
    for found in normalise(json.dumps(record).encode(), CONTEXT):
        assert found.source


@given(st.text(), st.sampled_from([*SOURCES, SSHD]), st.integers(0, 200), st.sampled_from(WHOLE))
def test_any_broken_line_in_a_document_is_one_event(text: str, line: bytes, cut: int, wrap: Any):
    broken = line[:cut].decode(errors="replace") + text

    event = read(wrap(broken))

    assert event.record == 0
