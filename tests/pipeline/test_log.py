from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.log import LONGEST_VALUE, OFTEN, WINDOW_S, Log

NOON = 1_795_400_000.0


class Told:
    """A log that is read at once, by a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON
        self.text: list[str] = []
        self.log = Log("gateway", write=self.text.append, now=lambda: self.now)

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text]

    @property
    def more(self) -> int:
        return sum(int(str(line.get("more", 0))) for line in self.lines)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_a_line_is_json_with_time_level_process_event_and_fields(level: str, told: Told):
    say: Callable[..., None] = getattr(told.log, level)

    say("gateway.refused", tenant="sakura", status=429, wait_s=1.5)

    assert told.text[0].endswith("}\n")
    assert told.lines == [
        {
            "at": "2026-11-23T02:13:20.000+00:00",
            "level": level,
            "process": "gateway",
            "event": "gateway.refused",
            "tenant": "sakura",
            "status": 429,
            "wait_s": 1.5,
        }
    ]


def test_a_million_bad_requests_are_a_few_lines_and_a_number(told: Told):
    for _ in range(4_321 + OFTEN):
        told.log.warning("gateway.refused", status=401)
    told.now += WINDOW_S
    told.log.info("gateway.ready", port=9280)

    assert len(told.lines) == OFTEN + 2
    assert told.lines[OFTEN] | {"at": ""} == {
        "at": "",
        "level": "warning",
        "process": "gateway",
        "event": "gateway.refused",
        "more": 4_321,
    }


def test_one_tenants_noise_does_not_hide_what_is_said_of_another(told: Told):
    for _ in range(1000):
        told.log.warning("gateway.refused", tenant="noisy")

    told.log.warning("gateway.refused", tenant="sakura")

    assert told.lines[-1]["tenant"] == "sakura"


def test_what_was_not_written_is_told_at_the_end(told: Told):
    for _ in range(OFTEN + 3):
        told.log.warning("gateway.refused", tenant="sakura")

    told.log.flush()
    told.log.flush()

    assert told.more == 3
    assert told.lines[-1]["tenant"] == "sakura"


def test_a_clock_that_is_set_back_does_not_keep_a_count_for_itself(told: Told):
    for _ in range(OFTEN + 7):
        told.log.warning("gateway.refused", status=401)
    told.now -= 3600

    told.log.info("gateway.ready")

    assert told.more == 7


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(-200, 200)), max_size=200))
def test_nothing_that_was_said_goes_uncounted_whatever_the_clock_does(said: list[tuple[str, float]]) -> None:
    told = Told()

    for tenant, passed_s in said:
        told.now += passed_s
        told.log.warning("gateway.refused", tenant=tenant)
    told.log.flush()

    assert sum("more" not in line for line in told.lines) + told.more == len(said)


def test_more_kinds_than_are_counted_apart_share_one_count(told: Told):
    for number in range(10_000):
        told.log.warning("gateway.refused", tenant=f"tenant-{number}")
    told.log.flush()

    assert len(told.lines) < 5_000
    assert sum("more" not in line for line in told.lines) + told.more == 10_000


@given(st.text(max_size=2 * LONGEST_VALUE))
def test_no_text_breaks_a_line_or_commands_a_terminal(text: str) -> None:
    told = Told()

    told.log.info("sensor.new", sensor=text)

    assert told.text[0].count("\n") == 1
    assert told.text[0].rstrip("\n").isprintable()
    assert len(str(told.lines[0]["sensor"])) <= 10 * LONGEST_VALUE + 10


def test_a_japanese_name_stays_readable_and_a_long_one_is_cut(told: Told):
    told.log.info("sensor.new", sensor="経理-PC01", file="x" * 1000)

    assert "経理-PC01" in told.text[0]
    assert told.lines[0]["file"] == "x" * LONGEST_VALUE + "…"


def test_without_another_place_it_is_standard_error(capsys: pytest.CaptureFixture[str]):
    Log("gateway").info("gateway.ready")

    assert json.loads(capsys.readouterr().err)["event"] == "gateway.ready"


def test_the_newest_error_is_remembered():
    log = Log("test", write=lambda _: None, now=lambda: 7.0)
    assert log.newest_error is None

    log.warning("broker.away")
    log.error("lake.unwritable", error="OSError")

    assert log.newest_error == (7.0, "lake.unwritable (OSError)")
