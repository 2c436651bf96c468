"""What learnt detectors find, as it stands in the journal of detections beside what rules find."""

from __future__ import annotations

from datetime import datetime

from otasuke.detect.learn.catalogue import CATALOGUE, rule_id
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.learnt import Picture as LearntPicture
from otasuke.findings.live import LiveDetection, Picture

OWN = "learnt."
"""So the names of our entries begin."""
MOST_POINTS = 120
"""Of a picture; the newest."""
_LONGEST_VALUE = 500


def entry_name_of(detection: LiveDetection) -> str:
    """The name of the entry that tells of a finding, the same whenever it is found."""
    return OWN + detection.id


def detection_of(learnt: Learnt, *, received_at: datetime, now: datetime) -> LiveDetection:
    """A finding as a detection: its facts are `matched`, with what is usual instead of a pattern.

    received_at  when the events were stored that it was found in.
    """
    entry = CATALOGUE[learnt.detector]
    group = (("device", learnt.device), ("counterpart", learnt.counterpart))
    return LiveDetection(
        id=learnt.id,
        tenant=learnt.tenant,
        rule_id=rule_id(learnt.detector),
        title=entry.title,
        level=learnt.level.value,
        tags=entry.tags,
        time=learnt.time,
        received_at=received_at,
        detected_at=now,
        sensor=_short(learnt.device),
        matched=tuple((fact.name, _short(fact.value), _short(fact.usual)) for fact in learnt.facts),
        group=tuple((name, _short(value)) for name, value in group if value),
        picture=_picture(learnt.picture),
        is_learning=learnt.is_learning,
    )


def _picture(picture: LearntPicture | None) -> Picture | None:
    """Times to the second and values to three places are enough for a picture."""
    if picture is None:
        return None
    return Picture(picture.kind, tuple((round(x), round(y, 3)) for x, y in picture.points[-MOST_POINTS:]))


def _short(text: str) -> str:
    """Sensors may write whatever they like."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
