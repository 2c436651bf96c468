"""Who posts without having come in is counted by the network he comes from.

So nobody has mails sent to all the world by a form, or sets others to work without end. Of IPv6 a network is its /64, as whoever
has one address there has all of them. Counted is in this process: the web is one (project/serving.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from otasuke.web.accounts.browsers import address_of
from otasuke.web.accounts.models import Person
from otasuke.web.ui.failing import too_often
from otasuke.web.ui.pace import Pace

_MINUTE_S = 60
ALL = Pace(most=200, within_s=10 * _MINUTE_S)
"""As much as an office does in which ten people join ten computers at once."""
OF_VIEWS: Mapping[str, Pace] = {
    "enter": Pace(most=20, within_s=15 * _MINUTE_S),  # a mail each
    "join-address": Pace(most=20, within_s=15 * _MINUTE_S),  # the same
    "staff-openid": Pace(most=60, within_s=15 * _MINUTE_S),  # asks others
    "staff-openid-back": Pace(most=60, within_s=15 * _MINUTE_S),  # the same
}
"""More narrowly, by the name of the address. These are counted when they are only opened, if that does something."""
_OPENED = frozenset({"staff-openid", "staff-openid-back"})
_PROGRAMS = "/api/"
_SIGNED = frozenset({"carrier-callback"})
"""Told by a machine that signs what it says, and as often as there is something to tell."""


class NotTooOften:
    """A middleware. Programs have a limit of their own (api/gate.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: Any) -> HttpResponse | None:
        """Called by Django when it knows which view it is."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_counted = request.method == "POST" or name in _OPENED
        if (
            not is_counted
            or name in _SIGNED
            or request.path_info.startswith(_PROGRAMS)
            or isinstance(request.user, Person)
        ):
            return None
        now_s, where = time.monotonic(), address_of(request)
        taken = [pace.take(where, now_s=now_s) for pace in (ALL, OF_VIEWS.get(name)) if pace]
        waits = [left.resets_in_s for left in taken if left.is_over]
        return too_often(request, again_s=max(waits)) if waits else None


def forget() -> None:
    """Count from nothing."""
    for pace in (ALL, *OF_VIEWS.values()):
        pace.forget()
