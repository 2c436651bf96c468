"""A journal is read to the end that it had."""

from __future__ import annotations

from otasuke.stream.port import Broker
from otasuke.stream.whole import all_entries
from stream.streams import Opener, run


def test_every_entry_comes_in_its_order_and_no_later_one(opener: Opener) -> None:
    async def story(broker: Broker) -> list[str]:
        journal = await broker.journal("findings")
        for number in range(150):
            await journal.append(f"m{number}", b"x")
        await journal.delete(1)
        found = []
        async for entry in all_entries(journal):
            found.append(entry.name)
            if len(found) == 1:
                await journal.append("later", b"x")
        return found

    assert run(opener, story) == [f"m{number}" for number in range(1, 150)]


def test_a_journal_without_entries_has_none(opener: Opener) -> None:
    async def story(broker: Broker) -> list[object]:
        return [entry async for entry in all_entries(await broker.journal("findings"))]

    assert run(opener, story) == []
