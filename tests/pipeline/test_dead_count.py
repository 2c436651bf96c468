"""Dead letters are counted as they come, and anew when some have gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from otasuke.pipeline.dead import JOURNAL, DeadLetter, letter_entries
from otasuke.pipeline.dead_count import DeadCount, DeadTally
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import Journal
from pipeline.cast import NOW

LATER = NOW + timedelta(hours=1)


def letter(reason: str = "broken_json", at=NOW) -> DeadLetter:
    return DeadLetter("sakura", "pc", "b1", at, reason, "", b"{")


async def bury(journal: Journal, name: str, *letters: DeadLetter) -> None:
    for entry, data in letter_entries(name, letters):
        await journal.append(entry, data)


def test_letters_are_counted_by_reason_as_they_come():
    async def story() -> list[DeadTally]:
        journal = await MemoryBroker().journal(JOURNAL)
        count = DeadCount(journal)
        await count.look()
        tallies = [count.tally]
        await bury(journal, "m1", letter("not_text", LATER), letter())
        await journal.append("m2", b"what")
        for number in range(20):
            await bury(journal, f"n{number}", letter())
        await count.look()
        return [*tallies, count.tally]

    assert asyncio.run(story()) == [
        DeadTally(),
        DeadTally(22, (("broken_json", 21), ("not_text", 1)), NOW, LATER),
    ]


def test_what_was_sent_again_is_counted_no_more():
    async def story() -> DeadTally:
        journal = await MemoryBroker().journal(JOURNAL)
        await bury(journal, "m1", letter())
        await bury(journal, "m2", letter("fault", LATER))
        count = DeadCount(journal)
        await count.look()
        await journal.delete(1)
        await count.look()
        return count.tally

    assert asyncio.run(story()) == DeadTally(1, (("fault", 1),), LATER, LATER)


def test_counting_anew_takes_a_small_part_of_the_time():
    """The clock says that each count takes a second."""
    now = [0.0]

    def clock() -> float:
        now[0] += 1
        return now[0]

    async def story() -> list[int]:
        journal = await MemoryBroker().journal(JOURNAL)
        for number in range(5):
            await bury(journal, f"m{number}", letter())
        count = DeadCount(journal, clock=clock)
        found = []
        for number in (1, 2):
            await count.look()
            await journal.delete(number)
            await count.look()
            found.append(count.tally.letters)
        now[0] += 60
        await count.look()
        return [*found, count.tally.letters]

    assert asyncio.run(story()) == [4, 4, 3]


def test_no_more_are_counted_than_can_be():
    async def story() -> list[DeadTally]:
        journal = await MemoryBroker().journal(JOURNAL)
        for number in range(40):
            await bury(journal, f"m{number}", letter())
        count = DeadCount(journal, most_entries=20)
        await count.look()
        return [count.tally]

    (tally,) = asyncio.run(story())
    assert (tally.letters, tally.is_cut) == (20, True)
