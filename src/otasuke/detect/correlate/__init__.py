"""Correlation: detections of single events → detections of patterns over time. Semantics: docs/how/correlation.md."""

from otasuke.detect.correlate.correlator import Correlator
from otasuke.detect.correlate.hits import CorrelationHit, EventRef, RuleHit
from otasuke.detect.correlate.limits import CorrelationCounts, CorrelationLimits
from otasuke.detect.correlate.saved import UnknownStateError

__all__ = [
    "CorrelationCounts",
    "CorrelationHit",
    "CorrelationLimits",
    "Correlator",
    "EventRef",
    "RuleHit",
    "UnknownStateError",
]
