"""Notifications of browsers, over a real connection."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest

from notify_cast import MONDAY_10, outgoing
from otasuke.web.notify.channels.port import Receipt, Refused, Unclear
from otasuke.web.notify.channels.push import Push
from otasuke.web.notify.channels.pushed import key_from
from otasuke.web.outside.asking import Network, resolve
from push_service import PushService, push_service

NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=5.0)


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as one:
        yield one


@pytest.fixture
def forgotten() -> list[str]:
    return []


def push(service: PushService, forgotten: list[str], *, network: Network = NETWORK, **known: str) -> Push:
    return Push(
        lambda _: {**service.known(), **known},
        forget=forgotten.append,
        key=lambda: key_from(b"k" * 48),
        contact=lambda: "mailto:desk@naniwa.example",
        network=network,
        clock=lambda: MONDAY_10,
    )


def test_it_is_signed_for_this_service_for_half_a_day_and_says_who_sends(service: PushService, forgotten) -> None:
    assert push(service, forgotten).send(outgoing()) == Receipt()

    end = int(MONDAY_10.timestamp()) + 12 * 3600
    assert service.claims == [{"aud": service.origin, "exp": end, "sub": "mailto:desk@naniwa.example"}]
    assert len(service.topics[0]) == 32


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(service: PushService, forgotten, status: int) -> None:
    service.statuses.append(status)

    with pytest.raises(Refused) as refused:
        push(service, forgotten).send(outgoing(to="b"))

    assert refused.value.is_permanent
    assert forgotten == ["b"]


@pytest.mark.parametrize(("status", "permanent"), [(400, True), (401, False), (403, False), (413, True), (429, False)])
def test_what_is_refused_for_now_may_be_tried_again(service: PushService, forgotten, status: int, permanent) -> None:
    service.statuses.append(status)

    with pytest.raises(Refused) as refused:
        push(service, forgotten).send(outgoing())

    assert (refused.value.is_permanent, forgotten) == (permanent, [])


def test_where_nobody_knows_it_is_unclear_and_cannot_be_asked(service: PushService, forgotten) -> None:
    service.statuses.append(502)
    channel = push(service, forgotten)

    with pytest.raises(Unclear):
        channel.send(outgoing())

    assert channel.find(outgoing(), known=()) is None
    assert channel.look("") == Receipt()


def test_what_nothing_can_be_encrypted_for_is_refused_for_good(service: PushService, forgotten) -> None:
    with pytest.raises(Refused, match="p256dh") as refused:
        push(service, forgotten, p256dh="AAAA").send(outgoing())

    assert refused.value.is_permanent
