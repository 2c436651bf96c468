from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.network.zeek import ZEEK, service_of

ENDS = {"id.orig_h": "192.168.1.41", "id.orig_p": 49152, "id.resp_h": "203.0.113.9", "id.resp_p": 53}


def test_a_dns_record_serves_zeek_rules_and_dns_rules():
    record = {
        "_path": "dns",
        "_system_name": "tap-1",
        "ts": 1795316400.5,
        "uid": "C1",
        **ENDS,
        "query": "c2.example",
        "qtype_name": "TXT",
        "answers": ["TXT 3 IEX"],
        "Z": 0,
        "rejected": False,
    }

    event = read_object(ZEEK, record)

    assert logsources(event) == {"zeek/dns/dns"}
    assert event.time == datetime(2026, 11, 22, 3, 0, 0, 500000, tzinfo=UTC)
    assert event.sensor == "tap-1"
    assert (event.fields["Z"], event.fields["rejected"]) == ("0", "false")
    assert (event.fields["query"], event.fields["record_type"]) == ("c2.example", "TXT")
    assert event.fields["answer"] == ("TXT 3 IEX",)
    assert (event.fields["src_ip"], event.fields["dst_port"]) == ("192.168.1.41", "53")


def test_an_http_record_serves_zeek_proxy_and_web_server_rules():
    record = {
        "_path": "http",
        "ts": "2026-11-22T03:00:00.5Z",
        **ENDS,
        "host": "example.jp",
        "uri": "/x.exe?a=b",
        "status_code": 200,
        "user_agent": "curl",
    }

    event = read_object(ZEEK, record)

    assert logsources(event) == {"zeek/proxy/http", "zeek/webserver/http"}
    assert event.time == datetime(2026, 11, 22, 3, 0, 0, 500000, tzinfo=UTC)
    assert event.fields["uri"] == "/x.exe?a=b"
    assert event.fields["c-uri"] == ("/x.exe?a=b", "example.jp/x.exe?a=b")
    assert event.fields["cs-uri-stem"] == "/x.exe"
    assert event.fields["cs-uri-query"] == ("a=b", "/x.exe?a=b")
    assert event.fields["c-uri-extension"] == "exe"
    assert event.fields["c-ip"] == "192.168.1.41"
    assert event.fields["cs-host"] == "example.jp"
    assert event.fields["c-useragent"] == "curl"
    assert event.fields["sc-status"] == "200"


def test_a_connection_serves_firewall_rules():
    event = read_object(ZEEK, {"_path": "conn", "ts": 1.0, **ENDS, "conn_state": "SF"})

    assert logsources(event) == {"zeek/firewall/conn"}
    assert event.fields["dst_ip"] == "203.0.113.9"
    assert "action" not in event.fields


def test_ends_may_be_nested():
    event = read_object(ZEEK, {"_path": "rdp", "ts": 1.0, "id": {"orig_h": "192.168.1.41"}})

    assert event.fields["id.orig_h"] == "192.168.1.41"


@pytest.mark.parametrize(
    ("record", "service"),
    [
        ({"query": "a.example", "trans_id": 5, "rcode_name": "NOERROR"}, "dns"),
        ({"conn_state": "SF", "service": "dns"}, "conn"),
        ({"trans_depth": 1, "method": "GET"}, "http"),
        ({"trans_depth": 1, "helo": "mail.example"}, "smtp"),
        ({"trans_depth": 1, "method": "INVITE", "call_id": "1"}, "sip"),
        ({"action": "SMB::FILE_OPEN", "name": "atsvc"}, "smb_files"),
        ({"path": "\\\\a\\IPC$", "share_type": "PIPE"}, "smb_mapping"),
        ({"request_type": "TGS", "cipher": "rc4-hmac"}, "kerberos"),
        ({"endpoint": "svcctl", "operation": "CreateServiceW"}, "dce_rpc"),
        ({"certificate.serial": "8BB00EE"}, "x509"),
        ({"cookie": "alice", "security_protocol": "RDP"}, "rdp"),
        ({"_path": "custom"}, "custom"),
    ],
)
def test_the_log_is_told_by_its_path_or_by_its_fields(record, service):
    assert service_of(record) == service


def test_a_record_without_path_is_recognised_by_its_fields():
    record = {"ts": 1795316400.5, "uid": "C1", **ENDS, "query": "a.example", "rcode_name": "NOERROR"}

    event = read_object(ZEEK, record)

    assert logsources(event) == {"zeek/dns/dns"}
    assert event.fields["src_ip"] == "192.168.1.41"


def test_other_objects_are_not_zeeks():
    assert not ZEEK.recognises({"_path": "dns"})
    assert not ZEEK.recognises({"ts": 1, "uid": 501, "severity": "high"})
    assert not ZEEK.recognises({"ts": 1, "message": "x"})
    assert not ZEEK.recognises({"query": "x", "trans_id": 1})


@given(objects_with("_path", "ts", "uid", "action", "trans_id", "query", "id", "orig_h", "uri", "host", "method"))
def test_any_object_is_an_event(record):
    ZEEK.recognises(record)

    ZEEK.to_event(record, CONTEXT, 0)
