from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.simulating.attacks.truth import Expected
from otasuke.simulating.delivery.tally import Handed, Tally
from otasuke.simulating.feed import Body, Door
from otasuke.simulating.report import (
    Keeping,
    Spread,
    as_json,
    first_of_each,
    keeping_of,
    latencies_of,
    nothing_expected,
    repeated,
    spread_of,
    verdicts,
)
from otasuke.simulating.watching import Seen

START = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)
START_US = int(START.timestamp()) * 1_000_000
SENSORS = {("t", "PC1"): "pc1"}


def handed(sensor: str = "pc1", *, at_s: float = 1000.0, events: int = 3) -> Tally:
    tally = Tally()
    body = Body("t", sensor, Door.BULK, b"", events, START_US, START_US + 10_000_000)
    tally.acked(body, at_s=at_s, took_s=0.1, rejected=Counter())
    return tally


def seen(
    second: float,
    rule: str = "r",
    *,
    id: str = "",
    detected_s: float = 1002.0,
    computer: str = "PC1",
    tenant: str = "t",
) -> Seen:
    time = START + timedelta(seconds=second)
    return Seen(id or f"{rule}{second}{tenant}", tenant, rule, computer, time, datetime.fromtimestamp(detected_s, UTC))


def expected(second: float, rule: str = "r", *, correlation: bool = False) -> Expected:
    time_us = START_US + int(second * 1e6)
    return Expected("story", "t", "" if correlation else "PC1", time_us, rule, rule.upper(), is_correlation=correlation)


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([5.0], Spread(1, 5.0, 5.0, 5.0, 5.0)),
        ([4.0, 1.0, 3.0, 2.0], Spread(4, 2.0, 4.0, 4.0, 4.0)),
        ([float(n) for n in range(1, 101)], Spread(100, 50.0, 95.0, 99.0, 100.0)),
        ([float(n) for n in range(1, 1001)], Spread(1000, 500.0, 950.0, 990.0, 1000.0)),
        ([], None),
    ],
)
def test_percentiles_are_those_of_the_nearest_rank(values: list[float], spread: Spread | None) -> None:
    assert spread_of(values) == spread


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_percentiles_ascend_and_are_among_the_values(values: list[float]) -> None:
    spread = spread_of(values)

    assert spread is not None
    assert spread.p50 <= spread.p95 <= spread.p99 <= spread.max == max(values)
    assert {spread.p50, spread.p95, spread.p99} <= set(values)


def test_latency_runs_from_handing_over_the_event_to_its_first_detection() -> None:
    found = [
        seen(1, detected_s=1002.5),
        seen(1, detected_s=1009),
        seen(99),
        seen(2, computer="other"),
        seen(3, tenant="u"),
    ]

    assert latencies_of(found, handed(), SENSORS) == [2.5]


def test_a_detection_that_comes_again_is_counted_as_repeated() -> None:
    found = [seen(1, detected_s=1.0), seen(1, detected_s=2.0), seen(2)]

    assert repeated(found) == 1
    assert [one.detected_at.timestamp() for one in first_of_each(found)] == [1.0, 1002.0]


def test_an_attack_is_found_as_far_as_its_events_were_taken() -> None:
    wanted = [expected(1), expected(2), expected(3, "q"), expected(50), expected(4, "c", correlation=True)]

    (verdict,) = verdicts(wanted, [seen(1), seen(3, "q"), seen(9, "c", computer="")], handed(), SENSORS)

    assert (verdict.expected, verdict.found, verdict.unsent) == (3, 2, 1)
    assert verdict.missed == (("r", "R", 1),)
    assert (verdict.patterns, verdict.patterns_found) == (1, 1)


def test_of_an_attack_that_no_rule_knows_nothing_is_missed() -> None:
    verdict = nothing_expected("story", "t")

    assert (verdict.expected, verdict.found, verdict.missed, verdict.unsent) == (0, 0, (), 0)


def test_the_same_rule_at_another_time_or_company_finds_nothing() -> None:
    (verdict,) = verdicts([expected(1)], [seen(2), seen(1, tenant="u"), seen(1, "q")], handed(), SENSORS)

    assert verdict.found == 0


@pytest.mark.parametrize(
    ("rows", "unanswered", "keeping"),
    [
        ({("t", "pc1"): 3}, 0, Keeping(3, 0, 0)),
        ({("t", "pc1"): 1}, 0, Keeping(1, 2, 0)),
        ({("t", "pc1"): 5}, 0, Keeping(5, 0, 2)),
        ({("t", "pc1"): 5}, 2, Keeping(5, 0, 0)),
        ({("t", "pc1"): 6}, 2, Keeping(6, 0, 1)),
        ({}, 0, Keeping(0, 3, 0)),
    ],
)
def test_loss_and_doubling_are_what_the_rows_say(
    rows: dict[tuple[str, str], int], unanswered: int, keeping: Keeping
) -> None:
    tally = handed()
    tally.unanswered["t", "pc1"] = unanswered

    assert keeping_of(tally, rows) == keeping


def test_one_sensor_s_surplus_hides_no_other_s_loss() -> None:
    tally = handed("a")
    tally.handed["t", "b"] = Handed(events=3)

    assert keeping_of(tally, {("t", "a"): 5, ("t", "b"): 1}) == Keeping(6, 2, 2)


def test_a_part_that_is_not_there_is_null_in_json() -> None:
    assert as_json(None) is None
    assert as_json(Keeping(1, 2, 3)) == {"stored": 1, "lost": 2, "doubled": 3}
