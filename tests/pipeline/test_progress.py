from __future__ import annotations

from otasuke.pipeline.progress import Progress
from otasuke.stream.port import Standing


def hear(progress: Progress[str], moment: str, *standings: tuple[int, int]) -> list[tuple[int, str]]:
    """What is passed. standings: newest and done of each partition."""
    return progress.hear([Standing(newest, done) for newest, done in standings], moment)


def test_a_mark_is_passed_when_the_workers_are_done_with_all_before_it():
    progress: Progress[str] = Progress()

    assert hear(progress, "a", (5, 3)) == []
    assert hear(progress, "b", (7, 4)) == []
    assert hear(progress, "c", (9, 5)) == [(0, "a")]
    assert hear(progress, "d", (9, 8)) == [], "the second one was set at c, behind 9"
    assert hear(progress, "e", (9, 9)) == [(0, "c")]


def test_where_nothing_waits_each_look_passes_the_mark_of_the_last_one():
    progress: Progress[str] = Progress()

    assert [hear(progress, moment, (5, 5)) for moment in "abc"] == [[], [(0, "a")], [(0, "b")]]


def test_a_partition_that_stands_still_holds_up_no_other():
    progress: Progress[str] = Progress()

    hear(progress, "a", (5, 3), (5, 5))

    assert hear(progress, "b", (6, 3), (6, 6)) == [(1, "a")]
    assert hear(progress, "c", (6, 3), (6, 6)) == [(1, "b")]
    assert progress.moments == ["a", "c"]


def test_a_stream_that_begins_anew_is_not_waited_for_as_if_it_were_the_old_one():
    progress: Progress[str] = Progress()

    hear(progress, "a", (500, 400))

    assert hear(progress, "b", (3, 1)) == []
    assert hear(progress, "c", (4, 3)) == [(0, "b")]
