"""Doing a thing once, however often it is asked: Idempotency-Key.

What is done and the answer that is kept are one transaction: either both are there or neither. A lock of the database tells of
another request with the same key that is at work at this moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from otasuke.web.api.models import KeptAnswer
from otasuke.web.api.problems import Error, Problem
from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.services import Bearer
from otasuke.web.ui.sentences import _

HEADER = "Idempotency-Key"
KEY = r"^[!-~]{1,255}$"
KEPT_FOR = timedelta(hours=24)

_UNKEPT = "otasuke.unkept"
_HEADERS = ("Content-Type", "Content-Language", "Location", "ETag")
_FAILED = 500
_REFUSED = 400
_SHOWN_ONCE = _(
    "この依頼は済んでいて、答えにあった秘密は控えていません。新しい Idempotency-Key で、もう一度渡し直してください。"
)


def mark_secret(request: HttpRequest) -> None:
    """The answer holds a secret: it is shown once, and not kept."""
    request.META[_UNKEPT] = True


def once(request: HttpRequest, bearer: Bearer, run: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Run a request, or answer as before if it was run within a day. Raises Problem."""
    key, now = _key(request), timezone.now()
    with transaction.atomic():
        _alone(bearer, key)
        kept = _kept(bearer, key, now)
        if kept is not None:
            return _again(kept, _asked(request))
        response = _run(request, run)
        if response.status_code < _FAILED:
            _keep(request, response, bearer, key, now)
    return response


def _key(request: HttpRequest) -> str:
    key = request.headers.get(HEADER)
    if key is None:
        raise Problem(
            "key-missing", _("依頼ごとに新しい、でたらめな値（UUIDなど）を Idempotency-Key に入れてください。")
        )
    if not re.fullmatch(KEY, key):
        words = _("半角の文字255字までで、空白は使えません。")
        raise Problem("invalid", words, errors=[Error(f"/{HEADER}", words, "header")])
    return key


def _alone(bearer: Bearer, key: str) -> None:
    """Raises Problem if another request with this key is at work."""
    number = int.from_bytes(sha256(f"{bearer.token} {key}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (is_alone,) = cursor.fetchone()
    if not is_alone:
        raise Problem(
            "in-progress",
            _("終わるまで待ってから、同じ Idempotency-Key で送ってください。"),
            headers={"Retry-After": "1"},
        )


def _kept(bearer: Bearer, key: str, now: datetime) -> KeptAnswer | None:
    with across("answers are kept for tokens, not for companies"):
        KeptAnswer.objects.filter(made_at__lte=now - KEPT_FOR).delete()
        return KeptAnswer.objects.filter(token=bearer.token, key=key).first()


def _again(kept: KeptAnswer, asked: bytes) -> HttpResponse:
    if bytes(kept.asked) != asked:
        raise Problem("key-reused", _("同じ値は、同じ依頼にだけ使えます。新しい値で送ってください。"))
    if kept.is_secret:
        raise Problem("shown-once", _SHOWN_ONCE)
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(bytes(kept.body), status=kept.status, headers=headers)


def _run(request: HttpRequest, run: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """A request that is refused has changed nothing."""
    with transaction.atomic():
        response = run(request)
        if response.status_code >= _REFUSED:
            transaction.set_rollback(True)
    return response


def _keep(request: HttpRequest, response: HttpResponse, bearer: Bearer, key: str, now: datetime) -> None:
    is_secret = bool(request.META.get(_UNKEPT)) and response.status_code < _REFUSED
    with across("answers are kept for tokens, not for companies"):
        KeptAnswer.objects.create(
            token_id=bearer.token,
            key=key,
            customer_id=bearer.customer,
            asked=_asked(request),
            status=response.status_code,
            headers={name: response.headers[name] for name in _HEADERS if name in response.headers},
            body=b"" if is_secret else response.content,
            is_secret=is_secret,
            made_at=now,
        )


def _asked(request: HttpRequest) -> bytes:
    return sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).digest()
