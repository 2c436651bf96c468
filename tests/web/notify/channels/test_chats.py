"""Every chat, over a real connection: the same contract for all."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest

from chat_server import Chats, chat_server
from notify_cast import WORDS, outgoing
from otasuke.web.notify.channels.chats import Chat
from otasuke.web.notify.channels.port import Receipt, Refused, Unclear
from otasuke.web.notify.channels.written import FIELDS
from otasuke.web.notify.policy import Way
from otasuke.web.outside.asking import Network, resolve

NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=5.0)


@pytest.fixture
def server() -> Iterator[Chats]:
    with chat_server() as one:
        yield one


@pytest.fixture(params=list(FIELDS))
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


def chat(way: Way, server: Chats, *, network: Network = NETWORK, **known: str) -> Chat:
    return Chat(way, lambda _: {**server.known(way), **known}, network=network, bases=server.bases)


def test_what_is_written_has_the_lines_the_link_and_the_desk(server: Chats, way: Way) -> None:
    chat(way, server).send(outgoing(is_drill=True))

    ((service, words),) = server.written
    assert service is way
    for wanted in (*WORDS["ja"].lines, WORDS["ja"].title, "訓練", "https://otasuke.example/m/abc", "06-0000-0119"):
        assert wanted in words


@pytest.mark.parametrize(("trouble", "permanent"), [("429", False)])
def test_what_is_refused_for_now_is_tried_again(server: Chats, way: Way, trouble: str, permanent: bool) -> None:
    server.troubles.append(trouble)

    with pytest.raises(Refused) as refused:
        chat(way, server).send(outgoing())

    assert refused.value.is_permanent is permanent
    assert server.written == []


@pytest.mark.parametrize("trouble", ["silent", "500"])
def test_where_nobody_knows_it_is_unclear_and_line_takes_it_once(server: Chats, way: Way, trouble: str) -> None:
    server.troubles.append(trouble)
    with pytest.raises(Unclear):
        chat(way, server).send(outgoing())
    assert chat(way, server).find(outgoing(), known=()) is None

    assert isinstance(chat(way, server).send(outgoing()), Receipt)

    assert len(server.written) == (1 if way is Way.LINE else 2)


def test_an_address_that_there_is_not_is_refused_for_good(server: Chats) -> None:
    with pytest.raises(Refused) as refused:
        chat(Way.SLACK, server, url=f"http://127.0.0.1:{server.port}/gone").send(outgoing())

    assert refused.value.is_permanent


@pytest.mark.parametrize("one", [Way.LINE, Way.CHATWORK])
def test_a_token_that_is_not_taken_waits_for_who_mends_it(server: Chats, one: Way) -> None:
    with pytest.raises(Refused) as refused:
        chat(one, server, token="another").send(outgoing())

    assert not refused.value.is_permanent


def test_nothing_of_our_own_network_is_reached(server: Chats) -> None:
    with pytest.raises(Refused, match="not allowed") as refused:
        chat(Way.SLACK, server, network=replace(NETWORK, may_be_local=False)).send(outgoing())

    assert refused.value.is_permanent


def test_a_place_that_was_removed_and_a_service_that_is_away(server: Chats) -> None:
    with pytest.raises(Refused, match="removed"):
        Chat(Way.SLACK, lambda _: None, network=NETWORK).send(outgoing())
    with pytest.raises(Refused, match="cannot be reached") as refused:
        chat(Way.SLACK, server, url="http://127.0.0.1:1/").send(outgoing())
    assert not refused.value.is_permanent
    assert chat(Way.SLACK, server).look("x") == Receipt("x")
