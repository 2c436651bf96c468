"""What an OpenID provider says of itself, and the keys that it signs with. Kept for a few minutes.

Source: OpenID Connect Discovery 1.0, section 4; RFC 7517.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, TypeVar

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key

from otasuke.web.accounts.openid.errors import BadProvider, Flaw
from otasuke.web.outside.asking import Network, ask
from otasuke.web.outside.policy import BadUrl, check_url

MOST_BYTES = 200_000
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
)
"""By a pair of keys, all of them: with a shared secret, whoever checks could sign."""
_KEPT_S = 600.0
_MOST_KEYS = 100
_KINDS_OF_KEYS = {"RSA", "EC", "OKP"}
_WELL_KNOWN = "/.well-known/openid-configuration"
_OK = 200


@dataclass(frozen=True, slots=True)
class Metadata:
    """authorize, token, keys: its addresses. posts_secret: it takes a client's secret in the body only. names_itself: in the answer (RFC 9207)."""

    issuer: str
    authorize: str
    token: str
    keys: str
    algorithms: Sequence[str]
    posts_secret: bool
    names_itself: bool


_Known = TypeVar("_Known")
_known: dict[str, tuple[float, Metadata]] = {}
_known_keys: dict[str, tuple[float, Sequence[Key]]] = {}


def metadata_of(issuer: str, *, network: Network) -> Metadata:
    """What it says of itself, now or a short while ago. Raises BadProvider."""
    found = _fresh(_known.get(issuer))
    if found is None:
        found = read_metadata(issuer, network=network)
        _known[issuer] = time.monotonic(), found
    return found


def read_metadata(issuer: str, *, network: Network) -> Metadata:
    """What it says of itself now. Raises BadProvider."""
    _check(issuer, network)
    if "?" in issuer:
        raise BadProvider(Flaw.SIGNS, "a query")
    said = _document(issuer.removesuffix("/") + _WELL_KNOWN, network)
    if said.get("issuer") != issuer:
        raise BadProvider(Flaw.OTHER_ISSUER)
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    authorize, token, keys = (_address(said, name, network) for name in names)
    algorithms = [one for one in _words(said, "id_token_signing_alg_values_supported", "RS256") if one in ALGORITHMS]
    ways = _words(said, "token_endpoint_auth_methods_supported", "client_secret_basic")
    if not algorithms or not {"client_secret_basic", "client_secret_post"} & set(ways):
        raise BadProvider(Flaw.UNFIT, "how it signs, or how it knows us")
    return Metadata(
        issuer,
        authorize,
        token,
        keys,
        algorithms,
        posts_secret="client_secret_basic" not in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def keys_of(metadata: Metadata, *, network: Network, again: bool = False) -> Sequence[Key]:
    """What it signs with, now or, unless it is asked again, a short while ago. Raises BadProvider."""
    found = None if again else _fresh(_known_keys.get(metadata.keys))
    if found is None:
        said = _document(metadata.keys, network).get("keys")
        found = [key for one in (said if isinstance(said, list) else [])[:_MOST_KEYS] if (key := _key(one))]
        if not found:
            raise BadProvider(Flaw.UNFIT, "no key that can be used")
        _known_keys[metadata.keys] = time.monotonic(), found
    return found


def forget() -> None:
    """Ask anew when something is needed next."""
    _known.clear()
    _known_keys.clear()


def _fresh(kept: tuple[float, _Known] | None) -> _Known | None:
    return kept[1] if kept and time.monotonic() - kept[0] < _KEPT_S else None


def _key(said: object) -> Key | None:
    """A key that checks signatures; None if it is of another kind, for something else, or broken."""
    if not isinstance(said, dict) or said.get("kty") not in _KINDS_OF_KEYS or said.get("use", "sig") != "sig":
        return None
    try:
        return import_key(said)
    except (JoseError, ValueError, TypeError, KeyError, OverflowError):
        return None


def _document(url: str, network: Network) -> Mapping[str, Any]:
    try:
        reply = ask(url, headers={"Accept": "application/json"}, network=network, most_bytes=MOST_BYTES)
    except BadUrl as error:  # the name means a machine of ours
        raise BadProvider(Flaw.PRIVATE) from error
    except (OSError, HTTPException) as error:
        raise BadProvider(Flaw.UNREACHABLE, type(error).__name__) from error
    try:
        said = orjson.loads(reply.body) if reply.status == _OK else None
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise BadProvider(Flaw.NO_METADATA, str(reply.status))
    return said


def _address(said: Mapping[str, Any], name: str, network: Network) -> str:
    url = said.get(name)
    if not isinstance(url, str):
        raise BadProvider(Flaw.NO_METADATA, name)
    _check(url, network)
    return url


def _check(url: str, network: Network) -> None:
    try:
        check_url(url, may_be_local=network.may_be_local)
    except BadUrl as error:
        flaws = {"https": Flaw.NOT_HTTPS, "private": Flaw.PRIVATE}
        raise BadProvider(flaws.get(error.reason, Flaw.SIGNS), error.reason) from error


def _words(said: Mapping[str, Any], name: str, usual: str) -> Sequence[str]:
    words = said.get(name)
    return [one for one in words if isinstance(one, str)] if isinstance(words, list) else [usual]
