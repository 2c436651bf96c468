"""The OpenAPI document: what ninja knows of the operations, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from otasuke.web.api import once
from otasuke.web.api.bearers import For
from otasuke.web.api.problems import KINDS, MEDIA_TYPE
from otasuke.web.hooks.kinds import openapi_webhooks
from otasuke.web.ui.sentences import _
from otasuke.web.ui.telling import told

PROBLEM = "#/components/schemas/Problem"
CHANGES = frozenset({"PUT", "PATCH"})
BODIES = frozenset({"POST", "PUT", "PATCH"})

_ALWAYS = ("unauthorized", "insufficient-scope", "not-found", "invalid", "too-many-requests", "internal")
_OF_BODIES = ("malformed", "too-large", "unsupported-media-type")
_OF_POSTS = ("key-missing", "conflict", "in-progress", "shown-once", "key-reused")
_OF_CHANGES = ("precondition-failed", "precondition-required")
_TEXT = {"type": "string"}
_SENT = {
    name: {"schema": _TEXT, "description": words}
    for name, words in (
        ("RateLimit", "What is left of the window: r requests, which begins anew in t seconds."),
        ("RateLimit-Policy", "q requests in w seconds."),
        ("ETag", "The version of what is shown, for If-Match."),
    )
}
_TITLES = frozenset({"title"})


class Document(OpenAPISchema):
    """The document in the language that is active."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        self["webhooks"] = openapi_webhooks()

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """An operation with its headers and refusals."""
        details: dict[str, Any] = super().operation_details(operation)
        method = operation.methods[0]
        scope = _scope_of(operation)
        details["summary"] = gettext(details["summary"])
        details["description"] = _description(scope)
        details["security"] = [{"token": [scope] if scope else []}]
        details["parameters"] = [*map(_plain, details["parameters"]), *_headers(method)]
        details["responses"] = {**_accepted(details["responses"]), **_refused(method)}
        return details

    def get_components(self) -> dict[str, Any]:
        """Shapes, and how one says who one is."""
        self.schemas["Problem"] = _problem()
        words = _("設定ページで作ったトークン。Authorization: Bearer otsk_… と送ります。")
        return {
            "schemas": {name: _plain(shape) for name, shape in sorted(self.schemas.items())},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "otsk_…", "description": told(words)}
            },
        }


def _scope_of(operation: Operation) -> str:
    found = [one.scope for one in operation.auth_callbacks if isinstance(one, For)]
    return found[0].value if found and found[0] else ""


def _description(scope: str) -> str:
    return told(_("要る権限: %(scope)s", scope=scope)) if scope else told(_("どのトークンでもできます。"))


def _headers(method: str) -> Iterator[dict[str, Any]]:
    if method == "POST":
        words = _("依頼ごとに新しい値。同じ値で送り直すと、24時間は同じ答えが返ります。")
        shape = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": once.KEY}
        yield _header(once.HEADER, words=told(words), shape=shape)
    if method in CHANGES:
        words = _("読んだときの ETag。だれかが先に変えていたら 412 です。")
        yield _header("If-Match", words=told(words), shape={"type": "string", "minLength": 1})


def _header(name: str, *, words: str, shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": True, "description": words, "schema": shape}


def _accepted(responses: Mapping[int, Any]) -> dict[str, Any]:
    return {str(status): {**_plain(one), "headers": _SENT} for status, one in responses.items()}


def _refused(method: str) -> dict[str, Any]:
    names = [*_ALWAYS]
    names += _OF_BODIES if method in BODIES else ()
    names += _OF_POSTS if method == "POST" else ()
    names += _OF_CHANGES if method in CHANGES else ()
    names += ("unavailable",) if method in {"POST", "DELETE"} else ()
    statuses: dict[str, list[str]] = {}
    for name in names:
        statuses.setdefault(str(KINDS[name].status), []).append(name)
    return {status: _refusal(kinds) for status, kinds in sorted(statuses.items())}


def _refusal(names: list[str]) -> dict[str, Any]:
    words = " / ".join(f"{name}: {told(KINDS[name].title)}" for name in names)
    return {"description": words, "content": {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}}}}


def _problem() -> dict[str, Any]:
    error = {
        "type": "object",
        "properties": {
            "pointer": {"type": "string", "description": "RFC 6901"},
            "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
            "detail": _TEXT,
        },
        "required": ["pointer", "in", "detail"],
    }
    return {
        "type": "object",
        "description": "RFC 9457",
        "properties": {
            "type": {"type": "string", "enum": [kind.type for kind in KINDS.values()]},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "errors": {"type": "array", "items": error},
            "current": {"type": "object", "description": "412: what is there now."},
            "reference": {"type": "string", "description": "5xx: what the help desk finds it in the log by."},
        },
        "required": ["type", "title", "status", "detail", "errors"],
    }


def _plain(part: Any) -> Any:
    """Without the titles that pydantic makes of names: they say nothing. A property that is called title stays."""
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {name: _plain(one) for name, one in part.items() if name not in _TITLES or not isinstance(one, str)}
