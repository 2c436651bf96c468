from __future__ import annotations

from dataclasses import replace

from detect.learn.cast import MORNING
from otasuke.detect.learn.learnt import Fact, Learnt, Picture
from otasuke.detect.rule import Level
from otasuke.findings.live import Findings, entries, read_findings
from otasuke.pipeline.learnt.telling import MOST_POINTS, detection_of, entry_name_of
from pipeline.learnt.cast import NOW, PC, SAKURA, SERVER, WRITTEN

BEACON = Learnt(
    detector="beaconing",
    tenant=SAKURA,
    device=PC,
    counterpart=SERVER,
    time=MORNING,
    level=Level.MEDIUM,
    window="2026-04-14",
    facts=(Fact("times", "13"), Fact("bytes", "9", "3")),
    picture=Picture("times", ((1776124800.123, 300.12345), (1776125100.0, 300.0))),
    is_learning=True,
)


def detection(learnt: Learnt = BEACON):
    return detection_of(learnt, received_at=WRITTEN, now=NOW)


def test_a_finding_says_what_one_of_a_rule_says_and_its_numbers() -> None:
    found = detection()

    assert (found.id, found.rule_id, found.level, found.sensor) == (BEACON.id, "learn/beaconing", "medium", PC)
    assert (found.title, found.tags[-1]) == ("決まった時間ごとに、外のサーバーへ話しかけています", "attack.t1071")
    assert found.matched == (("times", "13", ""), ("bytes", "9", "3"))
    assert found.group == (("device", PC), ("counterpart", SERVER))
    assert (found.time, found.received_at, found.detected_at) == (MORNING, WRITTEN, NOW)
    assert found.is_learning


def test_its_picture_stands_in_the_journal_compactly() -> None:
    ((name, data),) = entries(entry_name_of(detection()), Findings((detection(),)))

    (read,) = read_findings(data).detections
    assert name == f"learnt.{BEACON.id}"
    assert read == detection()
    assert b'"picture":{"kind":"times","points":[[1776124800,300.123],[1776125100,300.0]]}' in data


def test_who_has_no_counterpart_and_no_picture_says_so_by_leaving_them_away() -> None:
    found = detection(replace(BEACON, counterpart="", picture=None))

    assert (found.group, found.picture) == ((("device", PC),), None)


def test_what_sensors_write_without_end_is_cut() -> None:
    points = tuple((float(at), 1.0) for at in range(1000))
    found = detection(
        replace(BEACON, device="x" * 10_000, facts=(Fact("f", "y" * 10_000),), picture=Picture("bars", points))
    )

    ((_, data),) = entries("m", Findings((found,)))
    assert len(data) < 5000
    assert found.picture is not None
    assert [at for at, _ in found.picture.points] == list(range(1000 - MOST_POINTS, 1000))
