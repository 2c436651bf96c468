"""Answers in JSON, and refusals in words, for protocols that have no form of their own."""

from __future__ import annotations

from typing import Any

import orjson

from otasuke.pipeline.gateway.http.call import Answer, Call
from otasuke.pipeline.gateway.http.routes import WrongMethod
from otasuke.pipeline.gateway.intake import Refused


def in_json(document: Any, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A document."""
    return Answer(status, orjson.dumps(document), headers=headers)


def in_words(_call: Call, refused: Refused) -> Answer:
    """{"error": words}."""
    return in_json({"error": refused.words}, status=refused.status, headers=headers_of(refused))


def headers_of(refused: Refused) -> tuple[tuple[str, str], ...]:
    """When to try again, how to say who one is, what else is possible."""
    headers: tuple[tuple[str, str], ...] = ()
    if refused.retry_after_s is not None:
        headers += (("retry-after", str(refused.retry_after_s)),)
    if refused.status == 401:
        headers += (("www-authenticate", 'Bearer realm="otasuke", ApiKey, Basic realm="otasuke"'),)
    if isinstance(refused, WrongMethod):
        headers += (("allow", ", ".join(refused.allowed)),)
    return headers
