"""Reports to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from otasuke.cli.scanning.results import Finding, Results
from otasuke.cli.showing.report import Report
from otasuke.detect.detection import Detection, Evidence
from otasuke.detect.rule import And, Level, Place, Rule
from otasuke.events import LogSource

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)

Make = Callable[..., Report]


@pytest.fixture
def report() -> Make:
    """Makes a report of findings that all have this text wherever an attacker could put it."""

    def make(count: int = 1, text: str = "x", level: Level = Level.HIGH, computers: int = 1) -> Report:
        findings = [
            Finding(
                Detection(
                    rule_id="rule",
                    rule_title=f"Title {text}",
                    level=level,
                    time=NOON + timedelta(minutes=number),
                    source=f"log {text}",
                    record=number,
                    computer=f"{text}{number % computers}",
                    tags=("attack.impact", text),
                    matched=(Evidence("Field", text, f"*{text}*"),),
                )
            )
            for number in range(count)
        ]
        rule = Rule("rule", f"Title {text}", level, LogSource(), And(()), Place("r.yml", 1), description=text)
        results = Results(findings=findings, inputs=1)
        results.events["windows.flat"] = count
        return Report(
            results=results,
            rules=1,
            correlations=0,
            faults=(),
            describe=lambda id: rule,
            zone=UTC,
            finished_at=NOON,
            elapsed_s=1.0,
            matching_s=0.5,
        )

    return make
