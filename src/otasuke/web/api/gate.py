"""What every request to the API passes: who asks, how often, how much, and in which shape answers leave."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from otasuke.web.api.bearers import admitted, too_often
from otasuke.web.api.once import once
from otasuke.web.api.problems import MEDIA_TYPE, Problem, not_found
from otasuke.web.ui.pace import Left, Pace
from otasuke.web.ui.sentences import _

PREFIX = "/api/v1/"
MOST_BYTES = 256 * 1024
REQUESTS = Pace(most=600, within_s=60)
"""Of a token."""

_JSON = frozenset({"application/json", "application/merge-patch+json"})

Answering = Callable[[HttpRequest], HttpResponse]


def gate(get_response: Answering) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware, the innermost: what it answers leaves by the others."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        try:
            response = _passed(request, get_response)
        except Problem as problem:
            response = problem.answer()
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def _passed(request: HttpRequest, get_response: Answering) -> HttpResponse:
    bearer = admitted(request)
    left = REQUESTS.take(bearer.token, now_s=time.monotonic())
    try:
        if left.is_over:
            raise too_often(left)
        _bound(request)

        def run(request: HttpRequest) -> HttpResponse:
            return _in_shape(get_response(request))

        response = once(request, bearer, run) if request.method == "POST" else run(request)
    except Problem as problem:
        response = problem.answer()
    for name, value in _pace_headers(left).items():
        response.headers[name] = value
    return response


def _bound(request: HttpRequest) -> None:
    """Raises Problem for a body that is too large, or of another kind."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise Problem("too-large", _("%(most)s バイトまでにしてください。", most=f"{MOST_BYTES:,}"))
    if int(length) and request.method in {"POST", "PUT", "PATCH"} and request.content_type not in _JSON:
        raise Problem("unsupported-media-type", _("Content-Type を application/json にしてください。"))


def _in_shape(response: HttpResponse) -> HttpResponse:
    """What Django itself answers for an address, a method or an accident, as a problem."""
    is_problem = response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
    match response.status_code:
        case 404:
            return not_found().answer()
        case 405:
            allow = response.headers.get("Allow", "")
            words = _("できるのは %(methods)s です。", methods=allow)
            return Problem("method-not-allowed", words, headers={"Allow": allow}).answer()
        case status if status >= 400 and not is_problem:
            return Problem("malformed", _("この依頼は読めません。")).answer()
    return response


def _pace_headers(left: Left) -> dict[str, str]:
    """As in the draft `RateLimit header fields for HTTP`."""
    return {
        "RateLimit-Policy": f'"token";q={REQUESTS.most};w={REQUESTS.within_s}',
        "RateLimit": f'"token";r={left.number};t={left.resets_in_s}',
    }
