"""Who asks: the token in the header Authorization, and what it may."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from otasuke.web.accounts.browsers import address_of
from otasuke.web.api.problems import Error, Problem
from otasuke.web.tokens.errors import NoToken, Why
from otasuke.web.tokens.policy import Scope
from otasuke.web.tokens.services import Bearer, check
from otasuke.web.ui.pace import Left, Pace
from otasuke.web.ui.sentences import Sentence, _

FAILURES = Pace(most=20, within_s=900)
"""Wrong tokens from an address. Good ones from there go on working: an office has one address and many programs."""

_KEY = "otasuke.bearer"
_LONGEST = 200
_WORDS = {
    Why.UNKNOWN: _("このトークンは正しくありません。写しまちがいがないかご確認ください。"),
    Why.EXPIRED: _("このトークンは期限が切れています。新しく作ってください。"),
    Why.REVOKED: _("このトークンは取り消されています。新しく作ってください。"),
    Why.LEFT: _("このトークンを作った人は、もう担当ではありません。担当の人が新しく作ってください。"),
}


def admitted(request: HttpRequest) -> Bearer:
    """Who asks. Raises Problem: 401, and 429 where it was wrong too often."""
    scheme, _space, presented = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not presented:
        raise _unauthorized(_("Authorization: Bearer otsk_… を付けてください。"), "")
    try:
        bearer = check(presented.strip()[:_LONGEST], now=timezone.now())
    except NoToken as refused:
        left = FAILURES.take(address_of(request), now_s=time.monotonic())
        if left.is_over:
            raise too_often(left) from None
        raise _unauthorized(_WORDS[refused.why], ', error="invalid_token"') from None
    request.META[_KEY] = bearer
    return bearer


def bearer_of(request: HttpRequest) -> Bearer:
    """Who was admitted."""
    return cast(Bearer, request.META[_KEY])


def too_often(left: Left) -> Problem:
    """Somebody has to wait."""
    return Problem(
        "too-many-requests",
        _("%(seconds)s秒待ってから、もう一度送ってください。", seconds=left.resets_in_s),
        headers={"Retry-After": str(left.resets_in_s)},
    )


class For:
    """What a token must be for; an operation's `auth`. None: any token will do. query: what may stand in the query."""

    def __init__(self, scope: Scope | None, query: Sequence[str] = ()) -> None:
        self.scope = scope
        self.query = frozenset(query)

    def __call__(self, request: HttpRequest) -> Bearer:
        """Called by ninja before the operation. Raises Problem."""
        bearer = bearer_of(request)
        if self.scope is not None and self.scope not in bearer.scopes:
            raise Problem(
                "insufficient-scope",
                _("要るのは %(scope)s です。このトークンか、作った人の役割にありません。", scope=self.scope.value),
                headers={
                    "WWW-Authenticate": f'Bearer realm="otasuke", error="insufficient_scope", scope="{self.scope}"'
                },
            )
        if unknown := sorted(set(request.GET) - self.query):
            words = _("この名前の項目はありません。")
            raise Problem("invalid", words, errors=[Error(f"/{name}", words, "query") for name in unknown])
        return bearer


def _unauthorized(words: Sentence, error: str) -> Problem:
    return Problem("unauthorized", words, headers={"WWW-Authenticate": f'Bearer realm="otasuke"{error}'})
