"""Sending a browser to an OpenID provider, and giving the code that it comes back with for a token.

Source: OpenID Connect Core 1.0, section 3.1; RFC 7636 (PKCE).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit, urlunsplit

import orjson

from otasuke.web.accounts.openid.discovery import MOST_BYTES, Metadata
from otasuke.web.accounts.openid.errors import Refused, Why
from otasuke.web.outside.asking import Network, Reply, ask
from otasuke.web.outside.policy import BadUrl

_OK = 200


def authorization_url(metadata: Metadata, *, client: str, back: str, state: str, nonce: str, verifier: str) -> str:
    """Where a browser is sent. verifier: known to us alone until the code is given for a token."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = urlencode(
        {
            "response_type": "code",
            "scope": "openid email",
            "client_id": client,
            "redirect_uri": back,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
    )
    parts = urlsplit(metadata.authorize)
    return urlunsplit(parts._replace(query=f"{parts.query}&{asked}" if parts.query else asked))


def fetch_token(
    metadata: Metadata, *, client: str, secret: str, code: str, back: str, verifier: str, network: Network
) -> str:
    """The ID token for a code. Raises Refused."""
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    if metadata.posts_secret:
        fields |= {"client_id": client, "client_secret": secret}
    else:
        pair = f"{quote_plus(client)}:{quote_plus(secret)}".encode()
        headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
    try:
        reply = ask(metadata.token, urlencode(fields).encode(), headers=headers, network=network, most_bytes=MOST_BYTES)
    except (BadUrl, OSError, HTTPException) as error:
        raise Refused(Why.PROVIDER, type(error).__name__) from error
    return _token_in(reply)


def _token_in(reply: Reply) -> str:
    try:
        said: Mapping[str, Any] = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        raise Refused(Why.PROVIDER, f"status {reply.status}") from None
    if not isinstance(said, dict):
        raise Refused(Why.PROVIDER, "no object")
    if reply.status != _OK:
        refusals = {"invalid_grant": Why.CODE, "invalid_client": Why.CLIENT, "unauthorized_client": Why.CLIENT}
        raise Refused(refusals.get(str(said.get("error")), Why.PROVIDER), f"status {reply.status}")
    token = said.get("id_token")
    if not isinstance(token, str):
        raise Refused(Why.PROOF, "none came")
    return token
