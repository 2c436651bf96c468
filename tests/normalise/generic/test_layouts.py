"""What was learnt of earlier lines changes nothing about how a line is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.generic.layouts import Layouts
from otasuke.normalise.generic.pairs import _any_pairs, pairs

KEYS = ["date", "a.b", "c"]
LINE = 'date=2024-03-29 a.b="x y" c=1'


def learnt() -> Layouts:
    layouts = Layouts()
    for _ in range(100):
        layouts.learn(LINE, KEYS, [False, True, False])
    return layouts


def test_a_line_is_read_once_its_layout_came_often() -> None:
    assert Layouts().read(LINE) is None
    assert learnt().read('date= a.b="=" c=/') is None
    assert learnt().read('date=1 a.b="" c=/') == {"date": "1", "a.b": "", "c": "/"}


def test_a_line_that_only_looks_alike_is_not_read() -> None:
    layouts = learnt()

    for line in (
        'date=1 a.b="x" d=2',
        'date=1 aXb="x" c=2',
        'date=1 a.b="x"  c=2',
        'date=1 a.b="x" c=2,',
        'date="1 a.b=x" c=2',
    ):
        assert layouts.read(line) is None


@pytest.mark.parametrize(("times", "is_known"), [(1, True), (100, False)])
def test_it_forgets_when_too_many_come_often_and_not_when_many_come_once(times: int, is_known: bool) -> None:
    layouts = learnt()
    for number in range(300):
        for _ in range(times):
            # Lines are told apart by their size alone; their keys do not matter here.
            layouts.learn("=" * number, ["k"], [False])

    assert (layouts.read(LINE) is not None) is is_known


def test_lines_of_very_many_keys_are_not_learnt() -> None:
    keys = [f"k{number}" for number in range(1000)]
    line = " ".join(f"{key}=1" for key in keys)
    layouts = Layouts()
    for _ in range(100):
        layouts.learn(line, keys, [False] * len(keys))

    assert layouts.read(line) is None


@given(
    st.lists(st.text('ab="\\', max_size=12) | st.sampled_from(["a=1", 'b="2"', 'a="', "b=x,y"]), max_size=4), st.data()
)
def test_a_line_is_read_the_same_however_many_came_before(words: list[str], data: st.DataObject) -> None:
    line = " ".join(words)
    for _ in range(70):
        assert pairs(line) == _any_pairs(line)

    spoilt = data.draw(st.integers(0, len(line)))
    other = line[:spoilt] + data.draw(st.sampled_from(["", '"', "=", " ", "x", "\\", ","])) + line[spoilt + 1 :]
    assert pairs(other) == _any_pairs(other)
