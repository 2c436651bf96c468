"""POST /v1/logs: OTLP over HTTP, in protobuf or JSON.

Source: "OpenTelemetry Protocol Specification 1.x", sections OTLP/HTTP and JSON Protobuf Encoding.
"""

from __future__ import annotations

from base64 import b64encode

import orjson
from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from otasuke.pipeline.gateway.http.answers import headers_of
from otasuke.pipeline.gateway.http.beside import beside
from otasuke.pipeline.gateway.http.call import Answer, Call, Route
from otasuke.pipeline.gateway.http.otlp_records import lines_of
from otasuke.pipeline.gateway.intake import Refused

_PROTOBUF = "application/x-protobuf"
_JSON = "application/json"
_CODES = {400: 3, 401: 16, 413: 11, 429: 8, 503: 14}
_UNKNOWN = 2


async def _logs(call: Call) -> Answer:
    kind = call.header("content-type").partition(";")[0].strip().lower()
    if kind not in (_PROTOBUF, _JSON):
        raise Refused(415, f"Content-Type {kind[:60]!r}: OTLP is {_PROTOBUF} or {_JSON}")
    lines = await beside(parse_json if kind == _JSON else parse_protobuf, await call.body())
    await call.accept(b"\n".join(lines))
    return Answer(200, b"{}", _JSON) if kind == _JSON else Answer(200, b"", _PROTOBUF)


def parse_protobuf(body: bytes) -> list[bytes]:
    """The records of an ExportLogsServiceRequest, one line of JSON each. Raises Refused."""
    try:
        return lines_of(ExportLogsServiceRequest.FromString(body))
    except DecodeError as error:
        raise Refused(400, f"the body is no ExportLogsServiceRequest: {error}") from error


def parse_json(body: bytes) -> list[bytes]:
    """The same of its JSON form. Raises Refused."""
    try:
        request = ParseDict(orjson.loads(body), ExportLogsServiceRequest(), ignore_unknown_fields=True)
    except (ParseError, ValueError, TypeError, AttributeError) as error:  # the last two are what protobuf lets slip
        raise Refused(400, f"the body is no ExportLogsServiceRequest in JSON: {error}") from error
    # OTLP writes ids in hexadecimal where JSON of protobuf has Base64: writing them back gives what was sent.
    return lines_of(request, id_text=lambda data: b64encode(data).decode())


def _refusal(call: Call, refused: Refused) -> Answer:
    """A google.rpc.Status in the encoding of the request."""
    code = _CODES.get(refused.status, _UNKNOWN)
    if call.header("content-type").startswith(_JSON):
        body, kind = orjson.dumps({"code": code, "message": refused.words}), _JSON
    else:
        body, kind = _status(code, refused.words.encode("utf-8", "replace")), _PROTOBUF
    return Answer(refused.status, body, kind, headers_of(refused))


def _status(code: int, words: bytes) -> bytes:
    """The message's two fields by hand; its Python class is in a package that nothing else here needs."""
    return b"\x08%c\x12%s%s" % (code, _varint(len(words)), words)


def _varint(number: int) -> bytes:
    digits = bytearray()
    while number > 127:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes((*digits, number))


ROUTES = (Route("/v1/logs", ("POST",), _logs, _refusal),)
