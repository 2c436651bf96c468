"""The page of devices, which changes while it is looked at: as a whole, its changing part, and a stream that says when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from otasuke.web.join.doors import for_invited
from otasuke.web.join.drawing import own_address, qr
from otasuke.web.join.framing import framed
from otasuke.web.join.shown import Now, now_of
from otasuke.web.joining.errors import LinkIsOver, NoSuchLink
from otasuke.web.joining.policy import LEARNS_FOR, NotYet, Step, is_done
from otasuke.web.joining.selectors import Visit
from otasuke.web.joining.selectors import visit as visit_with
from otasuke.web.joining.walking import settle
from otasuke.web.ui.streaming import streamed

_OVER = "over"


def live_page(
    request: HttpRequest, visit: Visit, *, wanted: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page of devices. wrong: with a name that was written."""
    shown = _shown(request, visit, wanted or request.GET.get("d", ""))
    return render(request, "join/devices.html", shown | {"wrong": wrong}, status=status)


@require_safe
@for_invited
def part(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What changes of it: asked for when the stream says so, and every few seconds where there is no stream."""
    _check(visit)
    return render(request, "join/live.html", _shown(request, visit, request.GET.get("d", "")))


@require_safe
@for_invited
def stream(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """A word that changes when the part does."""
    _check(visit)
    wanted = request.GET.get("d", "")

    def look() -> str:
        try:
            return _now(request, visit_with(visit.secret, now=timezone.now()), wanted).digest
        except (NoSuchLink, LinkIsOver):
            return _OVER

    return streamed(look)


def _check(visit: Visit) -> None:
    if not is_done(Step(visit.joining.step), Step.COUNT):
        raise NotYet(Step(visit.joining.step), Step.DEVICES)


def _now(request: HttpRequest, visit: Visit, wanted: str) -> Now:
    visit.joining.step = settle(visit.joining, now=timezone.now()).step
    return now_of(request, visit.joining, wanted=wanted)


def _shown(request: HttpRequest, visit: Visit, wanted: str) -> dict[str, object]:
    now = _now(request, visit, wanted)
    shown = {**framed(visit, Step.DEVICES), "now": now, "days": LEARNS_FOR.days}
    shown["is_in"] = Step(visit.joining.step) is Step.CONNECTED
    if now.code:
        address = own_address(request, "setup-with", now.code.text)
        shown |= {"typed": own_address(request, "setup").partition("://")[2], "handed": address, "qr": qr(address)}
    return shown
