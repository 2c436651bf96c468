from __future__ import annotations

from collections import Counter
from random import Random

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.simulating.writing.templates import (
    Values,
    deck_of,
    draw,
    escaped,
    json_template,
    number,
    set_time,
    slot,
    text_template,
)


@given(st.text(), st.integers(0, 10**9))
def test_json_stays_json_whatever_is_filled_in(text: str, figure: int) -> None:
    template = json_template({"a": f"100% {slot('x')} %b", "n": number("n"), "b": slot("x")})

    line = template.fill({"x": escaped(text), "n": b"%d" % figure})

    assert orjson.loads(line) == {"a": f"100% {text} %b", "n": figure, "b": text}


def test_a_template_may_have_one_slot_or_none() -> None:
    assert text_template("50% of nothing").fill({}) == b"50% of nothing"
    assert text_template(f"<{slot('x')}>").fill({"x": b"1"}) == b"<1>"


def test_a_slot_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="y"):
        text_template(slot("x") + slot("y")).fill({"x": b""})


def test_times_are_written_in_utc_and_in_japan() -> None:
    values: Values = {}

    set_time(values, 1_776_128_399_012_345)

    assert b"%(day)b %(clock)b.%(ms)b %(us)b" % _keyed(values) == b"2026-04-14 00:59:59.012 012345"
    assert b"%(jday)b %(jslash)b %(jclock)b" % _keyed(values) == b"2026-04-14 2026/04/14 09:59:59"
    assert values["jstamp"] == b"Apr 14 09:59:59"
    assert values["second"] == b"1776128399"


def test_the_next_second_is_another_one() -> None:
    values: Values = {}
    set_time(values, 1_776_128_399_000_000)

    set_time(values, 1_776_128_400_000_000)

    assert values["clock"] == b"01:00:00"


def test_heavy_cards_are_drawn_more_often() -> None:
    dice = Random(1)
    deck = deck_of([(90, "often"), (10, "seldom")])

    drawn = Counter(draw(deck, dice) for _ in range(5000))

    assert 4300 < drawn["often"] < 4700
    assert sum(drawn.values()) == 5000


def _keyed(values: Values) -> dict[bytes, bytes]:
    return {name.encode(): value for name, value in values.items()}
