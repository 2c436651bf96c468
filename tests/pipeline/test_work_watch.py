from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from prometheus_client import CollectorRegistry, generate_latest

from otasuke.findings.live import Findings
from otasuke.pipeline.parcels import pack
from otasuke.pipeline.step import Step
from otasuke.pipeline.work_watch import WorkWatch
from pipeline.cast import NOW, WHOAMI, all_new, creation, parcel, rules_of


def outcome_of(*lines):
    return Step(rules_of(WHOAMI)).run([pack([parcel(*lines)])], all_new, now=NOW)


def shown(registry):
    return generate_latest(registry).decode()


def test_what_a_message_brought_is_counted_without_saying_whose_it_is():
    registry = CollectorRegistry()
    watch = WorkWatch(registry, now=lambda: NOW + timedelta(seconds=7))

    watch.worked(outcome_of(creation("C:\\whoami.exe"), creation("a.exe"), b"\x01\x02 what"))

    text = shown(registry)
    assert "otasuke_detect_messages_total 1.0" in text
    assert 'otasuke_detect_events_total{source="windows.winlogbeat"} 2.0' in text
    assert 'otasuke_detect_detections_total{level="high"} 1.0' in text
    assert "otasuke_detect_rejects_total{reason=" in text
    assert "otasuke_detect_lag_seconds 7.0" in text
    assert (watch.events, watch.lag_s) == (2, 7.0)
    assert "sakura" not in text
    assert "whoami" not in text


def test_nothing_lags_where_nothing_waits():
    registry = CollectorRegistry()
    watch = WorkWatch(registry, now=lambda: NOW + timedelta(hours=1))
    watch.worked(outcome_of(creation("a.exe")))

    watch.is_idle()

    assert watch.lag_s == 0.0
    assert "otasuke_detect_lag_seconds 0.0" in shown(registry)


def test_a_flush_is_as_late_as_the_oldest_that_was_gathered():
    registry = CollectorRegistry()
    watch = WorkWatch(registry, now=lambda: NOW + timedelta(seconds=9))
    old, new = outcome_of(creation("a.exe")), outcome_of(creation("b.exe"))
    later = replace(new.parcels[0][0], received_at=NOW + timedelta(seconds=5))
    watch.worked(replace(new, parcels=((later,),)))
    watch.worked(old)
    watch.gathered(2)

    before = shown(registry)
    watch.flushed((), took_s=0.2)

    assert "otasuke_archive_waiting_rows 2.0" in before
    assert "otasuke_archive_waiting_rows 0.0" in shown(registry)
    assert "otasuke_archive_lag_seconds 9.0" in shown(registry)
    assert "otasuke_archive_flush_seconds_sum 0.2" in shown(registry)


def test_rules_failures_and_stages_are_shown():
    registry = CollectorRegistry()
    watch = WorkWatch(registry)

    watch.use(replace(rules_of(WHOAMI), count=3))
    watch.disabled(rules_of(WHOAMI).rule(0), "TypeError")
    watch.failed("deadly")
    with watch.waited("publish"), watch.timed("gather"):
        pass

    text = shown(registry)
    assert "otasuke_detect_rules 2.0" in text
    assert "otasuke_detect_rule_faults 1.0" in text
    assert watch.faults[0].startswith("0.yml:2: Whoami was run failed on an event (TypeError)")
    assert 'otasuke_detect_failures_total{reason="deadly"} 1.0' in text
    assert 'otasuke_detect_stage_seconds_total{stage="publish"}' in text
    assert 'otasuke_detect_cpu_seconds_total{stage="gather"}' in text
    assert 'otasuke_detect_cpu_seconds_total{stage="publish"}' not in text


def test_what_indicators_are_looked_for_and_were_seen_is_counted_by_kind():
    registry = CollectorRegistry()
    watch = WorkWatch(registry)
    found = outcome_of(creation("C:\\whoami.exe")).findings.detections[0]

    watch.uses_indicators(1_000_000, is_bad=True)
    watch.sighted(Findings((replace(found, rule_id="indicators/domain"), replace(found, rule_id="indicators/url"))))

    text = shown(registry)
    assert "otasuke_detect_indicators 1e+06" in text
    assert "otasuke_detect_indicators_bad 1.0" in text
    assert 'otasuke_detect_sightings_total{kind="domain"} 1.0' in text
    assert 'otasuke_detect_detections_total{level="high"} 2.0' in text
