"""Requests of OTLP, built from plain values."""

from __future__ import annotations

from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ResourceLogs, ScopeLogs
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

TIME_NS = 1_700_000_000_123_456_789
KINDS = {str: "string_value", bool: "bool_value", int: "int_value", float: "double_value", bytes: "bytes_value"}


def value(one: Any) -> AnyValue:
    """A value of OpenTelemetry."""
    if one is None:
        return AnyValue()
    if isinstance(one, dict):
        return AnyValue(kvlist_value=KeyValueList(values=pairs(one)))
    if isinstance(one, list):
        return AnyValue(array_value=ArrayValue(values=[value(each) for each in one]))
    return AnyValue(**{KINDS[type(one)]: one})


def pairs(mapping: dict[str, Any]) -> list[KeyValue]:
    return [KeyValue(key=name, value=value(one)) for name, one in mapping.items()]


def record(body: Any, attributes: dict[str, Any] | None = None, **more: Any) -> LogRecord:
    return LogRecord(time_unix_nano=TIME_NS, body=value(body), attributes=pairs(attributes or {}), **more)


def request(*bodies: Any, resource: dict[str, Any] | None = None) -> ExportLogsServiceRequest:
    """One record for each body, or for each LogRecord."""
    records = [one if isinstance(one, LogRecord) else record(one) for one in bodies]
    logs = ResourceLogs(
        resource=Resource(attributes=pairs(resource or {})), scope_logs=[ScopeLogs(log_records=records)]
    )
    return ExportLogsServiceRequest(resource_logs=[logs])
