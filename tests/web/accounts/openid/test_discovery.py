"""What an OpenID provider says of itself. How a lying one is met, tests/web/console/test_openid.py shows."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest

from openid_server import OpenId, openid_server
from otasuke.web.accounts.openid.discovery import MOST_BYTES, forget, keys_of, metadata_of, read_metadata
from otasuke.web.accounts.openid.errors import BadProvider, Flaw
from otasuke.web.outside.asking import Network, resolve

NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=2)


@pytest.fixture
def far() -> Iterator[OpenId]:
    forget()
    with openid_server() as server:
        yield server
    forget()


def test_it_is_asked_once_for_a_while(far: OpenId) -> None:
    for _ in range(3):
        found = metadata_of(far.issuer, network=NETWORK)
        (key,) = keys_of(found, network=NETWORK)

    assert (found.token, key.kid) == (f"{far.issuer}/token", "first")
    assert found.algorithms == ["RS256"]
    assert far.asked == ["/.well-known/openid-configuration", "/keys"]


def test_an_issuer_may_end_with_a_slash_if_it_calls_itself_so(far: OpenId) -> None:
    far.metadata = {"issuer": f"{far.issuer}/"}

    assert read_metadata(f"{far.issuer}/", network=NETWORK).issuer == f"{far.issuer}/"
    with pytest.raises(BadProvider, match="other issuer"):
        read_metadata(far.issuer, network=NETWORK)


def test_nothing_without_end_is_read(far: OpenId) -> None:
    far.metadata = {"more": "x" * MOST_BYTES}

    with pytest.raises(BadProvider) as caught:
        read_metadata(far.issuer, network=NETWORK)

    assert caught.value.flaw is Flaw.UNREACHABLE


def test_a_provider_without_keys_is_of_no_use(far: OpenId) -> None:
    far.shown_keys = []

    with pytest.raises(BadProvider, match="no key"):
        keys_of(metadata_of(far.issuer, network=NETWORK), network=NETWORK)


def test_a_name_that_means_our_own_network_is_not_asked() -> None:
    ours = Network(lambda host, port: ["10.0.0.1"], ssl.create_default_context(), within_s=2)

    with pytest.raises(BadProvider) as caught:
        read_metadata("https://login.example", network=ours)

    assert caught.value.flaw is Flaw.PRIVATE
