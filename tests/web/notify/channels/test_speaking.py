"""One request to a service of somebody else, in the words of the port."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest

from otasuke.web.notify.channels.port import Refused, Unclear
from otasuke.web.notify.channels.speaking import judge, speak
from otasuke.web.outside.asking import Network, resolve
from push_service import PushService, push_service

NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=5.0)


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as one:
        yield one


def test_the_status_is_what_the_service_says(service: PushService) -> None:
    service.statuses.append(418)

    assert speak(f"{service.origin}/x", b"", headers={}, network=NETWORK) == 418


def test_nothing_of_our_own_network_is_reached(service: PushService) -> None:
    with pytest.raises(Refused, match="not allowed") as refused:
        speak(f"{service.origin}/x", b"", headers={}, network=replace(NETWORK, may_be_local=False))

    assert refused.value.is_permanent


def test_a_service_that_is_away_was_not_spoken_to() -> None:
    with pytest.raises(Refused, match="cannot be reached") as refused:
        speak("http://127.0.0.1:1/", b"", headers={}, network=NETWORK)

    assert not refused.value.is_permanent


def judged(status: int) -> str:
    try:
        judge(status, for_now=(429,))
    except Refused as refused:
        return "never" if refused.is_permanent else "not now"
    except Unclear:
        return "nobody knows"
    return "taken"


@pytest.mark.parametrize(
    ("status", "became"),
    [
        *((one, "taken") for one in (200, 201, 202, 299)),
        *((one, "never") for one in (301, 404)),
        (429, "not now"),
        *((one, "nobody knows") for one in (500, 503)),
    ],
)
def test_a_status_says_what_became_of_it(status: int, became: str) -> None:
    assert judged(status) == became
