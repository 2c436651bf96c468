"""Hits are shown in order, harmlessly, and what was searched is said in sentences."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event
from otasuke.cli.hunting.showing import in_order, show_hits, show_rows, summary
from otasuke.detect.detection import Evidence
from otasuke.lake.hunting.hunt import Outcome
from otasuke.lake.hunting.parts import Part
from otasuke.lake.hunting.questions import Answer, Hit


def hit(number: int, *, hours: int | None = 0, title: str = "", value: str = "x") -> Hit:
    time = None if hours is None else NOON + timedelta(hours=hours)
    return Hit(SAKURA, event(number, time=time), title, (Evidence("Image", value, "*"),))


def test_hits_come_by_time_and_those_without_last() -> None:
    assert [one.event.record for one in in_order([hit(1, hours=None), hit(2, hours=2), hit(3)])] == [3, 2, 1]


@pytest.mark.parametrize("form", ["table", "csv"])
def test_what_an_attacker_wrote_does_nothing_to_the_terminal(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_hits([hit(1, title="A rule", value="\x1b[2J\u202e" + "y" * 500)], form, UTC)

    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "A rule" in said


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_no_hits_are_no_lines_but_a_heading_of_csv(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_hits([], form, UTC)

    assert len(capsys.readouterr().out.splitlines()) == (form == "csv")


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_any_value_of_a_query_can_be_shown(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_rows(["a", "b"], [(NOON, None), (timedelta(hours=1), b"\xff"), (1.5, ["x"]), (1 << 100, {"k": 1})], form)

    assert len(capsys.readouterr().out.splitlines()) == 4 + (form != "jsonl")


def test_what_was_searched_is_said(tmp_path: Path) -> None:
    part = Part(tmp_path / "x", 5, NOON, NOON, ((SAKURA, range(5)),))
    answer = Answer(found=30, counts=dict.fromkeys((f"r{number:02}" for number in range(25)), 1))  # type: ignore[arg-type]
    outcome = Outcome(answer, 2, 2_000_000, NOON, NOON + timedelta(days=1), [(part, "is broken")] * 22, is_whole=False)

    lines = list(summary(outcome, parts=30, shown=10, zone=UTC))

    assert lines[0] == "30 events were found; 10 of them are shown (--limit)."
    assert lines[1] == "  1 r00"
    assert lines[21] == "  … and 5 more"
    assert lines[22] == "Searched 2,000,000 events in 2 files, from 2026-11-23 12:00:00 to 2026-11-24 12:00:00 (UTC)."
    assert lines[23] == f"NOT searched, 5 events: {tmp_path / 'x'}: is broken"
    assert lines[-2:] == ["… and 2 more files that were NOT searched.", "Interrupted: 6 of 30 files were not searched."]


def test_one_event_is_one_event() -> None:
    assert next(iter(summary(Outcome(Answer(found=1)), parts=0, shown=1, zone=UTC))) == "1 event was found."
