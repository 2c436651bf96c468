from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from detect.rules import NOW
from otasuke.detect.detection import Detection, Evidence
from otasuke.detect.rule import Level

DETECTION = Detection(
    rule_id="rule-1",
    rule_title="A rule",
    level=Level.HIGH,
    time=NOW,
    source="Security.evtx",
    record=7,
    computer="pc-1",
    tags=("attack.execution",),
    matched=(Evidence("Image", "C:\\whoami.exe", "*\\whoami.exe"),),
)


def test_equal_detections_are_one_in_a_set() -> None:
    assert {DETECTION, replace(DETECTION)} == {DETECTION}
    assert replace(DETECTION, record=8) != DETECTION


def test_a_detection_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        DETECTION.record = 8  # type: ignore[misc]


def test_a_detection_of_an_event_without_a_time_has_none() -> None:
    assert replace(DETECTION, time=None).time is None
