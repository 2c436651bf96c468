"""Single windows, for the tests of what they keep."""

from __future__ import annotations

from typing import Any

from correlations import RULES, correlation
from otasuke.detect.correlate.hits import Sighting
from otasuke.detect.correlate.limits import CorrelationCounts, CorrelationLimits
from otasuke.detect.correlate.plan import Plan, make_plans
from otasuke.detect.correlate.tenant import new_window
from otasuke.detect.correlate.window import Window
from otasuke.events import Value


def plan(kind: str, *bounds: tuple[str, float], **said: Any) -> Plan:
    """The plan of a correlation that can run."""
    (made,), faults = make_plans([correlation(kind, *bounds, **said)], RULES, CorrelationLimits())
    assert faults == ()
    return made


def filled(made: Plan, *sizes: Value) -> tuple[Window, CorrelationCounts]:
    """A window that has seen events with these sizes, one each microsecond from 0 on."""
    window, counts = new_window(made), CorrelationCounts()
    for time, size in enumerate(sizes):
        window.add(seen(time, size=size), counts)
    return window, counts


def seen(time: int, *, rule: str = "a", **fields: Value) -> Sighting:
    return Sighting((time, "log", time), rule, (time, "log", time), fields)
