from __future__ import annotations

import asyncio

import pytest

from otasuke.pipeline.dead_count import DeadTally
from otasuke.pipeline.processes import report as module
from otasuke.pipeline.processes.report import (
    ListProblem,
    PathReport,
    Rate,
    Report,
    keep_reporting,
    read_reports,
    write_report,
)
from pipeline.cast import NOW, until
from pipeline.processes.around import running

PLAIN = Report("worker-0", 7, NOW, NOW, is_ready=False)
FULL = Report(
    "care",
    8,
    NOW,
    NOW,
    is_ready=True,
    error="lake.unwritable (OSError)",
    error_at=NOW,
    faults=("a.yml:3: what",),
    paths=(PathReport("http", 0.5, NOW, ""), PathReport("fluent", None, None, "canary_missing")),
    indicators=1_000_000,
    list_problems=(ListProblem("it is away", is_late=True),),
    dead=DeadTally(3, (("not_text", 2), ("fault", 1)), NOW, NOW),
)


def test_reports_are_read_as_they_were_written_the_newest_of_each_process(tmp_path):
    write_report(tmp_path, FULL)
    write_report(tmp_path, Report("worker-0", 6, NOW, NOW, is_ready=True))
    write_report(tmp_path, PLAIN)

    assert read_reports(tmp_path) == [FULL, PLAIN]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"process": 1}', b'{"paths": 3, "at": 1}'])
def test_a_report_that_cannot_be_read_is_none(tmp_path, content):
    (tmp_path / "worker-1.status").write_bytes(content)
    write_report(tmp_path, PLAIN)

    assert read_reports(tmp_path) == [PLAIN]


def test_a_process_reports_again_and_again_and_bears_a_full_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "EVERY_S", 0.001)
    made: list[Report] = []
    fails = [3]

    def write(notes, report):
        made.append(report)
        if fails[0]:
            fails[0] -= 1
            raise OSError(28, "No space left on device")
        write_report(notes, report)

    monkeypatch.setattr(module, "write_report", write)

    async def story():
        async with running(keep_reporting(tmp_path, lambda: FULL if made else PLAIN)):
            await until(lambda: len(made) > 4)

    asyncio.run(story())
    assert made[:2] == [PLAIN, FULL]
    assert read_reports(tmp_path) == [FULL]


def test_a_rate_is_that_of_the_last_minute():
    clock = [0.0]
    rate = Rate(now=lambda: clock[0])

    def at(seconds, total):
        clock[0] = seconds
        return rate.of(total)

    assert at(0, 100) == 0.0
    assert at(10, 1100) == 100.0
    assert at(60, 1100) == pytest.approx(1000 / 60)
    assert at(80, 1100) == 0.0
