"""`/feeds/SECRET/FILE`: the list of a company, for its box. Whoever has no secret is told what every wrong address is told."""

from __future__ import annotations

import time
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from otasuke.web.accounts.browsers import address_of
from otasuke.web.reaction.feeding import feed_by, fetch
from otasuke.web.reaction.lists import File
from otasuke.web.reaction.setting_up import CANNOT_FETCH
from otasuke.web.ui.pace import Pace

OFTEN = Pace(most=60, within_s=60)
"""Of one box. Four lists every minute are as much as any box can be set to."""
GUESSES = Pace(most=300, within_s=900)
"""Of one network: a box with an old address asks sixty times in this time, and its neighbours must not suffer from it."""


@require_safe
def feed(request: HttpRequest, secret: str, file: str) -> HttpResponseBase:
    """A list. Who asks with what he has got already is told that nothing has changed. Looking at it counts for nothing."""
    address, now = address_of(request), timezone.now()
    found = feed_by(secret) if file in frozenset(File) else None
    if found is None:
        if GUESSES.take(address, now_s=time.monotonic()).is_over:
            return _too_often(GUESSES.within_s)
        raise Http404
    pace = OFTEN.take(found.id, now_s=time.monotonic())
    if pace.is_over:
        return _too_often(pace.resets_in_s)
    came_from = address if _is_box(request, found.brand) else None
    fetched = fetch(found, File(file), at=now, address=came_from)
    answer = HttpResponse(fetched.text, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    etag = f'"{sha256(fetched.text.encode()).hexdigest()[:32]}"'
    changed = int(fetched.changed_at.timestamp())
    answer.headers["ETag"], answer.headers["Last-Modified"] = etag, http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=answer) or answer


def _is_box(request: HttpRequest, brand: str) -> bool:
    """Whether who asks will block what it gets: no browser does, and no box that cannot fetch."""
    is_browser = "text/html" in request.headers.get("Accept", "")
    return request.method == "GET" and not is_browser and brand not in CANNOT_FETCH


def _too_often(again_s: int) -> HttpResponse:
    words = HttpResponse("too often\n", status=429, content_type="text/plain; charset=utf-8")
    words.headers["Retry-After"] = str(again_s)
    return words
