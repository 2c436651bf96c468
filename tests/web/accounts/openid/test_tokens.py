"""What an ID token says, if it is to be believed. Lies are told in tests/web/console/test_openid.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from otasuke.web.accounts.openid.errors import Refused, Why
from otasuke.web.accounts.openid.tokens import LEEWAY_S, Claims, UnknownKey, verify

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = ECKey.generate_key("P-256", {"kid": "a"})
CLAIMS = {
    "iss": "https://a.example",
    "sub": "17",
    "aud": "us",
    "exp": int(NOW.timestamp()) + 60,
    "iat": int(NOW.timestamp()),
    "nonce": "n",
    "email": "a@b.example",
    "email_verified": True,
}


def signed(**changed: object) -> str:
    return jwt.encode({"alg": "ES256", "kid": "a", "x5t": "x", "pi.atm": "1"}, CLAIMS | changed, KEY, registry=LOOSE)


LOOSE = jwt.JWSRegistry(algorithms=["ES256"], strict_check_header=False)


def believed(token: str, *, keys=(KEY,), now: datetime = NOW) -> Claims:
    return verify(token, keys, issuer="https://a.example", client="us", nonce="n", algorithms=["ES256"], now=now)


def test_an_honest_token_is_believed_whatever_else_is_in_its_header() -> None:
    assert believed(signed()) == Claims("https://a.example", "17", "a@b.example")


def test_a_mail_that_is_not_verified_is_none() -> None:
    assert believed(signed(email_verified=False)).mail == ""


def test_a_clock_may_be_off_by_so_much_and_not_by_more() -> None:
    over = NOW + timedelta(seconds=60)

    believed(signed(), now=over + timedelta(seconds=LEEWAY_S - 1))
    with pytest.raises(Refused) as caught:
        believed(signed(), now=over + timedelta(seconds=LEEWAY_S))

    assert caught.value.why is Why.CLOCK


def test_an_algorithm_that_the_provider_does_not_use_is_refused() -> None:
    key = RSAKey.generate_key(2048, {"kid": "a"})

    with pytest.raises(Refused, match="UnsupportedAlgorithm"):
        believed(jwt.encode({"alg": "RS256", "kid": "a"}, dict(CLAIMS), key), keys=[key])


def test_a_key_that_is_not_known_is_told_from_a_lie() -> None:
    with pytest.raises(UnknownKey):
        believed(signed(), keys=[ECKey.generate_key("P-256", {"kid": "b"})])


@given(st.one_of(st.text(), st.binary().map(lambda one: one.hex()), st.just(signed()).map(lambda one: one[:-9])))
def test_nothing_that_comes_makes_it_fall_over(token: str) -> None:
    with pytest.raises((Refused, UnknownKey)):
        believed(token)
