"""There and back, without a page. With pages: tests/web/console/test_openid.py."""

from __future__ import annotations

import ssl

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from openid_server import CLIENT, SECRET, openid_server
from otasuke.web.accounts.openid import discovery, steps
from otasuke.web.accounts.openid.configuring import Configured
from otasuke.web.accounts.openid.errors import Refused, Why
from otasuke.web.outside.asking import Network, resolve
from staff_cast import hayase

NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=2)


def request(url: str, session: SessionStore) -> HttpRequest:
    made = RequestFactory().get(url)
    made.session = session
    return made


def test_who_was_sent_away_comes_back_as_who_he_is(database) -> None:
    discovery.forget()
    person, session = hayase(), SessionStore()
    with openid_server() as far:
        one = Configured(far.issuer, CLIENT, SECRET, ["naniwa.example"])
        away = steps.begin(
            request("/", session), one, back="http://testserver/back", then="/console/x", network=NETWORK
        )
        back = far.visited(away)

        assert steps.finish(request(back, session), one, network=NETWORK) == (person, "/console/x")
        with pytest.raises(Refused) as caught:
            steps.finish(request(back, session), one, network=NETWORK)

    assert caught.value.why is Why.STALE
    assert SECRET not in repr(one)


def test_who_was_never_sent_away_comes_back_for_nothing(database) -> None:
    one = Configured("https://a.example", CLIENT, SECRET, ["naniwa.example"])

    with pytest.raises(Refused, match="stale"):
        steps.finish(request("/back?state=&code=x", SessionStore()), one, network=NETWORK)
