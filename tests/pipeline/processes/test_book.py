from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from dataclasses import asdict

import orjson

from otasuke.enrol.credentials import REGISTRY, CredentialBook, add, new_credential, revoke
from otasuke.enrol.senders import Sender
from otasuke.pipeline.log import Log
from otasuke.pipeline.processes import book as module
from otasuke.pipeline.processes.book import FollowedBook, copied_keys
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import NOW, until
from pipeline.processes.around import ForgetfulBroker, running

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
            assert copied_keys(tmp_path / "copy") == {credential.id}
        return followed_in(tmp_path), token

    later, token = asyncio.run(story())
    assert later.known.is_set()
    assert later.book.by_token(token) == Sender("sakura", "pc")


def test_a_copy_that_cannot_be_read_is_no_copy(tmp_path):
    (tmp_path / "copy").write_bytes(b'{"a": "b"}')

    assert not followed_in(tmp_path).known.is_set()
    (tmp_path / "copy").write_bytes(b"7")
    assert copied_keys(tmp_path / "copy") == copied_keys(tmp_path / "none") == frozenset()


def test_it_says_that_the_registry_is_away_and_goes_on_with_what_it_knew(tmp_path):
    said = []
    broker = ForgetfulBroker()
    broker.is_away = True

    async def story():
        credential, token = new_credential("sakura", "pc", now=NOW)
        await add(await MemoryBroker.registry(broker, REGISTRY), credential)
        followed = FollowedBook(CredentialBook(), REGISTRY, tmp_path / "copy", log=Log("test", write=said.append))
        async with running(followed.follow(broker)):
            assert followed.is_behind
            broker.is_away = False
            await until(lambda: not followed.is_behind)
            broker.is_away = True
            await until(lambda: followed.is_behind)
            assert followed.book.by_token(token or "") is not None
            broker.is_away = False
            await until(lambda: not followed.is_behind)

    asyncio.run(story())
    assert [json.loads(line)["event"] for line in said] == ["registry.followed", "registry.away", "registry.followed"]


def test_the_copy_is_written_once_for_what_was_told_already(tmp_path, monkeypatch):
    writes = []
    monkeypatch.setattr(module, "write_durably", lambda path, data: writes.append(data))

    async def story():
        broker = MemoryBroker()
        registry = await broker.registry(REGISTRY)
        for number in range(5):
            await add(registry, new_credential("sakura", f"pc{number}", now=NOW)[0])
        followed = followed_in(tmp_path)
        async with running(followed.follow(broker)):
            await followed.known.wait()
            await add(registry, new_credential("sakura", "last", now=NOW)[0])
            await until(lambda: len(followed.book.values()) == 6 and len(writes) > 1)
        return len(writes)

    assert asyncio.run(story()) == 2


def test_an_entry_of_the_copy_that_cannot_be_read_takes_no_other_with_it(tmp_path):
    credential, token = new_credential("sakura", "pc", now=NOW)
    book = CredentialBook()
    values = {"a": b"broken"} | {credential.id: orjson.dumps(asdict(credential))}
    (tmp_path / "copy").write_text(json.dumps({key: b64encode(value).decode() for key, value in values.items()}))

    followed = FollowedBook(book, REGISTRY, tmp_path / "copy", log=QUIET)

    assert followed.known.is_set()
    assert book.by_token(token or "") == Sender("sakura", "pc")


def test_many_changes_at_once_are_written_together_and_the_last_one_too(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(module, "write_durably", lambda _, data: written.append(data))

    async def story():
        broker = MemoryBroker()
        registry = await broker.registry(REGISTRY)
        made = [new_credential(f"t{number}", "pc", now=NOW)[0] for number in range(500)]
        async with running(followed_in(tmp_path).follow(broker)):
            for credential in made:
                await add(registry, credential)
            await until(lambda: bool(written) and all(one.id.encode() in written[-1] for one in made))

    asyncio.run(story())
    assert len(written) < 50
