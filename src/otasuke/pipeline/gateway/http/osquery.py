"""The TLS API of osquery: enroll, config, log, and distributed queries, of which there are none yet.

The secret with which a host enrolls is its sensor's token, and so is the key that it is given: nothing has to be remembered,
and a token that is revoked ends both. osquery sends the key in the header Authorization; older versions only in the body,
where it comes first, so that a stranger is known before much is read or unpacked.
Source: "Remote settings" in the documentation of osquery, and its plugins `tls`.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from otasuke.pipeline.gateway.http.answers import in_json, in_words
from otasuke.pipeline.gateway.http.beside import beside
from otasuke.pipeline.gateway.http.call import Answer, Call, Route, Unknown
from otasuke.pipeline.gateway.http.documents import dumped
from otasuke.pipeline.gateway.http.osquery_schedule import CONFIG
from otasuke.pipeline.gateway.intake import Refused

_BEGINNING_BYTES = 16 << 10
_KEY = re.compile(rb'"(?:node_key|enroll_secret)"\s*:\s*"([!#-\[\]-~]{1,1024})"')


async def _enroll(call: Call) -> Answer:
    token = await _token(call)
    call.identify(token)
    await call.body()
    return in_json({"node_key": token, "node_invalid": False})


async def _config(call: Call) -> Answer:
    call.identify(await _token(call))
    await call.body()
    return in_json(CONFIG)


async def _log(call: Call) -> Answer:
    call.identify(await _token(call))
    lines = await beside(parse_log, await call.body())
    await call.accept(b"\n".join(lines))
    return in_json({"node_invalid": False})


async def _queries(call: Call) -> Answer:
    call.identify(await _token(call))
    await call.body()
    return in_json({"queries": {}, "node_invalid": False})


def parse_log(body: bytes) -> list[bytes]:
    """What osquery would have written to its log files: one result or status a line. Raises Refused."""
    data = _object(body).get("data")
    if not isinstance(data, list):
        raise Refused(400, "the body has no list `data`")
    return [dumped(one) for one in data]


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"the body is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise Refused(400, "the body is no JSON object")
    return content


async def _token(call: Call) -> str | None:
    if call.token is not None:
        return call.token
    found = _KEY.search(await call.content.beginning(_BEGINNING_BYTES))
    return found[1].decode() if found else None


def _refusal(call: Call, refused: Refused) -> Answer:
    """A host with an unknown key is told to enroll again; it looks for that in an answer of 200."""
    if isinstance(refused, Unknown):
        return in_json({"node_invalid": True, "error": refused.words})
    return in_words(call, refused)


ROUTES = (
    Route("/osquery/enroll", ("POST",), _enroll, _refusal, is_open=True),
    Route("/osquery/config", ("POST",), _config, _refusal, is_open=True),
    Route("/osquery/log", ("POST",), _log, _refusal, is_open=True),
    Route("/osquery/distributed/read", ("POST",), _queries, _refusal, is_open=True),
    Route("/osquery/distributed/write", ("POST",), _queries, _refusal, is_open=True),
)
