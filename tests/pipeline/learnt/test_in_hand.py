from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.pipeline.learnt.in_hand import MOST_FALLS, InHand


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "in-hand.json"


def test_a_segment_with_which_the_process_fell_again_and_again_is_deadly(path: Path) -> None:
    for fall in range(MOST_FALLS):
        assert not InHand(path).is_deadly(7), fall
        InHand(path).take(7)

    assert InHand(path).is_deadly(7)
    assert not InHand(path).is_deadly(6)


def test_who_fell_between_two_segments_blames_none(path: Path) -> None:
    for _ in range(MOST_FALLS):
        one = InHand(path)
        one.take(7)
        one.put_down()

    assert not InHand(path).is_deadly(7)


def test_others_that_went_well_meanwhile_do_not_help(path: Path) -> None:
    for _ in range(MOST_FALLS):
        one = InHand(path)
        one.take(6)
        one.put_down()
        one.take(7)

    assert InHand(path).is_deadly(7)


def test_what_was_saved_behind_it_is_forgotten(path: Path) -> None:
    for _ in range(MOST_FALLS):
        InHand(path).take(7)
    one = InHand(path)

    one.forget(7)
    one.put_down()

    assert not InHand(path).is_deadly(7)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"falls": 3}', b'{"falls": {}, "in_hand": "x"}', b"\xff"])
def test_what_cannot_be_read_blames_nobody(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert not InHand(path).is_deadly(7)


def test_where_nothing_can_be_written_it_goes_on(tmp_path: Path) -> None:
    in_hand = InHand(tmp_path / "none" / "in-hand.json")

    in_hand.take(7)

    assert not in_hand.is_deadly(7)
