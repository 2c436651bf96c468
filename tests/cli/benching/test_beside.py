from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from detect.learn.cast import flow, lease
from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.benching.beside import Costs, open_beside

LINES = [flow(timedelta(seconds=at), "192.168.11.14", f"141.98.10.{at % 200}") for at in range(300)]
LINES += [lease(timedelta(seconds=at), f"08:00:27:3a:11:{at:02x}") for at in range(50)]


def test_a_ratio_says_how_many_times_as_long_everything_takes() -> None:
    costs = Costs(events=1_000, worker_s=0.02, indicators_s=0.001, detectors_s=0.004)

    assert costs.added_s == pytest.approx(0.005)
    assert costs.ratio == pytest.approx(1.25)


def test_indicators_and_detectors_find_something_in_what_the_worker_made(tmp_path: Path, rules: str) -> None:
    bad = tmp_path / "list.txt"
    bad.write_text("141.98.10.7\n")
    beside = open_beside([rules], [str(bad)], Artefacts(cache_folder()), with_detectors=True)

    costs = [beside.measured(LINES) for _ in range(2)]
    found = beside.report(costs, [0.01, 0.01])

    assert [one.events for one in costs] == [350, 350]
    assert (found["indicators"], found["sightings"] > 0, found["learnt"] > 0) == (1, True, True)
    assert min(found["worker_us"], found["indicators_us"], found["detectors_us"]) > 0
    assert found["ratio_to_match_lines"] == pytest.approx(1 + sum(one.added_s for one in costs) / 2 / 0.01, rel=0.5)


def test_what_warms_is_not_counted_among_what_is_found(rules: str) -> None:
    beside = open_beside([rules], (), Artefacts(cache_folder()), with_detectors=True)

    beside.warm(LINES, at_once=100)

    assert beside.report([beside.measured(LINES[300:])], [0.01])["learnt"] == 0


def test_indicators_may_be_made_up_in_any_number_and_are_kept(rules: str) -> None:
    first, second = (open_beside([rules], ["2000"], Artefacts(cache_folder()), with_detectors=False) for _ in range(2))

    costs = [second.measured(LINES)]

    assert (costs[0].indicators_s > 0, second.report(costs, [0.01])["indicators"] > 1_900) == (True, True)
    assert first.report(costs, [0.01])["indicators"] == second.report(costs, [0.01])["indicators"]
