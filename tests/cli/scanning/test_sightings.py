"""Indicators in a scan: one finding for each device, indicator and day, wherever its events stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from detect.indicators.cast import NOON, set_of
from otasuke.cli.scanning.sightings import Watch, findings_of, rule_of
from otasuke.detect.indicators.indicator import About
from otasuke.detect.rule import Level
from otasuke.events import Event, LogSource


def event(number: int, query: str) -> Event:
    time = NOON + timedelta(minutes=number)
    fields = {"query": query, "src_ip": "192.168.1.10"}
    return Event(
        time=time,
        received_at=NOON,
        source="network.suricata",
        sensor="utm",
        logsources=(LogSource("suricata"),),
        fields=fields,
        record=number,
    )


def test_events_of_a_device_are_one_finding_at_the_first_of_them() -> None:
    watch = Watch(set_of("evil.jp", about=About("JPCERT", 90)).to_bytes())

    sightings = [
        *watch.sightings("b.log", [event(5, "a.evil.jp"), event(6, "good.jp")]),
        *watch.sightings("a.log", [event(2, "evil.jp"), event(3, "evil.jp")]),
    ]
    (found,) = findings_of(sightings, level=Level.LOW)

    detection = found.detection
    assert (detection.rule_id, detection.level, detection.computer) == ("indicators/domain", Level.HIGH, "192.168.1.10")
    assert (detection.source, detection.record, detection.time) == ("a.log", 2, NOON + timedelta(minutes=2))
    assert [(one.field, one.value, one.pattern) for one in detection.matched] == [
        ("query", "evil.jp", "evil.jp (list JPCERT; confidence 90); 3 events that day")
    ]
    assert rule_of("indicators/domain", [found]).title == detection.rule_title


def test_what_is_below_the_level_is_left_out() -> None:
    watch = Watch(set_of("evil.jp", about=About(confidence=10)).to_bytes())
    sightings = watch.sightings("a.log", [event(1, "evil.jp")])

    assert findings_of(sightings, level=Level.MEDIUM) == []
    assert len(findings_of([replace(one, tenant="x") for one in sightings], level=Level.LOW)) == 1
