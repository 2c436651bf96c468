from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.network.suricata import SHAPE, SURICATA


def eve(event_type: str, **members):
    return {
        "timestamp": "2026-11-22T12:00:00.123456+0900",
        "flow_id": 1,
        "event_type": event_type,
        "src_ip": "192.168.1.41",
        "src_port": 49152,
        "dest_ip": "203.0.113.9",
        "dest_port": 443,
        "proto": "TCP",
        **members,
    }


def test_every_event_has_its_ends_and_its_time():
    event = read_object(SURICATA, eve("tls", tls={"sni": "example.jp"}, host="sensor-1"))

    assert event.time == datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)
    assert event.sensor == "sensor-1"
    assert event.fields["src_ip"] == "192.168.1.41"
    assert event.fields["dst_ip"] == event.fields["dest_ip"] == "203.0.113.9"
    assert event.fields["dst_port"] == "443"
    assert event.fields["r-dns"] == event.fields["tls.sni"] == "example.jp"


@pytest.mark.parametrize(
    ("event_type", "expected"),
    [
        ("alert", {"suricata/*/alert"}),
        ("dns", {"suricata/dns/dns"}),
        ("http", {"suricata/proxy/http", "suricata/webserver/http"}),
        ("flow", {"suricata/firewall/flow"}),
        ("drop", {"suricata/firewall/drop"}),
        ("something_new", {"suricata/*/something_new"}),
    ],
)
def test_the_event_type_is_the_service(event_type, expected):
    assert logsources(read_object(SURICATA, eve(event_type))) == expected


@pytest.mark.parametrize(
    "dns",
    [
        {"type": "answer", "rrname": "c2.example", "rrtype": "TXT", "rdata": "cmd.exe"},
        {"version": 2, "type": "answer", "rrname": "c2.example", "rrtype": "TXT", "answers": [{"rdata": "cmd.exe"}]},
        {"version": 2, "type": "answer", "rrname": "c2.example", "rrtype": "TXT", "grouped": {"TXT": ["cmd.exe"]}},
        {
            "version": 3,
            "type": "response",
            "queries": [{"rrname": "c2.example", "rrtype": "TXT"}],
            "answers": [{"rrname": "c2.example", "rrtype": "TXT", "ttl": 5, "rdata": "cmd.exe"}],
        },
    ],
)
def test_all_versions_of_dns_name_question_and_answer(dns):
    fields = read_object(SURICATA, eve("dns", dns=dns)).fields

    assert "c2.example" in fields["query"]
    assert "TXT" in fields["record_type"]
    assert "cmd.exe" in fields["answer"]


def test_a_request_has_the_names_of_proxy_and_web_server_rules():
    http = {
        "hostname": "example.jp",
        "url": "/a.php?x=1",
        "http_user_agent": "curl/8",
        "http_method": "POST",
        "http_refer": "http://r.example/",
        "status": 200,
    }

    fields = read_object(SURICATA, eve("http", http=http)).fields

    assert fields["c-uri"] == fields["cs-uri"] == ("/a.php?x=1", "example.jp/a.php?x=1")
    assert (fields["cs-uri-stem"], fields["c-uri-query"], fields["c-uri-extension"]) == ("/a.php", "x=1", "php")
    assert fields["cs-uri-query"] == ("x=1", "/a.php?x=1")
    assert fields["cs-host"] == fields["r-dns"] == "example.jp"
    assert fields["c-useragent"] == fields["cs-user-agent"] == "curl/8"
    assert (fields["cs-method"], fields["cs-referer"], fields["sc-status"]) == ("POST", "http://r.example/", "200")
    assert fields["src_ip"] == fields["c-ip"] == "192.168.1.41"


def test_only_requests_are_beyond_the_shape():
    assert SHAPE.beyond == ("http",)


def test_an_alert_names_signature_and_action():
    alert = {"signature": "ET MALWARE X", "signature_id": 2000001, "severity": 1, "action": "blocked"}

    fields = read_object(SURICATA, eve("alert", alert=alert)).fields

    assert fields["signature"] == fields["alert.signature"] == "ET MALWARE X"
    assert fields["signature_id"] == "2000001"
    assert fields["action"] == "blocked"
    assert fields["alert.severity"] == "1"


def test_other_objects_with_a_timestamp_are_not_suricatas():
    assert not SURICATA.recognises({"timestamp": "2026-11-22T12:00:00Z"})
    assert not SURICATA.recognises({"event_type": 4, "timestamp": "2026-11-22T12:00:00Z"})


def test_every_event_type_of_the_schema_is_read(shared_data):
    schema = json.loads((shared_data / "suricata" / "eve_schema.json").read_text())
    definitions = schema.get("$defs", {})
    for name, definition in schema["properties"].items():
        value = example_of(definition, definitions, depth=6)

        event = read_object(SURICATA, eve(name, **({name: value} if name not in eve("") else {})))

        assert event.fields["event_type"] == name
        assert {source.service for source in event.logsources} == {name}
        assert leaves_of(value, name) <= set(event.fields)


def example_of(definition, definitions, depth):
    """A value that the schema allows, with every member that it names."""
    while "$ref" in definition:
        definition = definitions[definition["$ref"].rsplit("/", 1)[-1]]
    match definition.get("type"):
        case "object" if depth:
            members = definition.get("properties", {}).items()
            return {name: example_of(member, definitions, depth - 1) for name, member in members}
        case "array":
            return [example_of(definition.get("items", {}), definitions, depth)]
        case "integer" | "number":
            return 1
        case "boolean":
            return True
    return "x"


def leaves_of(value, path):
    if isinstance(value, dict):
        return {leaf for name, member in value.items() for leaf in leaves_of(member, f"{path}.{name}")}
    if isinstance(value, list):
        return {leaf for member in value for leaf in leaves_of(member, path)}
    return {path}


@given(objects_with("event_type", "timestamp", "dns", "queries", "rrname", "http", "url", "host", "dest_ip"))
def test_any_object_is_an_event_with_the_fields_of_the_shape(record):
    SURICATA.recognises(record)

    event = SURICATA.to_event(record, CONTEXT, 0)

    assert "http" in record or event.fields == SHAPE.fields_of(record)


def test_a_mail_has_the_fields_of_other_mail_logs():
    email = {"from": "A <a@example.jp>", "to": ["b@example.jp"], "subject": "請求書", "attachment": ["a.pdf.exe"]}

    event = read_object(SURICATA, eve("smtp", smtp={"mail_from": "<a@example.jp>"}, email=email))

    assert logsources(event) == {"suricata/mail/smtp"}
    assert event.fields["header_from"] == "A <a@example.jp>"
    assert event.fields["mail_from"] == "<a@example.jp>"
    assert (event.fields["subject"], event.fields["attachment"]) == ("請求書", ("a.pdf.exe",))
