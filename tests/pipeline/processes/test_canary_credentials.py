"""Canaries are let in wherever they come from, and never as somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from otasuke.config import Doors, Listen
from otasuke.enrol.credentials import REGISTRY, CredentialBook, add, new_credential
from otasuke.enrol.senders import Sender
from otasuke.pipeline.health.canary_ways import CANARY_ADDRESS
from otasuke.pipeline.health.event import CANARY_TENANT
from otasuke.pipeline.processes.canary_credentials import doors_for_canaries, let_in, new_canary_token
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import Registry
from pipeline.cast import NOW

CANARIES = Sender(CANARY_TENANT, "canary")
SIX = "2001:db8::7"
DOORS = Doors(http=None, syslog=Listen(SIX, 514), syslog_tls=None, fluent=None)


def book_after(story: Callable[[Registry], Awaitable[None]]) -> CredentialBook:
    async def all_of_it() -> CredentialBook:
        registry = await MemoryBroker().registry(REGISTRY)
        await story(registry)
        return CredentialBook(await registry.all())

    return asyncio.run(all_of_it())


async def let_in_by_all(registry: Registry, doors: Doors) -> None:
    await let_in(registry, CredentialBook(await registry.all()), doors)


def test_the_newest_token_is_valid_and_the_one_before_is_not():
    tokens = []

    async def story(registry: Registry) -> None:
        tokens.extend([await new_canary_token(registry), await new_canary_token(registry)])

    book = book_after(story)

    assert [book.by_token(token) for token in tokens] == [None, CANARIES]
    assert book.by_address(CANARY_ADDRESS) == CANARIES


@pytest.mark.parametrize(("host", "source"), [(SIX, SIX), ("::", "::1"), ("::1", "::1")])
def test_a_door_to_which_canaries_come_from_its_own_address_knows_them_by_that(host: str, source: str):
    doors = replace(DOORS, syslog=None, syslog_tls=Listen(host, 6514))

    async def story(registry: Registry) -> None:
        for _ in range(2):
            await let_in_by_all(registry, doors)

    book = book_after(story)

    assert [(one.sender, one.address) for one in book.credentials] == [(CANARIES, source)]
    assert doors_for_canaries(book, doors) == doors


def test_where_there_is_no_such_door_any_longer_they_are_not_let_in():
    async def story(registry: Registry) -> None:
        token = await new_canary_token(registry)
        assert token
        await let_in_by_all(registry, DOORS)
        await let_in_by_all(registry, replace(DOORS, syslog=None))

    assert [one.id for one in book_after(story).credentials] == ["canary"]


def test_an_address_of_somebody_else_stays_his_and_no_canary_comes_from_it():
    async def story(registry: Registry) -> None:
        await add(registry, new_credential("sakura", "server", now=NOW, address=SIX)[0])
        await let_in_by_all(registry, DOORS)

    book = book_after(story)

    assert book.by_address(SIX) == Sender("sakura", "server")
    assert doors_for_canaries(book, DOORS) == replace(DOORS, syslog=None)
