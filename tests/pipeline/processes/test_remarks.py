from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from otasuke.config import Doors, Listen
from otasuke.pipeline.dead_count import DeadTally
from otasuke.pipeline.processes.remarks import remarks
from otasuke.pipeline.processes.report import ListProblem, PathReport, Report
from pipeline.cast import NOW

GATEWAY = Report("gateway", 1, NOW, NOW, is_ready=True, events_per_s=1200.0, spool_bytes=0, waiting_messages=3)
CARE = Report("care", 2, NOW, NOW, is_ready=True, sensors=1, silent_sensors=0)
WORKER = Report("worker-0", 3, NOW, NOW, is_ready=True, lag_s=0.4, events_per_s=1100.0, rules=3000)
CORRELATE = Report("correlate", 4, NOW, NOW, is_ready=True, lag_s=0.0)
LEARN = Report("learn", 5, NOW, NOW, is_ready=True, lag_s=3.0, events_per_s=1000.0)
FOUND = PathReport("http_bulk", 2.1, NOW - timedelta(seconds=40), "")
SENSORS = (
    "Sensors send to HTTP at 127.0.0.1:9280, Fluent at [::1]:24224; "
    "1,200.0 records a second came in during the last minute"
)
WORKERS = (
    "Workers looked at 1,100.0 events a second during the last minute; waiting for them: 3 messages; "
    "what they look at came 0.4 s ago"
)
DOORS = Doors(http=Listen("127.0.0.1", 9280), syslog=None, syslog_tls=None, fluent=Listen("::1", 24224))


def said(*reports, doors=DOORS):
    return remarks(reports, doors, now=NOW)


def wrong(*reports):
    return [(one.about, one.words) for one in said(*reports) if one.is_wrong]


def test_a_service_that_is_well_says_so_in_a_few_lines():
    told = said(GATEWAY, replace(CARE, paths=(FOUND,)), WORKER, CORRELATE)

    assert [one.words for one in told] == [
        SENSORS,
        WORKERS,
        "3,000 rules are in use",
        "Canaries are detected on http_bulk, after 2.1 s at most; the last ones 40 seconds ago",
        "1 sensor is known, none of them silent against habit",
    ]
    assert not any(one.is_wrong or one.to_do for one in told)


