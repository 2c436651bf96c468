"""What is shown when something fails: plain words, what to do next, and a reference that stands in the log too.

Nothing here asks the database, which may be what failed. A line of the log has places in the code, never a text of an
error: that may hold what somebody wrote.
"""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from otasuke.web.ui.furigana import give_furigana

MOST_BYTES = 10_000_000
"""Of a request's body: more than any page or file that is asked for."""

_API = "/api/"
_CONSOLE = ("/console", "/staff")
_LOG = logging.getLogger("otasuke.web")
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none is taken for another on the phone
_AGAIN_S = 30
_OURS = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Failure:
    """A way to fail. kind: what programs tell it by; words: what it means, and what to do."""

    status: int
    kind: str
    title: Promise
    words: Promise


_WRONG_REQUEST = gettext_lazy("入れたものか、リンクが途中で切れたようです。もう一度、はじめからためしてください。")
MALFORMED = Failure(400, "malformed", gettext_lazy("うまく受け取れませんでした"), _WRONG_REQUEST)
FORBIDDEN = Failure(
    403,
    "forbidden",
    gettext_lazy("この操作はできません"),
    gettext_lazy("決まった人だけができます。ご用のときは、窓口に言ってください。"),
)
STALE = Failure(
    403,
    "stale-form",
    gettext_lazy("もう一度押してください"),
    gettext_lazy("時間がたったので、安全のために止めました。前のページを開き直してから、押してください。"),
)
NOT_FOUND = Failure(
    404,
    "not-found",
    gettext_lazy("このページは開けません"),
    gettext_lazy("アドレスがちがうか、期限が過ぎたか、別の会社の画面です。"),
)
TOO_LARGE = Failure(
    413,
    "too-large",
    gettext_lazy("大きすぎて、受け取れません"),
    gettext_lazy("送れるのは10MBまでです。小さく分けて、もう一度送ってください。"),
)
TOO_OFTEN = Failure(
    429,
    "too-many-requests",
    gettext_lazy("少しお待ちください"),
    gettext_lazy("短い間に、何度も押されました。時間をおいて、もう一度ためしてください。"),
)
OURS = Failure(
    500,
    "internal",
    gettext_lazy("こちらの不具合です"),
    gettext_lazy("お客様のせいではありません。起きたことは記録しました。お急ぎのときは、お電話ください。"),
)
AWAY = Failure(
    503,
    "unavailable",
    gettext_lazy("いま、準備をしています"),
    gettext_lazy("1分ほど待って、もう一度開いてください。見守りは、このページとは別に動いています。"),
)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of what it cannot read."""
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return failed(request, TOO_LARGE if is_too_large else MALFORMED, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of PermissionDenied."""
    return failed(request, FORBIDDEN, exception)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's order
    """Django's view for a form whose secret does not fit: it was open for long, or another site sent it."""
    return failed(request, STALE)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's order
    """Django's handler of what is not there, and of what is another's."""
    return failed(request, NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler of everything else: the database is away, or we made a mistake."""
    error = sys.exc_info()[1]
    is_away = isinstance(error, OperationalError | InterfaceError)
    return failed(request, AWAY if is_away else OURS, error, headers={"Retry-After": str(_AGAIN_S)} if is_away else {})


def too_often(request: HttpRequest, *, again_s: int) -> HttpResponse:
    """What one is shown who asks too often. again_s: when it helps to ask again."""
    until = timezone.localtime() + timedelta(seconds=again_s)
    return failed(request, TOO_OFTEN, headers={"Retry-After": str(again_s)}, until=until)


def within_bounds(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware that reads no body that is too large."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BYTES:
            return failed(request, TOO_LARGE)
        return get_response(request)

    return answer


def failed(
    request: HttpRequest,
    failure: Failure,
    error: BaseException | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    until: datetime | None = None,
) -> HttpResponse:
    """The answer, and its line in the log. error: what led to it; until: how long one has to wait."""
    reference = _new_reference()
    _note(request, failure, error, reference)
    response = (
        _problem(failure, reference) if request.path.startswith(_API) else _page(request, failure, reference, until)
    )
    for name, value in {"Cache-Control": "no-store", **(headers or {})}.items():
        response.headers[name] = value
    return response


def _page(request: HttpRequest, failure: Failure, reference: str, until: datetime | None) -> HttpResponse:
    home = "console" if request.path.startswith(_CONSOLE) else "today"
    can_try_again = failure in (OURS, AWAY, TOO_OFTEN) and request.method == "GET"
    shown = {
        "failure": failure,
        "reference": reference,
        "home": home,
        "can_try_again": can_try_again,
        "until": until,
    }
    try:
        response = render(request, "ui/failed.html", shown, status=failure.status)
    except Exception as unable:  # noqa: BLE001  # what makes pages is what failed, and somebody waits for words
        _note(request, failure, unable, reference)
        return _plain_page(failure, reference)
    give_furigana(request, response)  # the middleware that does it may be beneath what failed
    return response


def _plain_page(failure: Failure, reference: str) -> HttpResponse:
    """The words alone, made with nothing that could fail."""
    words = format_html(
        "<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{words}</p><p>{phone}</p><p>{reference}</p>",
        title=failure.title,
        words=failure.words,
        phone=settings.PROVIDER_PHONE,
        reference=reference,
    )
    return HttpResponse(words, status=failure.status)


def _problem(failure: Failure, reference: str) -> HttpResponse:
    """For programs (RFC 9457)."""
    body = {
        "type": f"/api/docs#{failure.kind}",
        "title": str(failure.title),
        "status": failure.status,
        "detail": str(failure.words),
        "errors": [],
        "reference": reference,
    }
    return JsonResponse(body, status=failure.status, content_type="application/problem+json")


def _note(request: HttpRequest, failure: Failure, error: BaseException | None, reference: str) -> None:
    level = logging.ERROR if failure.status >= OURS.status else logging.WARNING
    match = request.resolver_match
    _LOG.log(
        level,
        "request.failed reference=%s status=%s kind=%s method=%s view=%s error=%s at=%s",
        reference,
        failure.status,
        failure.kind,
        request.method,
        match.view_name if match else "",
        type(error).__name__ if error else "",
        _places(error),
    )


def _places(error: BaseException | None) -> str:
    """Through which places of our code an error came, the innermost first."""
    if error is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_OURS)] or frames[-1:]
    return ",".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(ours))


def _new_reference() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
