"""What is answered when something is refused: `application/problem+json` (RFC 9457), in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson
from django.http import HttpResponse

from otasuke.web.ui.sentences import Sentence, _
from otasuke.web.ui.telling import told

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/docs"

Where = Literal["body", "query", "path", "header"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of refusal. name: the end of its type's address, where the documentation says what to do."""

    name: str
    status: int
    title: Sentence

    @property
    def type(self) -> str:
        """What programs tell it by."""
        return f"{DOCS}#{self.name}"


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is wrong. pointer: a JSON pointer into the body; elsewhere a slash and the name."""

    pointer: str
    detail: Sentence | str
    where: Where = "body"


KINDS = {
    kind.name: kind
    for kind in (
        Kind("malformed", 400, _("本文がJSONとして読めません")),
        Kind("key-missing", 400, _("Idempotency-Key がありません")),
        Kind("unauthorized", 401, _("トークンが要ります")),
        Kind("insufficient-scope", 403, _("このトークンではできません")),
        Kind("not-found", 404, _("見つかりません")),
        Kind("method-not-allowed", 405, _("このアドレスではできない操作です")),
        Kind("conflict", 409, _("いまはできません")),
        Kind("in-progress", 409, _("同じ依頼を処理しています")),
        Kind("shown-once", 409, _("この答えは一度しか見せません")),
        Kind("precondition-failed", 412, _("読んだあとに変わっています")),
        Kind("too-large", 413, _("本文が大きすぎます")),
        Kind("unsupported-media-type", 415, _("本文の種類がちがいます")),
        Kind("invalid", 422, _("正しくないところがあります")),
        Kind("key-reused", 422, _("Idempotency-Key が別の依頼に使われています")),
        Kind("precondition-required", 428, _("If-Match が要ります")),
        Kind("too-many-requests", 429, _("回数が多すぎます")),
        Kind("internal", 500, _("こちらの不具合です")),
        Kind("unavailable", 503, _("いまは応えられません")),
    )
}


class Problem(Exception):
    """A request is refused. more: further members of the answer; headers: of the answer."""

    def __init__(
        self,
        name: str,
        detail: Sentence | str,
        *,
        errors: Sequence[Error] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{name}: {detail}")
        self.kind = KINDS[name]
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.more = dict(more or {})

    def answer(self) -> HttpResponse:
        """The response, in the language that is active."""
        body: dict[str, object] = {
            "type": self.kind.type,
            "title": told(self.kind.title),
            "status": self.kind.status,
            "detail": told(self.detail),
            "errors": [{"pointer": one.pointer, "in": one.where, "detail": told(one.detail)} for one in self.errors],
            **self.more,
        }
        return HttpResponse(
            orjson.dumps(body), status=self.kind.status, content_type=MEDIA_TYPE, headers=dict(self.headers)
        )


def not_found() -> Problem:
    """What is not there, and what others have, look the same."""
    return Problem("not-found", _("そのようなものはありません。アドレスと、トークンの会社をご確認ください。"))
