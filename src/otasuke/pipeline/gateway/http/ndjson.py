"""POST /v1/events: one record a line, whatever it is; or a JSON array. What `otasuke ship` speaks."""

from __future__ import annotations

import orjson

from otasuke.events.names import BadName, check_batch
from otasuke.pipeline.gateway.http.answers import in_json, in_words
from otasuke.pipeline.gateway.http.beside import beside
from otasuke.pipeline.gateway.http.call import Answer, Call, Route
from otasuke.pipeline.gateway.http.documents import dumped, records
from otasuke.pipeline.gateway.intake import Refused


async def _events(call: Call) -> Answer:
    batch = _batch(call.header("otasuke-batch"))
    is_json = call.header("content-type").partition(";")[0].strip().lower() == "application/json"
    lines = await beside(parse_json if is_json else parse_lines, await call.body())
    await call.accept(b"\n".join(lines), records=len(lines), batch=batch)
    return in_json({"accepted": len(lines)})


def parse_lines(body: bytes) -> list[bytes]:
    """The records of a body with one a line. Empty lines are none."""
    return records(body)


def parse_json(body: bytes) -> list[bytes]:
    """The records of a JSON array, or of one JSON object; of anything else, its lines. Raises Refused."""
    start = body.lstrip()[:1]
    try:
        if start == b"[":
            return [dumped(one) for one in orjson.loads(body)]
        return [dumped(orjson.loads(body))] if start == b"{" else records(body)
    except orjson.JSONDecodeError as error:
        if start == b"[":
            raise Refused(400, f"the body begins like a JSON array but is none: {error}") from error
        return records(body)  # several objects, one a line


def _batch(name: str) -> str | None:
    try:
        return check_batch(name) if name else None
    except BadName as error:
        raise Refused(400, f"Otasuke-Batch: {error}") from error


ROUTES = (Route("/v1/events", ("POST",), _events, in_words),)
