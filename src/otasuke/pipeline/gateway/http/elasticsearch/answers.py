"""Answers as Elasticsearch writes them."""

from __future__ import annotations

import re
from typing import Any

import orjson

from otasuke.pipeline.gateway.http.answers import headers_of
from otasuke.pipeline.gateway.http.call import Answer, Call
from otasuke.pipeline.gateway.intake import Refused

_COMPATIBLE = re.compile(r"compatible-with\s*=\s*(\d)")
_PRODUCT = ("x-elastic-product", "Elasticsearch")
_TYPES = {
    401: "security_exception",
    404: "resource_not_found_exception",
    413: "content_too_long_exception",
    415: "media_type_header_exception",
    429: "es_rejected_execution_exception",
    503: "es_rejected_execution_exception",
}


def answer(call: Call, body: bytes, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """JSON, of the version that the client asked to be compatible with."""
    found = _COMPATIBLE.search(call.header("accept"))
    kind = f"application/vnd.elasticsearch+json;compatible-with={found[1]}" if found else "application/json"
    return Answer(status, body, kind, (_PRODUCT, *headers))


def document(call: Call, content: Any, *, status: int = 200) -> Answer:
    """A document."""
    return answer(call, orjson.dumps(content), status=status)


def refusal(call: Call, refused: Refused) -> Answer:
    """An error with its type and its reason."""
    error = error_of(refused)
    content = {"error": {"root_cause": [error], **error}, "status": refused.status}
    return answer(call, orjson.dumps(content), status=refused.status, headers=headers_of(refused))


def error_of(refused: Refused) -> dict[str, str]:
    """What was wrong."""
    return {"type": _TYPES.get(refused.status, "illegal_argument_exception"), "reason": refused.words}
