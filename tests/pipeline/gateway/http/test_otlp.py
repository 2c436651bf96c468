"""OTLP over HTTP."""

from __future__ import annotations

import gzip
import json

import pytest
from google.protobuf.json_format import MessageToDict
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource

from otasuke.pipeline.gateway.http.otlp import parse_json, parse_protobuf
from otasuke.pipeline.gateway.intake import Refused
from pipeline.gateway.http.doors import BEARER, SAKURA, OpenDoor, parsed
from pipeline.gateway.http.otlp_requests import request

PROTOBUF = "application/x-protobuf"
IN_JSON = {
    "resourceLogs": [
        {
            "resource": {"attributes": [{"key": "host.name", "value": {"stringValue": "pc-1"}}]},
            "scopeLogs": [
                {
                    "logRecords": [
                        {
                            "timeUnixNano": "1700000000123456789",
                            "severityNumber": 9,
                            "severityText": "INFO",
                            "body": {"stringValue": "サインイン"},
                            "traceId": "5b8efff798038103d269b633813fc60c",
                            "spanId": "eee19b7ec3c1b174",
                            "unknownField": {"a": 1},
                        }
                    ]
                }
            ],
        }
    ]
}


def test_records_in_protobuf_are_accepted(door: OpenDoor):
    reply = door.post("/v1/logs", request("a", "b").SerializeToString(), content_type=PROTOBUF)

    assert (reply.status, reply.headers["content-type"]) == (200, PROTOBUF)
    assert ExportLogsServiceResponse.FromString(reply.body) == ExportLogsServiceResponse()
    assert [one["message"] for one in door.intake.documents] == ["a", "b"]


def test_records_in_json_are_accepted_with_their_ids(door: OpenDoor):
    reply = door.post("/v1/logs", json.dumps(IN_JSON).encode(), content_type="application/json; charset=utf-8")

    assert (reply.status, reply.json) == (200, {})
    assert door.intake.documents == [
        {
            "@timestamp": "2023-11-14T22:13:20.123456789Z",
            "message": "サインイン",
            "host": {"name": "pc-1"},
            "log": {"level": "INFO"},
            "trace.id": "5b8efff798038103d269b633813fc60c",
            "span.id": "eee19b7ec3c1b174",
        }
    ]


def test_both_encodings_say_the_same():
    sent = request("text", {"a": [1, 2.5, True, b"raw"]}, None)

    assert parse_json(json.dumps(MessageToDict(sent)).encode()) == parse_protobuf(sent.SerializeToString())


def test_a_request_may_be_packed(door: OpenDoor):
    body = gzip.compress(request("a").SerializeToString())

    assert door.post("/v1/logs", body, content_type=PROTOBUF, content_encoding="gzip").status == 200
    assert len(door.intake.lines) == 1


def test_a_request_without_records_is_accepted(door: OpenDoor):
    assert door.post("/v1/logs", b"", content_type=PROTOBUF).status == 200
    assert not door.intake.accepted


def test_a_refusal_is_a_status_in_the_encoding_of_the_request(door: OpenDoor):
    door.intake.admitting = Refused(429, "x" * 200, retry_after_s=3)

    in_protobuf = door.post("/v1/logs", b"", content_type=PROTOBUF)
    in_json = door.post("/v1/logs", b"{}", content_type="application/json")

    assert in_protobuf.body == b"\x08\x08\x12\xc8\x01" + b"x" * 200
    assert in_json.json == {"code": 8, "message": "x" * 200}
    assert {in_protobuf.headers["retry-after"], in_json.headers["retry-after"]} == {"3"}


@pytest.mark.parametrize(
    ("content_type", "status"), [(PROTOBUF, 400), ("application/json", 400), ("text/plain", 415), ("", 415)]
)
def test_what_is_no_request_is_refused(door: OpenDoor, content_type: str, status: int):
    assert door.post("/v1/logs", b"\xff\xff\xff", content_type=content_type).status == status
    assert not door.intake.accepted


@pytest.mark.parametrize("compression", [Compression.NoCompression, Compression.Gzip, Compression.Deflate])
def test_the_sdk_of_opentelemetry_hands_over_every_record(door: OpenDoor, compression: Compression):
    exporter = OTLPLogExporter(f"{door.url}/v1/logs", headers=BEARER, compression=compression)
    provider = LoggerProvider(Resource({"host.name": "pc-1", "service.name": "shop"}))
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
    logger = provider.get_logger("shop.till")

    for number in range(700):
        logger.emit(body=f"sale {number}", severity_text="WARN", attributes={"till": number % 3})
    provider.shutdown()

    documents = door.intake.documents
    assert [one["message"] for one in documents] == [f"sale {number}" for number in range(700)]
    assert documents[5]["host"] == {"name": "pc-1"}
    assert documents[5]["log"] == {"level": "WARN", "logger": "shop.till"}
    assert (documents[5]["till"], documents[5]["service.name"]) == (2, "shop")
    assert {sender for sender, _, _ in door.intake.accepted} == {SAKURA}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["resourceLogs", "scopeLogs", "logRecords", "body", "kvlistValue", "values", "key", "traceId"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_become_records_or_are_refused(body: bytes):
    for parse in (parse_protobuf, parse_json):
        assert all(isinstance(json.loads(line), dict) for line in parsed(parse, body) or [])


@pytest.mark.parametrize("depth", [50, 5_000, 100_000])
def test_a_value_without_a_bottom_is_refused_or_kept(depth: int):
    body = b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":%s"x"%s}]}]}]}' % (
        b'{"arrayValue":{"values":[' * depth,
        b"]}}" * depth,
    )

    with pytest.raises(Refused, match="no ExportLogsServiceRequest"):
        parse_json(body)
