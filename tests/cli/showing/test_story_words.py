from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from otasuke.cli.showing.story_words import StoryWords, clock, day_of, minute, seconds
from otasuke.findings.traces import TraceKind

NINE = datetime(2026, 11, 24, 0, 5, 7, tzinfo=UTC)  # in Japan


def test_both_languages_say_everything() -> None:
    for words in (StoryWords.of("ja"), StoryWords.of("en")):
        assert all(getattr(words, one.name) for one in fields(words))
        assert set(words.traces) == set(TraceKind)


def test_times_are_those_of_japan() -> None:
    assert (clock(NINE), minute(NINE)) == ("09:05:07", "9:05")
    assert day_of(NINE, "ja") == "2026年11月24日（火）"
    assert day_of(NINE, "en") == "Tue 24 Nov 2026"


def test_a_message_is_never_sent_before_its_evidence() -> None:
    assert (seconds(timedelta(seconds=1.6)), seconds(timedelta(seconds=-0.2))) == ("2", "1")
