"""Of what shapes consist."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

import pytest
from pydantic import ValidationError

from otasuke.web.api.shapes.parts import Clock, Day, ShownClock, Written, line, text


class Sample(Written):
    day: Day = date(2026, 1, 1)
    clock: Clock = time(9)
    name: Annotated[str, line(5, 1)] = "x"
    words: Annotated[str, text(5)] = ""
    number: int = 0


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-1-1", "1899-12-31", "2200-01-01", "0", 0, None, "2026-01-01T00:00:00", "２０２６-01-01"]
)
def test_a_day_is_written_in_one_way(day: object) -> None:
    with pytest.raises(ValidationError):
        Sample(day=day)


@pytest.mark.parametrize("clock", ["24:00", "9:00", "09:00:00", 9, None, "09:60", "09:00\n"])
def test_a_time_is_written_in_one_way(clock: object) -> None:
    with pytest.raises(ValidationError):
        Sample(clock=clock)


def test_both_are_read() -> None:
    read = Sample(day="2028-02-29", clock="23:59")

    assert (read.day, read.clock) == (date(2028, 2, 29), time(23, 59))
    assert read.model_dump(mode="json")["clock"] == "23:59"


@pytest.mark.parametrize("bad", ["", "x" * 6, "a\nb", "\0", "a\u2028b", "\x85"])
def test_a_line_is_one_line(bad: str) -> None:
    with pytest.raises(ValidationError):
        Sample(name=bad)


def test_a_text_has_lines_and_no_other_control_characters() -> None:
    assert Sample(words="a\n\tb").words == "a\n\tb"
    with pytest.raises(ValidationError):
        Sample(words="\x1b")


@pytest.mark.parametrize("given", [{"number": "5"}, {"number": 5.0}, {"number": True}, {"other": 1}])
def test_what_only_looks_right_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Sample(**given)


def test_a_time_is_shown_as_it_is_written() -> None:
    class Shown(Written):
        at: ShownClock

    assert Shown(at=time(9, 5)).model_dump(mode="json") == {"at": "09:05"}
