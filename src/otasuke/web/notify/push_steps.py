"""What a page does about notifications of browsers: of companies' people and of staff alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otasuke.web.accounts.browsers import browser_of
from otasuke.web.accounts.models import Person
from otasuke.web.notify.browsers import add_browser, browsers_of, public_key, remove_browser, try_out
from otasuke.web.notify.channels.pushed import FIELDS

_LONGEST = 2000
SAID: Mapping[str, tuple[str, Promise]] = MappingProxyType(
    {
        "added": ("mi", _("この端末で通知を受けます。「ためしに出す」で確かめられます。")),
        "refused": ("ki", _("この端末では、通知を受けられませんでした。もう一度押してください。")),
        "removed": ("mi", _("通知をやめました。")),
        "shown": ("mi", _("ためしの通知を送りました。出ないときは、端末の設定で通知を許してください。")),
        "not_shown": ("ki", _("通知を送れませんでした。一度やめて、その端末でもう一度受けるようにしてください。")),
    }
)


def done(request: HttpRequest, person: Person) -> str:
    """Do what was posted; how it went, as SAID has it: "" if it was nothing."""
    step = _STEPS.get(request.POST.get("act", ""))
    return step(request, person) if step else ""


def shown(request: HttpRequest, person: Person) -> Mapping[str, Any]:
    """What the card needs (cotton/pushes.html)."""
    return {
        "browsers": browsers_of(person),
        "push_key": public_key(),
        "push_said": SAID.get(request.GET.get("push", "")),
    }


def _add(request: HttpRequest, person: Person) -> str:
    try:
        told = orjson.loads(request.POST.get("subscription", "")[:_LONGEST].encode("utf-8", "replace"))
        known = {"endpoint": told["endpoint"], **told["keys"]}
        add_browser(person, {name: known[name] for name in FIELDS}, browser=browser_of(request), at=timezone.now())
    except (ValueError, KeyError, TypeError):  # BadBrowser is a ValueError
        return "refused"
    return "added"


def _remove(request: HttpRequest, person: Person) -> str:
    browser = _browser(request)
    return "removed" if browser and remove_browser(person, browser) else ""


def _try(request: HttpRequest, person: Person) -> str:
    browser = _browser(request)
    if browser is None:
        return ""
    return "not_shown" if try_out(person, browser, at=timezone.now()) else "shown"


def _browser(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("browser", ""))
    except ValueError:
        return None


_STEPS: Mapping[str, Callable[[HttpRequest, Person], str]] = {"add": _add, "remove": _remove, "try": _try}
