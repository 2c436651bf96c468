from __future__ import annotations

from datetime import timedelta

from otasuke.advice.advise import advise
from otasuke.advice.book import Book
from otasuke.advice.colour import Colour
from otasuke.advice.happening import Happening
from otasuke.cli.advice import read_folder
from otasuke.cli.demo import CONTENT
from otasuke.demo.matters import Matter, Told, fold
from otasuke.demo.stories.shelf import STORIES
from otasuke.demo.telling import Message, Played, Telling, delay_of, later_words

PART = STORIES[1].parts[0]
TRUTH = PART.truths[0]
BOOK: Book = read_folder(str(CONTENT / "advice"))


def matter(after_s: float, colour: Colour = Colour.YELLOW, device: str = TRUTH.device) -> Matter:
    at = TRUTH.certain_at + timedelta(seconds=after_s)
    (found,) = fold([Told(at, "a", "", Happening(level="high", device=device, time=at), colour)])
    return found


def test_the_delay_is_that_since_the_first_certain_evidence() -> None:
    assert delay_of(PART, matter(3)) == timedelta(seconds=3)


def test_what_interrupts_nobody_and_what_is_no_part_of_the_story_has_none() -> None:
    assert delay_of(PART, matter(3, Colour.GREEN)) is None
    assert delay_of(PART, matter(3, device="another")) is None


def test_a_company_reads_its_own_messages_in_the_order_of_time() -> None:
    late, early = (
        Message(PART.member, one, advise(one.leading.happening, BOOK)) for one in (matter(60), matter(5, device="b"))
    )
    told = Telling(STORIES[1], [Played(PART, (), 1)], [late, early], [])

    assert told.messages_to("yatsude") == [early, late]
    assert told.messages_to("hanada") == []
    assert told.member("yatsude") is PART.member


def test_what_was_found_later_is_told_once_and_only_what_is_grave() -> None:
    at = TRUTH.certain_at
    steps = (
        *((0, Colour.YELLOW, "a"), (1, Colour.YELLOW, "b"), (9, Colour.YELLOW, "b"), (8, Colour.BLUE, "c")),
        *((7, Colour.YELLOW, "d"), (10, Colour.YELLOW, "d"), (6, Colour.YELLOW, "a")),
    )
    found = [
        Told(at + timedelta(minutes=after), title, "", Happening(level="high", device="x"), colour)
        for after, colour, title in steps
    ]
    (one,) = fold(found)

    assert later_words(one, lambda told: told.title) == ((at + timedelta(minutes=7), "d"),)
    assert later_words(one, lambda told: told.title, most=0) == ()


def test_a_past_that_interrupted_somebody_is_not_called_quiet() -> None:
    before = matter(0).told

    assert Telling(STORIES[1], [Played(PART, (), 1)], [], []).has_quiet_past
    assert not Telling(STORIES[1], [Played(PART, (), 1, before)], [], []).has_quiet_past