@pytest.mark.parametrize(
    ("report", "about", "words"),
    [
        (replace(GATEWAY, spool_bytes=3 << 20, has_stream=False), "gateway", "does not take what comes in: 3 MiB wait"),
        (replace(GATEWAY, spool_bytes=0, has_stream=False), "gateway", "NATS does not take what comes in"),
        (replace(GATEWAY, spool_bytes=1), "gateway", "1 MiB wait on the disk to be handed on"),
        (replace(WORKER, lag_s=600.0), "worker-0", "lags: what it looks at came 10 minutes ago"),
        (replace(WORKER, is_ready=False), "worker-0", "is not ready yet: it prepares the rules"),
        (replace(WORKER, behind=("tenants",)), "worker-0", "does not hear what is changed in tenants"),
        (replace(CORRELATE, lag_s=61.0), "correlate", "correlate lags"),
        (replace(CORRELATE, held_s=300.0), "correlate", "Correlations wait: not all that came 5 minutes ago has been"),
        (replace(CORRELATE, is_ready=False), "correlate", "correlate is not ready yet"),
        (replace(CARE, at=NOW - timedelta(seconds=200)), "care", "care has not said for 3 minutes how it is"),
        (
            replace(WORKER, error="lake.unwritable (OSError)", error_at=NOW - timedelta(minutes=3)),
            "worker-0",
            "worker-0 had an error 3 minutes ago: lake.unwritable (OSError)",
        ),
        (
            replace(CARE, paths=(FOUND, PathReport("fluent", 1, NOW - timedelta(hours=5), "canary_missing"))),
            "canaries",
            "Canaries on fluent are not detected any more (the last one was 5 hours ago)",
        ),
        (replace(CARE, paths=(PathReport("fluent", 40, NOW, "canary_late"),)), "canaries", "late, after 40 seconds"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(report, about, words):
    others = [one for one in (GATEWAY, CARE, WORKER, CORRELATE) if one.process != report.process]
    assert wrong(*others) == []

    (one,) = [one for one in said(report, *others) if one.is_wrong]

    assert one.about == about
    assert words in one.words
    assert one.to_do


def test_rules_that_are_not_in_use_are_named_but_the_service_is_well():
    report = replace(WORKER, faulty=30, faults=("a.yml:3: what",))

    (one,) = [one for one in said(report, replace(report, process="worker-1")) if one.details]

    assert one.words == "30 rules are NOT in use because of faults"
    assert one.details == ("a.yml:3: what", "… and 29 more")
    assert "otasuke rules check" in one.to_do
    assert not one.is_wrong


def test_an_error_of_long_ago_and_a_silent_sensor_wake_nobody():
    old = replace(WORKER, error="rules.bad (BadRules)", error_at=NOW - timedelta(hours=1))

    assert wrong(old, replace(CARE, sensors=9, silent_sensors=2)) == []
    assert "9 sensors are known, 2 of them silent" in said(replace(CARE, sensors=9, silent_sensors=2))[0].words


def test_dead_letters_are_told_with_what_to_do_and_wake_nobody():
    tally = DeadTally(
        1041, (("broken_json", 1040), ("fault", 1)), NOW - timedelta(days=3), NOW - timedelta(minutes=5), is_cut=False
    )
    one_letter = DeadTally(1, (("fault", 1),), NOW - timedelta(hours=2), NOW - timedelta(hours=2))

    *_, told = said(replace(CARE, dead=tally))
    *_, cut = said(replace(CARE, dead=replace(tally, is_cut=True)))
    *_, single = said(replace(CARE, dead=one_letter))

    assert told.words == (
        "Nobody could read 1,041 records (1,040 broken_json, 1 fault); the first came 3 days ago, the last 5 minutes ago"
    )
    assert "otasuke dead list" in told.to_do
    assert "at least 1,041 records" in cut.words
    assert single.words == "Nobody could read 1 record (1 fault); it came 2 hours ago"
    assert not told.is_wrong
    assert said(replace(CARE, dead=DeadTally())) == said(CARE)


def test_before_the_first_canary_is_found_it_is_said_that_they_were_sent():
    (first, *_) = said(replace(CARE, paths=(PathReport("fluent", None, None, ""),)))

    assert first.words == "Canaries were sent on fluent, and none was detected yet"


def test_doors_that_are_all_shut_are_said():
    shut = Doors(http=None, syslog=None, syslog_tls=None, fluent=None)

    assert "no door" in said(GATEWAY, doors=shut)[0].words
    assert said(GATEWAY, doors=None) == []


def test_a_lake_that_waits_is_told_with_what_helps():
    told = said(GATEWAY, replace(CARE, lake="Events wait: s3://b: cannot be reached", lake_to_do="Nothing is lost."))

    (lake,) = [one for one in told if one.about == "lake"]
    assert (lake.is_wrong, lake.words, lake.to_do) == (
        True,
        "Events wait: s3://b: cannot be reached",
        "Nothing is lost.",
    )


def test_how_many_indicators_are_looked_for_is_said_and_what_is_wrong_with_the_newest():
    bad = replace(WORKER, indicators=1_000_000, indicator_problem="it is damaged")

    assert "1,000,000 indicators are looked for" in [one.words for one in said(replace(WORKER, indicators=1_000_000))]
    assert wrong(bad) == [
        ("indicators", "The newest watchlist of indicators cannot be used (it is damaged); the one before goes on")
    ]
    assert "NO indicators are looked for" in wrong(replace(bad, indicators=0))[0][1]


def test_lists_of_indicators_that_cannot_be_renewed_are_told_and_are_bad_when_that_is_for_long():
    bad = replace(
        CARE, lists=2, list_problems=(ListProblem("Feed is away", is_late=False), ListProblem("So is X", True))
    )

    assert "1 list of indicators in use" in [one.words for one in said(replace(CARE, lists=1))]
    assert "Feed is away" in [one.words for one in said(bad)]
    assert wrong(bad) == [("indicators", "So is X")]


def test_learning_says_how_far_it_has_come_and_is_late_only_after_minutes():
    well, behind, late = (said(replace(LEARN, lag_s=lag_s)) for lag_s in (3.0, 300.0, 7200.0))

    rate = "The learnt detectors read 1,000.0 events a second during the last minute; learn"
    assert [one.words for one in (*well, *behind, *late)] == [
        f"{rate} is up to date",
        f"{rate} is 5 minutes behind",
        f"{rate} is 2 hours behind",
    ]
    assert [one.is_wrong for one in (*well, *behind, *late)] == [False, False, True]
    assert "kept for two days" in late[0].to_do


def test_learning_that_has_not_begun_says_so():
    assert wrong(replace(LEARN, is_ready=False)) == [("learn", "learn is not ready yet")]
