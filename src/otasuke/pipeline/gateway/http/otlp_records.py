"""Log records of OpenTelemetry as documents.

A record whose body is a map is that map; any other is a document in the style of the Elastic Common Schema with the body
as its message. What resource and record say besides is added under its own dotted names, where there is nothing yet.
Source: "Logs Data Model" of OpenTelemetry, and its mapping to the Elastic Common Schema.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

from otasuke.pipeline.gateway.http.documents import dumped, time_of

Document = dict[str, Any]
IdText = Callable[[bytes], str]
_LOG_NAMES = {"log.file.path": ("file", "path"), "log.file.name": ("file", "name")}


def lines_of(request: ExportLogsServiceRequest, *, id_text: IdText = bytes.hex) -> list[bytes]:
    """Each record of a request as one line of JSON.

    id_text  how the bytes of a trace's or span's id are written.
    """
    return [dumped(one) for one in _documents(request, id_text)]


def _documents(request: ExportLogsServiceRequest, id_text: IdText) -> Iterator[Document]:
    for of_resource in request.resource_logs:
        resource = _map(of_resource.resource.attributes)
        for of_scope in of_resource.scope_logs:
            for record in of_scope.log_records:
                document = _document(record, resource, of_scope.scope.name)
                for name, value in _ids(record, id_text):
                    document.setdefault(name, value)
                yield document


def _document(record: LogRecord, resource: Document, scope: str) -> Document:
    body = _value(record.body)
    document: Document = body if isinstance(body, dict) else {}
    if time := time_of(record.time_unix_nano or record.observed_time_unix_nano):
        document.setdefault("@timestamp", time)
    if not isinstance(body, dict) and body is not None:
        document["message"] = body if isinstance(body, str) else dumped(body).decode()
    attributes = resource | _map(record.attributes)
    if host := attributes.pop("host.name", None):
        document.setdefault("host", {"name": host})
    if log := _log(record, attributes, scope):
        document.setdefault("log", log)
    for name, value in attributes.items():
        document.setdefault(name, value)
    return document


def _log(record: LogRecord, attributes: Document, scope: str) -> Document:
    log: Document = {}
    if record.severity_text or record.severity_number:
        log["level"] = record.severity_text or str(record.severity_number)
    if scope:
        log["logger"] = scope
    for name, (outer, inner) in _LOG_NAMES.items():
        if name in attributes:
            log.setdefault(outer, {})[inner] = attributes.pop(name)
    return log


def _ids(record: LogRecord, id_text: IdText) -> Iterator[tuple[str, str]]:
    if record.trace_id:
        yield "trace.id", id_text(record.trace_id)
    if record.span_id:
        yield "span.id", id_text(record.span_id)
    if record.event_name:
        yield "event.action", record.event_name


def _map(pairs: Iterable[KeyValue]) -> Document:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "kvlist_value":
        return _map(value.kvlist_value.values)
    if kind == "array_value":
        return [_value(one) for one in value.array_value.values]
    if kind == "bytes_value":
        return _text(value.bytes_value)
    return getattr(value, kind)


def _text(data: bytes) -> str:
    """Bytes as the text that they are in UTF-8, or in Base64."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return b64encode(data).decode()
