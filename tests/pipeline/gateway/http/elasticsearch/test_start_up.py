"""What shippers ask at start, in their order, as their sources have it; and what each wants to hear.

A row is a request, the status it takes for a yes, and a name that it looks for in the answer.
"""

from __future__ import annotations

from typing import Any

import pytest

from otasuke.pipeline.gateway.http.elasticsearch.start_up import check_index
from pipeline.gateway.http.doors import OpenDoor

Row = tuple[str, str, int, str | None]

# libbeat: eslegclient/connection.go (Ping), licenser, idxmgmt/lifecycle, idxmgmt/std.go, template/load.go.
WINLOGBEAT: list[Row] = [
    ("GET", "/", 200, "version.number"),
    ("GET", "/_license?human=false", 200, "license.status"),
    ("GET", "/_ilm/policy/winlogbeat", 200, None),
    ("PUT", "/_ilm/policy/winlogbeat", 200, "acknowledged"),
    ("HEAD", "/_index_template/winlogbeat-8.19.0", 200, None),
    ("PUT", "/_index_template/winlogbeat-8.19.0", 200, "acknowledged"),
    ("GET", "/_data_stream/winlogbeat-8.19.0", 200, None),
    ("PUT", "/_data_stream/winlogbeat-8.19.0", 200, "acknowledged"),
    ("GET", "/_ingest/pipeline/winlogbeat-8.19.0-routing", 200, None),
    ("PUT", "/_ingest/pipeline/winlogbeat-8.19.0-security", 200, "acknowledged"),
]
# And of Beats 7: ILM with an alias that is rolled over, templates of the old kind, features by _xpack.
FILEBEAT_7: list[Row] = [
    ("GET", "/", 200, "version.number"),
    ("GET", "/_xpack", 200, "features.ilm.enabled"),
    ("GET", "/_license", 200, "license.type"),
    ("HEAD", "/_alias/filebeat-7.17.0", 200, None),
    ("PUT", "/%3Cfilebeat-7.17.0-%7Bnow%2Fd%7D-000001%3E", 200, "acknowledged"),
    ("HEAD", "/_template/filebeat-7.17.0", 200, None),
    ("PUT", "/_template/filebeat-7.17.0", 200, "acknowledged"),
    ("GET", "/_nodes/ingest", 200, "nodes"),
    ("GET", "/_ingest/pipeline/filebeat-7.17.0-system-auth-pipeline", 200, None),
]
# logstash-output-elasticsearch: http_client/pool.rb (health check, product check), license_checker.rb, ilm.rb, template_manager.rb.
LOGSTASH: list[Row] = [
    ("HEAD", "/", 200, None),
    ("GET", "/", 200, "tagline"),
    ("GET", "/_license", 200, "license.status"),
    ("GET", "/_xpack", 200, "features"),
    ("GET", "/_nodes/http", 200, "nodes"),
    ("HEAD", "/_index_template/ecs-logstash", 200, None),
    ("PUT", "/_index_template/ecs-logstash", 200, "acknowledged"),
    ("HEAD", "/logstash", 200, None),
    ("GET", "/_ilm/policy/logstash-policy", 200, None),
]
# vector: sinks/elasticsearch/common.rs (get_version, healthcheck).
VECTOR: list[Row] = [("GET", "/", 200, "version.number"), ("GET", "/_cluster/health", 200, "status")]
# rsyslog: omelasticsearch.c (checkConn, detection of the platform).
RSYSLOG: list[Row] = [("GET", "/_cat/health", 200, None), ("GET", "/", 200, "version.number")]


@pytest.mark.parametrize(
    "row", [*WINLOGBEAT, *FILEBEAT_7, *LOGSTASH, *VECTOR, *RSYSLOG], ids=lambda row: f"{row[0]} {row[1]}"
)
def test_a_shipper_hears_what_it_wants(door: OpenDoor, row: Row):
    method, path, status, name = row

    reply = door.ask(method, path, b'{"settings": {}}' if method == "PUT" else None)

    assert reply.status == status
    assert reply.headers["x-elastic-product"] == "Elasticsearch"
    if name:
        assert value(reply.json, name) is not None


def value(document: Any, name: str) -> Any:
    for part in name.split("."):
        document = document[part]
    return document


def test_the_version_is_one_that_no_beat_of_8_finds_too_old(door: OpenDoor):
    number = door.ask("GET", "/").json["version"]["number"]

    assert [int(part) for part in number.split(".")][:2] == [8, 19]


def test_what_is_set_up_is_no_event(door: OpenDoor):
    door.ask("PUT", "/_index_template/logs", b'{"index_patterns": []}' * 1000)

    assert not door.intake.accepted


@pytest.mark.parametrize("body", [b"", b" ", b"{}", b'{"aliases": {}, "mappings": {}, "settings": {}}'])
def test_an_index_may_be_set_up(body: bytes):
    check_index(body)


@pytest.mark.parametrize(
    "body", [b"Oct  3 sshd: x", b'{"message": "x"}', b'{"settings": {}}\n{}', b"[]", b"\xff", b"[" * 5000]
)
def test_logs_that_are_put_where_an_index_is_set_up_are_not_forgotten(door: OpenDoor, body: bytes):
    reply = door.ask("PUT", "/logs", body)

    assert reply.status == 400
    assert "POST /_bulk or /v1/events" in reply.json["error"]["reason"]


def test_a_stranger_sets_up_nothing(door: OpenDoor):
    assert door.ask("PUT", "/_template/x", b"{}", headers={}).status == 401


def test_searching_is_not_possible_here(door: OpenDoor):
    reply = door.ask("GET", "/logs/_search", headers={})

    assert reply.status == 404
    assert "/_bulk" in reply.json["error"]
