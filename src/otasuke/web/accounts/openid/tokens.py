"""What an ID token says, if it is to be believed.

Source: OpenID Connect Core 1.0, section 3.1.3.7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry

from otasuke.web.accounts.openid.errors import Refused, Why

LEEWAY_S = 120
"""So far may their clock be from ours."""
_LONGEST_SUBJECT = 255
_LONGEST_MAIL = 254
_NOT_WELL_FORMED = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class UnknownKey(Exception):
    """It is signed with a key that is not among these: there may be newer ones."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who somebody is there. mail: "" if it is not said, or not said to be verified."""

    issuer: str
    subject: str
    mail: str


class _Registry(JWSRegistry):
    """Some put certificates into the header. What is told there about keys is not listened to."""

    max_header_length = 10_000


def verify(
    token: str,
    keys: Sequence[Key],
    *,
    issuer: str,
    client: str,
    nonce: str,
    algorithms: Sequence[str],
    now: datetime,
) -> Claims:
    """Whom it is about. Raises Refused, UnknownKey."""
    registry = _Registry(algorithms=algorithms, strict_check_header=False)
    try:
        header = jws.extract_compact(token.encode(), registry=registry).headers()
        said = jwt.decode(token, _key(keys, header), registry=registry).claims
    except _NOT_WELL_FORMED as error:
        raise Refused(Why.PROOF, type(error).__name__) from error
    _check(said, issuer=issuer, client=client, nonce=nonce, now=now)
    subject, mail = said["sub"], said.get("email")
    if not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise Refused(Why.PROOF, "sub")
    is_mail = isinstance(mail, str) and len(mail) <= _LONGEST_MAIL and said.get("email_verified") is True
    return Claims(issuer, subject, str(mail) if is_mail else "")


def _key(keys: Sequence[Key], header: Mapping[str, Any]) -> Key:
    kid = header.get("kid")
    fitting = [key for key in keys if kid is None or key.kid == kid]
    if not fitting:
        raise UnknownKey(kid)
    if len(fitting) > 1 and kid is None:
        raise Refused(Why.PROOF, "it does not say by which key")
    return fitting[0]


def _check(said: Mapping[str, Any], *, issuer: str, client: str, nonce: str, now: datetime) -> None:
    usual = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        usual.validate(dict(said))
    except ExpiredTokenError as error:
        raise Refused(Why.CLOCK, "exp") from error
    except InvalidClaimError as error:
        raise Refused(Why.CLOCK if error.claim in ("iat", "nbf") else Why.PROOF, error.claim) from error
    except _NOT_WELL_FORMED as error:
        raise Refused(Why.PROOF, type(error).__name__) from error
    _check_azp(said, client)
    given = said.get("nonce")
    if not isinstance(given, str) or not compare_digest(given.encode(), nonce.encode()):
        raise Refused(Why.PROOF, "nonce")


def _check_azp(said: Mapping[str, Any], client: str) -> None:
    """A token for several audiences says for whom it was made; if it says so at all, it is us."""
    is_for_many = isinstance(said["aud"], list) and len(said["aud"]) > 1
    if said.get("azp", None if is_for_many else client) != client:
        raise Refused(Why.PROOF, "azp")
