"""`/t`: on the computer that is to be joined. A short address, a code that is typed, and the line that fits that computer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from otasuke.web.accounts.attempts import LockedOut, Wrong, attempt
from otasuke.web.accounts.browsers import address_of
from otasuke.web.joining.selectors import device_with_code
from otasuke.web.sensors.codes import Code
from otasuke.web.sensors.errors import NoGateway
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.setting_up.pages import pages
from otasuke.web.ui.telling import told


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    if request.method == "POST":
        return redirect("setup-with", request.POST.get("code", "").strip().replace("/", "")[:40] or "-")
    return render(request, "join/type.html")


@never_cache
@require_safe
def with_code(request: HttpRequest, code: str) -> HttpResponse:
    """What to do on this computer. Opening it uses nothing up."""
    try:
        device = _device(request, code)
    except Wrong:
        return render(request, "join/type.html", {"code": code, "wrong": _wrong()}, status=404)
    except LockedOut as locked:
        until = timezone.localtime(locked.until).strftime("%H:%M")
        words = _("まちがいが続きました。%(until)sをすぎたら、もう一度入れてください。") % {"until": until}
        return render(request, "join/type.html", {"code": code, "wrong": words}, status=429)
    try:
        made = pages(device, web=request.build_absolute_uri("/"), code=Code(device, code.upper(), timezone.now()))
    except NoGateway as error:
        return render(request, "join/type.html", {"code": code, "wrong": told(error.sentence)}, status=503)
    steps = [(told(one.words), one.block) for one in made.steps]
    return render(request, "join/setup.html", {"device": device, "code": code, "steps": steps})


@never_cache
@require_safe
def part(request: HttpRequest, code: str) -> HttpResponse:
    """Whether this computer was heard."""
    try:
        return render(request, "join/setup_live.html", {"device": _device(request, code), "code": code})
    except (Wrong, LockedOut):
        raise Http404 from None


def _device(request: HttpRequest, code: str) -> Device:
    """Raises Wrong, LockedOut: who guesses waits."""
    found, address, now = device_with_code(code, now=timezone.now()), address_of(request), timezone.now()
    attempt(lambda: found is not None, f"setup code {address}", person=None, address=address, now=now)
    assert found is not None
    return found


def _wrong() -> str:
    return _("この番号は使えません。スマートフォンの番号と同じか、見てください。大文字と小文字は同じです。")
