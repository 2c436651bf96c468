"""Coming in by an account elsewhere, as a browser does it: there, and back. Between them a session remembers what was asked."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from otasuke.web.accounts.attempts import check_address
from otasuke.web.accounts.browsers import address_of
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.openid.configuring import Configured
from otasuke.web.accounts.openid.discovery import Metadata, keys_of, metadata_of
from otasuke.web.accounts.openid.errors import BadProvider, Refused, Why
from otasuke.web.accounts.openid.exchange import authorization_url, fetch_token
from otasuke.web.accounts.openid.matching import note_refusal, person_of
from otasuke.web.accounts.openid.tokens import Claims, UnknownKey, verify
from otasuke.web.outside.asking import Network

LIVES_FOR = timedelta(minutes=10)
_LOG = logging.getLogger("otasuke.web")
_KEY = "openid"
_LONGEST_CODE = 4000


def begin(request: HttpRequest, one: Configured, *, back: str, then: str, network: Network) -> str:
    """Where to send a browser. back: our address to which it comes back; then: where it wanted to go. Raises Refused, LockedOut."""
    check_address(address_of(request), now=timezone.now())
    metadata = _metadata(one, network)
    asked = {
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "verifier": secrets.token_urlsafe(48),
    }
    request.session[_KEY] = asked | {
        "issuer": one.issuer,
        "client": one.client,
        "back": back,
        "then": then,
        "at": timezone.now().timestamp(),
    }
    return authorization_url(metadata, client=one.client, back=back, **asked)


def finish(request: HttpRequest, one: Configured, *, network: Network) -> tuple[Person, str]:
    """Whom it lets in, who is not in yet, and where he wanted to go. Raises Refused, LockedOut."""
    address, now = address_of(request), timezone.now()
    check_address(address, now=now)
    try:
        asked = _asked(request, one)
        claims = _claims(request, one, asked=asked, network=network, now=now)
        return person_of(claims, domains=one.domains, address=address, now=now), asked["then"]
    except Refused as refused:
        _note(refused, address, now)
        raise


def _asked(request: HttpRequest, one: Configured) -> Mapping[str, Any]:
    """What this browser was sent away with, once."""
    kept = request.session.pop(_KEY, None)
    request.session.save()
    if kept is None or not constant_time_compare(kept["state"], request.GET.get("state", "")):
        raise Refused(Why.STALE, "state")
    if timezone.now() - datetime.fromtimestamp(kept["at"], UTC) > LIVES_FOR:
        raise Refused(Why.STALE, "time")
    if (kept["issuer"], kept["client"]) != (one.issuer, one.client):
        raise Refused(Why.STALE, "another provider was set meanwhile")
    return dict(kept)


def _claims(
    request: HttpRequest, one: Configured, *, asked: Mapping[str, Any], network: Network, now: datetime
) -> Claims:
    metadata = _metadata(one, network)
    _check_speaker(request, metadata)
    if "error" in request.GET:
        raise Refused(Why.DENIED)
    code = request.GET.get("code", "")
    if not 0 < len(code) <= _LONGEST_CODE:
        raise Refused(Why.CODE, "none came")
    token = fetch_token(
        metadata,
        client=one.client,
        secret=one.secret,
        code=code,
        back=asked["back"],
        verifier=asked["verifier"],
        network=network,
    )
    return _verified(token, metadata, client=one.client, nonce=asked["nonce"], network=network, now=now)


def _check_speaker(request: HttpRequest, metadata: Metadata) -> None:
    """The answer is of the one who was asked, if it says whose it is (RFC 9207)."""
    said = request.GET.get("iss", "" if metadata.names_itself else metadata.issuer)
    if said != metadata.issuer:
        raise Refused(Why.PROOF, "the answer is of another issuer")


def _verified(token: str, metadata: Metadata, *, client: str, nonce: str, network: Network, now: datetime) -> Claims:
    for again in (False, True):
        try:
            return verify(
                token,
                keys_of(metadata, network=network, again=again),
                issuer=metadata.issuer,
                client=client,
                nonce=nonce,
                algorithms=metadata.algorithms,
                now=now,
            )
        except UnknownKey:
            continue
        except BadProvider as error:
            raise Refused(Why.PROVIDER, str(error)) from error
    raise Refused(Why.PROOF, "nobody has its key")


def _metadata(one: Configured, network: Network) -> Metadata:
    try:
        return metadata_of(one.issuer, network=network)
    except BadProvider as error:
        raise Refused(Why.PROVIDER, str(error)) from error


def _note(refused: Refused, address: str, now: datetime) -> None:
    _LOG.warning("openid.refused why=%s detail=%s", refused.why.value, refused.detail)
    if refused.why not in (Why.PROVIDER, Why.CLIENT, Why.DENIED):  # else nobody was refused by us
        note_refusal(refused, address=address, now=now)
