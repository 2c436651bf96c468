"""One document a request: POST /{index}/_doc, and with a name of the document's own."""

from __future__ import annotations

import orjson

from otasuke.pipeline.gateway.http.call import Answer, Call, Route
from otasuke.pipeline.gateway.http.documents import dumped, records
from otasuke.pipeline.gateway.http.elasticsearch.answers import document, refusal
from otasuke.pipeline.gateway.intake import Refused


async def _one(call: Call) -> Answer:
    line = parse_document(await call.body())
    await call.accept(line)
    identity = {"_index": call.parts["index"], "_id": call.parts.get("id", "")}
    return document(call, identity | {"_version": 1, "result": "created"}, status=201)


def parse_document(body: bytes) -> bytes:
    """The document on one line. Raises Refused where it stands on several and is no JSON."""
    lines = records(body)
    if not lines:
        raise Refused(400, "the body has no document")
    if len(lines) == 1:
        return lines[0]
    try:
        return dumped(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"the body is not one JSON document: {error}") from error


ROUTES = (
    Route("/{index}/_doc", ("POST",), _one, refusal),
    Route("/{index}/_doc/{id}", ("PUT", "POST"), _one, refusal),
    Route("/{index}/_create/{id}", ("PUT", "POST"), _one, refusal),
)
