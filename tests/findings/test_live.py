from __future__ import annotations

from dataclasses import replace

import pytest

from otasuke.events import Event, LogSource
from otasuke.findings.live import (
    CorrelatedHit,
    Findings,
    LiveDetection,
    detection_id,
    entries,
    entry_name,
    event_key,
    log_of,
    parcel_entries,
    read_findings,
)
from pipeline.cast import NOW

EVENT = Event(NOW, NOW, "windows.winlogbeat", "PC", (LogSource("windows"),), {"a": "1", "b": ("x", "y")}, 7)
DETECTION = LiveDetection(
    id="d1",
    tenant="sakura",
    rule_id="r",
    title="題",
    level="high",
    tags=("attack.t1033",),
    time=NOW,
    received_at=NOW,
    detected_at=NOW,
    sensor="PC",
    log=("windows", "", "security"),
    matched=(("Image", "a", "*a"),),
    fields={"a": "1", "b": ("x", "y")},
)
CORRELATION = replace(DETECTION, id="d2", time=None, fields=None, events=("k",), group=(("host", "nas"),))
HIT = CorrelatedHit(
    *("sakura", "r", NOW, NOW, "k", {"host": "nas"}),
    sensor="PC",
    sent_by="office-pc",
    log=("linux", "", "sshd"),
    facts={"user": ("a", "b")},
)


def test_findings_come_out_of_the_journal_as_they_went_in():
    findings = Findings((DETECTION, CORRELATION), (HIT,))

    ((name, data),) = entries("m1", findings)

    assert name == "m1"
    assert read_findings(data) == findings


def test_an_entry_of_before_there_were_kinds_of_logs_is_read():
    ((_, data),) = entries("m1", Findings((DETECTION,)))

    (found,) = read_findings(data.replace(b'"log":["windows","","security"],', b"")).detections

    assert found == replace(DETECTION, log=("", "", ""))


def test_the_kind_of_log_is_that_of_the_first_source():
    assert log_of(EVENT.logsources) == ("windows", "", "")
    assert log_of(()) == ("", "", "")


def test_entries_of_before_there_were_pictures_can_be_read():
    ((_, data),) = entries("m1", Findings((DETECTION,)))
    older = data.replace(b',"picture":null,"is_learning":false', b"")

    assert older != data
    assert read_findings(older) == Findings((DETECTION,))


def test_very_many_findings_are_several_entries_with_names_that_stay():
    findings = Findings(tuple(replace(DETECTION, id=str(n), title="x" * 100_000) for n in range(25)), (HIT,))

    made = list(entries("m1", findings))

    assert [name for name, _ in made] == ["m1", "m1.1", "m1.2"]
    assert [one.id for _, data in made for one in read_findings(data).detections] == [str(n) for n in range(25)]
    assert made == list(entries("m1", findings))


def test_without_findings_there_is_no_entry():
    assert list(entries("m1", Findings())) == []
    assert list(parcel_entries(Findings())) == []


def test_every_parcel_has_entries_of_its_own_whatever_else_is_in_the_message():
    first, second = replace(DETECTION, batch="b1"), replace(DETECTION, batch="b2")
    other = replace(DETECTION, batch="b1", tenant="fuji")
    hit = replace(HIT, batch="b1")

    alone = dict(parcel_entries(Findings((first,), (hit,))))
    together = dict(parcel_entries(Findings((second, other, first), (hit,))))

    assert len(together) == 3
    assert alone.items() <= together.items()
    assert read_findings(alone[entry_name("sakura", "b1")]) == Findings((first,), (hit,))


def test_hits_that_were_written_before_they_had_a_batch_are_read():
    (_, data), *_ = entries("m1", Findings(hits=(HIT,)))
    before, _, _ = data.partition(b',"batch":""')

    assert read_findings(before + b"}]}") == Findings(hits=(CorrelatedHit("sakura", "r", NOW, NOW, "k", HIT.fields),))


@pytest.mark.parametrize("data", [b"", b"{}", b'{"detections":[{}],"hits":[]}', b'{"detections":1,"hits":[]}'])
def test_an_entry_of_something_else_is_refused(data):
    with pytest.raises((ValueError, TypeError, KeyError)):
        read_findings(data)


def test_the_key_of_an_event_is_its_content_and_not_how_it_came():
    again = replace(EVENT, received_at=NOW.replace(hour=5), record=9, fields={"b": ("x", "y"), "a": "1"})
    others = [
        replace(EVENT, time=None),
        replace(EVENT, sensor="PC2"),
        replace(EVENT, source="windows.flat"),
        replace(EVENT, fields={"a": "1", "b": "x"}),
    ]

    assert event_key(again) == event_key(EVENT)
    assert len({event_key(EVENT), *map(event_key, others)}) == 5


def test_detections_of_tenants_and_rules_do_not_share_an_id():
    assert len({detection_id("a", "r", "k"), detection_id("b", "r", "k"), detection_id("a", "s", "k")}) == 3
