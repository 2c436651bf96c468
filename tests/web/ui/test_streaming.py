"""Streams that are few, and end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from otasuke.web.ui import streaming
from otasuke.web.ui.streaming import MOST, Stream, streamed


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(streaming, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(streaming, "LASTS_S", 0.05)
    yield
    assert not [stream for stream in (Stream(lambda: "") for _ in range(MOST)) if not stream._holds or stream.close()]


def said(*words: str) -> Stream:
    following = chain(words, repeat(words[-1]))
    return Stream(lambda: next(following))


def test_it_says_what_is_so_and_what_changes_and_ends() -> None:
    events = list(said("one", "one", "two"))

    assert events == [b"retry: 1000\n\n", b"data: one\n\n", b"data: two\n\n"]


def test_where_no_place_is_free_it_says_what_is_so_and_ends_at_once() -> None:
    holding = [said("x") for _ in range(MOST)]

    events = list(said("one", "two"))

    assert events == [b"retry: 3000\n\n", b"data: one\n\n"]
    for stream in holding:
        stream.close()


def test_a_place_is_free_again_when_a_stream_ends_or_is_closed_before_it_began() -> None:
    for _ in range(MOST * 3):
        assert len(list(said("one"))) == 2
        said("one").close()
    begun = said("one")
    next(begun)
    begun.close()
    begun.close()  # twice frees one place

    first, *_ = said("one")
    assert first == b"retry: 1000\n\n"


def test_a_look_that_fails_frees_the_place_when_the_server_closes_the_answer() -> None:
    def fails() -> str:
        raise OSError("away")

    for _ in range(MOST * 2):
        answer = streamed(fails)
        with pytest.raises(OSError, match="away"):
            list(answer)
        answer.close()


def test_proxies_and_caches_are_told_to_let_it_through() -> None:
    answer = streamed(lambda: "one")

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    answer.close()
