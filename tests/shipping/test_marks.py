"""A file is known by what it held."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.shipping.marks import Marks, ReadAt, begun


def reading(data: bytes) -> ReadAt:
    return lambda offset, size: data[offset : offset + size]


def read_in_steps(data: bytes, *offsets: int) -> Marks:
    marks = Marks()
    for offset in offsets:
        marks = marks.moved_to(offset, reading(data))
    return marks


LOG = b"".join(b"line %05d\n" % number for number in range(1000))


def test_a_log_that_grew_is_the_same() -> None:
    marks = read_in_steps(LOG, 55, 110, 5500)

    assert marks.furthest(reading(LOG + b"more\n")) == 5500 == marks.offset


def test_another_beginning_is_another_file() -> None:
    marks = read_in_steps(LOG, 5500)

    assert marks.furthest(reading(b"x" + LOG[1:])) is None
    assert marks.furthest(reading(b"")) is None


def test_a_log_that_lost_its_end_is_known_up_to_a_place_before_it() -> None:
    marks = read_in_steps(LOG, *range(55, 5501, 55))

    furthest = marks.furthest(reading(LOG[:5000] + b"\0" * 600))

    assert furthest is not None
    assert 4000 < furthest <= 5000


def test_a_log_cut_back_knows_nothing_of_what_was_behind() -> None:
    marks = read_in_steps(LOG, 55, 110, 5500).cut_back_to(110, reading(LOG))

    assert marks == read_in_steps(LOG, 55, 110)
    assert marks.cut_back_to(0, reading(LOG)).furthest(reading(b"other")) == 0


def test_a_log_of_which_nothing_was_read_is_known_too() -> None:
    marks = begun(reading(b"half a line"))

    assert marks.furthest(reading(b"half a line, and the rest")) == 0
    assert marks.furthest(reading(b"another")) is None


def test_nothing_read_says_nothing() -> None:
    assert Marks().furthest(reading(b"anything")) == 0


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=300))
def test_few_anchors_are_kept_and_the_newest_two_always(steps: list[int]) -> None:
    offsets = [sum(steps[: number + 1]) for number in range(len(steps))]

    kept = [offset for offset, _ in read_in_steps(b"", *offsets).anchors]

    assert kept[-2:] == offsets[-2:]
    assert len(kept) <= 3 + 2 * sum(steps).bit_length()
    assert read_in_steps(b"", *offsets).newest_only().anchors == read_in_steps(b"", *offsets).anchors[-1:]
