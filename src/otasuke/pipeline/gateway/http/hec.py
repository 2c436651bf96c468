"""Splunk's HTTP Event Collector: /services/collector, its raw form and its health.

There are no indexer acknowledgements, and none are needed: an answer of 200 means that everything is on a disk.
Source: "Format events for HTTP Event Collector" and "Troubleshoot HTTP Event Collector" in the documentation of Splunk.
"""

from __future__ import annotations

from functools import partial

from otasuke.pipeline.gateway.http.answers import headers_of, in_json
from otasuke.pipeline.gateway.http.beside import beside
from otasuke.pipeline.gateway.http.call import Answer, Call, Route, Unknown
from otasuke.pipeline.gateway.http.hec_events import BadEvent, parse_events, parse_raw
from otasuke.pipeline.gateway.intake import Refused

_SUCCESS = {"text": "Success", "code": 0}
_HEALTHY = {"text": "HEC is healthy", "code": 17}
_CODES = {413: 27, 429: 9, 503: 9}
_INVALID_DATA = 6


async def _events(call: Call) -> Answer:
    _identify(call)
    lines = await beside(parse_events, await call.body())
    await call.accept(b"\n".join(lines))
    return in_json(_SUCCESS)


async def _raw(call: Call) -> Answer:
    _identify(call)
    lines = await beside(partial(parse_raw, about=call.parameters()), await call.body())
    await call.accept(b"\n".join(lines))
    return in_json(_SUCCESS)


async def _ack(call: Call) -> Answer:
    _identify(call)
    raise BadEvent(14, "ACK is disabled: an answer of 200 already means that everything is safe")


async def _health(_call: Call) -> Answer:
    return in_json(_HEALTHY)


def _identify(call: Call) -> None:
    if call.token is None and "token" in call.parameters():
        raise BadEvent(16, "Query string authorization is not enabled: send Authorization: Splunk TOKEN")
    call.identify(call.token)


def _refusal(_call: Call, refused: Refused) -> Answer:
    """Splunk's number and text."""
    if isinstance(refused, Unknown):
        status, code = (403, 4) if refused.token_given else (401, 2)
        text = "Invalid token" if refused.token_given else "Token is required"
        return in_json({"text": f"{text}: {refused.words}", "code": code}, status=status)
    if isinstance(refused, BadEvent):
        where = {} if refused.number is None else {"invalid-event-number": refused.number}
        return in_json({"text": refused.words, "code": refused.code} | where, status=refused.status)
    content = {"text": refused.words, "code": _CODES.get(refused.status, _INVALID_DATA)}
    return in_json(content, status=refused.status, headers=headers_of(refused))


ROUTES = (
    *(
        Route(f"/services/collector{path}", ("POST",), _events, _refusal, is_open=True)
        for path in ("", "/event", "/event/1.0")
    ),
    *(Route(f"/services/collector{path}", ("POST",), _raw, _refusal, is_open=True) for path in ("/raw", "/raw/1.0")),
    *(
        Route(f"/services/collector{path}", ("GET",), _health, _refusal, is_open=True)
        for path in ("/health", "/health/1.0")
    ),
    Route("/services/collector/ack", ("POST",), _ack, _refusal, is_open=True),
)
