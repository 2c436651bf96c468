"""The two steps of a passkey, as pages make them: options for the browser, and its answer; between them a session."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from otasuke.web.accounts.browsers import named_browser
from otasuke.web.accounts.models import Passkey, Person
from otasuke.web.accounts.passkeys import (
    BadPasskey,
    Door,
    Site,
    begin_registration,
    begin_sign_in,
    finish_registration,
    finish_sign_in,
)

LIVES_FOR = timedelta(minutes=5)
_LOG = logging.getLogger("otasuke.web")
_KEY = "passkey"
_MOST_BYTES = 20_000


def site_of(request: HttpRequest) -> Site | None:
    """For whom keys sign here; None: a browser makes none for this address (no name, or no HTTPS).

    OTASUKE_PASSKEY_RP names a domain above all hosts by which the web is reached.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    host = request.get_host().rpartition(":")[0] or request.get_host()
    is_local = host == "localhost" or host.endswith(".localhost")
    if _is_number(host) or not (request.is_secure() or is_local):
        return None
    rp = settings.PASSKEY_RP or host
    return Site(rp, origin, settings.PROVIDER_NAME) if host == rp or host.endswith(f".{rp}") else None


def registration_options(request: HttpRequest, person: Person, door: Door) -> JsonResponse:
    """What to hand to `navigator.credentials.create`."""
    site = site_of(request)
    if site is None:
        return JsonResponse({}, status=400)
    options, state = begin_registration(person, door, site)
    _keep(request, state, f"make {door.value} {person.id}")
    return JsonResponse(dict(options))


def register(request: HttpRequest, person: Person, door: Door) -> Passkey:
    """Keep what `navigator.credentials.create` gave. Raises BadPasskey."""
    site, state = _kept(request, f"make {door.value} {person.id}")
    name = named_browser(request.headers.get("User-Agent", ""))
    return finish_registration(
        person, door, site=site, state=state, answer=_answer(request), name=name, now=timezone.now()
    )


def sign_in_options(request: HttpRequest, door: Door) -> JsonResponse:
    """What to hand to `navigator.credentials.get`."""
    site = site_of(request)
    if site is None:
        return JsonResponse({}, status=400)
    options, state = begin_sign_in(site)
    _keep(request, state, f"use {door.value}")
    return JsonResponse(dict(options))


def signed_in_by(request: HttpRequest, door: Door) -> Person:
    """Whom what `navigator.credentials.get` gave lets in; he is not in yet. Raises BadPasskey."""
    try:
        site, state = _kept(request, f"use {door.value}")
        return finish_sign_in(door, site=site, state=state, answer=_answer(request), now=timezone.now())
    except BadPasskey as why:
        _LOG.warning("passkey.refused door=%s why=%s", door.value, why)
        raise


def _keep(request: HttpRequest, state: Mapping[str, Any], what_for: str) -> None:
    request.session[_KEY] = {"state": state, "for": what_for, "at": timezone.now().timestamp()}


def _kept(request: HttpRequest, what_for: str) -> tuple[Site, Mapping[str, Any]]:
    """What was kept, once: a challenge is answered once, and for what it was made."""
    site, kept = site_of(request), request.session.pop(_KEY, None)
    request.session.save()
    if site is None or kept is None or kept["for"] != what_for:
        raise BadPasskey("nothing was asked for")
    if timezone.now() - datetime.fromtimestamp(kept["at"], UTC) > LIVES_FOR:
        raise BadPasskey("it took too long")
    return site, kept["state"]


def _answer(request: HttpRequest) -> Mapping[str, Any]:
    text = request.POST.get("credential", "")
    try:
        answer = json.loads(text) if len(text) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise BadPasskey("no answer of a browser")
    return answer


def _is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
