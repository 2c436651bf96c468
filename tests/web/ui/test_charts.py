"""Charts say the truth: bars begin at zero, gaps stay gaps, shares make a hundred."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.ui.charts import MOST_BARS, MOST_SHARES, bars, line, shares

COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


@given(COUNTS)
def test_bars_are_as_high_as_their_values_and_stand_on_zero(values: list[int]) -> None:
    chart = bars([(str(number), value) for number, value in enumerate(values)], message="")

    shown, ground = values[-MOST_BARS:], chart.rules[0].y
    assert chart.rules[0].label == "0"
    assert all(round(bar.y + bar.height, 1) == ground for bar in chart.bars)
    assert all(0 <= bar.y <= ground and 0 <= bar.x <= bar.x + bar.width <= chart.width for bar in chart.bars)
    highest = max(shown)
    for bar, value in zip(chart.bars, shown, strict=True):
        assert not highest or abs(bar.height / max(one.height for one in chart.bars) - value / highest) < 0.01


def test_the_last_bar_is_the_subject() -> None:
    assert [bar.is_subject for bar in bars([("10月", 14), ("11月", 12)], message="").bars] == [False, True]


def test_nothing_is_drawn_as_nothing_on_a_scale() -> None:
    chart = bars([("11月", 0)], message="11月に止めたものはありません")

    assert [bar.height for bar in chart.bars] == [0]
    assert [rule.label for rule in chart.rules] == ["0", "1"]


def test_what_is_not_known_is_a_gap() -> None:
    chart = line([1.0, None, 2.0, 1.5], message="")

    assert [len(trace.split()) for trace in chart.traces] == [1, 2]
    assert chart.end.label == "1.50"


def test_a_target_above_all_values_is_in_the_picture() -> None:
    chart = line([0.2, 0.3], message="", target=(1.0, "約束 1.0"))

    assert chart.target
    assert 0 < chart.target.y < chart.end.y


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any))
def test_shares_make_a_hundred_and_are_few(values: list[int]) -> None:
    chart = shares([(str(number), value) for number, value in enumerate(values)], message="", rest="ほか")

    assert sum(part.percent for part in chart.parts) == 100
    assert len(chart.parts) <= MOST_SHARES


@pytest.mark.parametrize(
    "draw", [lambda: line([None], message=""), lambda: shares([("a", 0)], message="", rest="ほか")]
)
def test_nothing_at_all_is_no_chart(draw) -> None:
    with pytest.raises(ValueError, match="of nothing"):
        draw()
