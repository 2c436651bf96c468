"""The ASGI application: who is it, where does it go, and what is the answer.

A request costs little until its sender is known: nothing of the body is read, and nothing is unpacked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from otasuke.enrol.senders import Senders
from otasuke.pipeline.gateway.http import health, hec, ndjson, osquery, otlp
from otasuke.pipeline.gateway.http.answers import in_words
from otasuke.pipeline.gateway.http.body import Body, Gone, Receive
from otasuke.pipeline.gateway.http.call import Answer, Call, Refusal, Unknown
from otasuke.pipeline.gateway.http.elasticsearch import bulk, single, start_up
from otasuke.pipeline.gateway.http.limits import Limits
from otasuke.pipeline.gateway.http.room import Room
from otasuke.pipeline.gateway.http.routes import Routes
from otasuke.pipeline.gateway.http.tokens import token_of
from otasuke.pipeline.gateway.intake import Intake, Refused
from otasuke.pipeline.gateway.sockets.complaints import Complaints, Fault

ROUTES = Routes(
    (
        *health.ROUTES,
        *ndjson.ROUTES,
        *otlp.ROUTES,
        *hec.ROUTES,
        *osquery.ROUTES,
        *bulk.ROUTES,
        *start_up.ROUTES,
        *single.ROUTES,
    )
)

Send = Callable[[dict[str, Any]], Awaitable[None]]
_DRAINED_BYTES = 64 << 20
_DRAINED_BYTES_OF_STRANGERS = 64 << 10


class App:
    """Answers requests."""

    def __init__(self, *, senders: Senders, intake: Intake, complaints: Complaints, limits: Limits) -> None:
        self._complaints = complaints
        self._senders = senders
        self._intake = intake
        self._limits = limits
        self._room = Room(limits.held_bytes)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        call = self._call(scope, receive)
        try:
            answer = await self._answer(call, scope["client"][0])
            await _send(answer, send)
            if answer.status >= 400:
                await call.content.drain(_DRAINED_BYTES_OF_STRANGERS if call.sender is None else _DRAINED_BYTES)
        except Gone:
            return
        finally:
            call.content.release()

    def _call(self, scope: dict[str, Any], receive: Receive) -> Call:
        headers = dict(scope["headers"])
        return Call(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"],
            headers=headers,
            senders=self._senders,
            intake=self._intake,
            content=Body(receive, headers, limits=self._limits, room=self._room),
            token=token_of(headers.get(b"authorization", b"")),
            counts=self._complaints.counts,
        )

    async def _answer(self, call: Call, address: str) -> Answer:
        refusal: Refusal = in_words
        try:
            route, call.parts = ROUTES.find(call.method, call.path)
            refusal = route.refusal
            if not route.is_open:
                call.identify(call.token)
            return await route.handler(call)
        except Refused as refused:
            self._complain(call, refused, address)
            return refusal(call, refused)

    def _complain(self, call: Call, refused: Refused, address: str) -> None:
        self._complaints.counts[f"refused_{refused.status}"] += 1
        if isinstance(refused, Unknown):
            self._complaints.about_stranger(Fault.UNKNOWN_SENDER, address)
        elif call.sender is not None:
            self._complaints.about(Fault.REFUSED, call.sender, address=address, status=refused.status)


async def _send(answer: Answer, send: Send) -> None:
    headers = [(b"content-type", answer.content_type.encode())]
    headers += [(name.encode(), value.encode("latin-1", "replace")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
