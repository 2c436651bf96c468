from __future__ import annotations

import asyncio

from otasuke.pipeline.credentials import REGISTRY, CredentialBook, add, new_credential, revoke
from otasuke.pipeline.log import Log
from otasuke.pipeline.processes.book import FollowedBook
from otasuke.pipeline.senders import Sender
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import NOW, until
from pipeline.processes.around import running

QUIET = Log("test", write=lambda _: None)


def followed_in(folder):
    return FollowedBook(CredentialBook(), REGISTRY, folder / "copy", log=QUIET)


def test_a_book_follows_what_is_added_and_revoked(tmp_path):
    async def story():
        broker = MemoryBroker()
        registry = await broker.registry(REGISTRY)
        first, first_token = new_credential("sakura", "pc", now=NOW)
        second, second_token = new_credential("fuji", "pc", now=NOW)
        await add(registry, first)
        followed = followed_in(tmp_path)
        async with running(followed.follow(broker)):
            await followed.known.wait()
            assert followed.book.by_token(first_token or "") == Sender("sakura", "pc")
            await add(registry, second)
            await until(lambda: followed.book.by_token(second_token or "") is not None)
            await revoke(registry, first.id)
            await until(lambda: followed.book.by_token(first_token or "") is None)
            await registry.put("broken", b"what")

    asyncio.run(story())


def test_the_copy_serves_while_the_broker_is_away(tmp_path):
    async def story():
        broker = MemoryBroker()
        credential, token = new_credential("sakura", "pc", now=NOW)
        await add(await broker.registry(REGISTRY), credential)
        followed = followed_in(tmp_path)
        async with running(followed.follow(broker)):
            await until((tmp_path / "copy").exists)
        return followed_in(tmp_path), token

    later, token = asyncio.run(story())
    assert later.known.is_set()
    assert later.book.by_token(token) == Sender("sakura", "pc")


def test_a_copy_that_cannot_be_read_is_no_copy(tmp_path):
    (tmp_path / "copy").write_bytes(b'{"a": "b"}')

    assert not followed_in(tmp_path).known.is_set()
