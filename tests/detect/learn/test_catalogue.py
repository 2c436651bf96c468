from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.detect.learn.catalogue import CATALOGUE, rule_id
from otasuke.detect.learn.detectors import Detectors

SHEETS = Path(__file__).parents[3] / "rules" / "advice" / "detectors"


def test_every_detector_is_in_it() -> None:
    assert set(CATALOGUE) == set(Detectors().names)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_finding_is_called_as_in_its_advice(name: str) -> None:
    heading = (SHEETS / f"{name}.ja.md").read_text(encoding="utf-8").partition("\n")[0]

    assert heading == f"# {CATALOGUE[name].title}"


def test_a_detector_stands_beside_rules_under_an_id() -> None:
    assert rule_id("beaconing") == "learn/beaconing"
