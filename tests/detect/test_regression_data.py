"""SigmaHQ's own regression data: every rule is found in its own recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from conftest import SHARED_DATA
from oracle.product import events_of
from oracle.sigmahq import engine


@dataclass(frozen=True)
class Recording:
    """A recording that a rule must match at least so many times."""

    path: Path
    rule_id: str
    match_count: int


def recordings() -> list[Recording]:
    """Every recording, in every form (`.evtx`, `.json`, `.raw` …); an info.yml that promises no count promises one."""
    found: list[Recording] = []
    for info in sorted((SHARED_DATA / "sigma_regression").rglob("info.yml")):
        document = yaml.safe_load(info.read_bytes())
        (rule,) = document["rule_metadata"]
        tests = document.get("regression_tests_info") or []
        count = max((test.get("match_count", 1) for test in tests), default=1)
        found += [Recording(path, rule["id"], count) for path in sorted(info.parent.iterdir()) if path != info]
    return found


def name_of(recording: Recording) -> str:
    return recording.path.parent.name + recording.path.suffix


@pytest.mark.shared_data
def test_there_are_recordings_of_a_hundred_rules() -> None:
    assert len({recording.rule_id for recording in recordings()}) > 100


@pytest.mark.shared_data
@pytest.mark.parametrize("recording", recordings(), ids=name_of)
def test_a_rule_is_found_in_its_own_recording(recording: Recording, shared_data: Path) -> None:
    run = engine("engine", shared_data / "sigma")
    events = list(events_of(recording.path))

    matches = [ordinal for ordinal, rule_id in run(events) if rule_id == recording.rule_id]

    assert len(matches) >= recording.match_count
