from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from otasuke.cli.simulating.outcome import Outcome, content_of, lines_of
from otasuke.simulating.attacks.truth import Expected
from otasuke.simulating.delivery.driver import Course
from otasuke.simulating.delivery.server import Server
from otasuke.simulating.delivery.tally import Tally
from otasuke.simulating.feed import Body, Door
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.simulating.run import Run, attacks_in
from otasuke.simulating.watching import Seen
from simulating.reading import MORNING, MORNING_US

RUN = Run(Fleet(FleetPlan(1)), Server("127.0.0.1", 1), Course(began_s=0, at_us=MORNING_US, duration_s=10))
FEED = RUN.fleet.feeds[0]
COMPUTER = FEED.company.computer_name(FEED.devices[0])


def tally() -> Tally:
    made = Tally(refused=Counter({429: 2}), rejected=Counter(), lost=1, cpu_s=0.001)
    body = Body(FEED.tenant, FEED.sensor, Door.BULK, b"x" * 1000, 100, MORNING_US, MORNING_US + 1000)
    made.made(body)
    made.acked(body, at_s=MORNING.timestamp(), took_s=0.25, rejected=Counter())
    return made


def outcome(*, is_seen: bool) -> Outcome:
    expected = [Expected("story", FEED.tenant, COMPUTER, MORNING_US, id, id.upper()) for id in ("found", "missed")]
    at = datetime.fromtimestamp(MORNING.timestamp() + 1.5, UTC)
    seen = [Seen("1", FEED.tenant, "found", COMPUTER, MORNING, at)]
    rows = {(FEED.tenant, FEED.sensor): 99}
    return Outcome(RUN, tally(), 12.3, expected, seen if is_seen else None, rows if is_seen else None)


def test_a_report_adds_up() -> None:
    content = content_of(outcome(is_seen=True))

    assert content["events_per_second"] == 10.0
    assert content["driver_cpu_us_per_event"] == 10.0
    assert content["stored"] == {"stored": 99, "lost": 1, "doubled": 0}
    assert content["detections"]["count"] == 1
    assert content["detections"]["from_event_s"]["p99"] == 1.5
    assert content["attacks"][0]["missed"] == (("missed", "MISSED", 1),)


def test_people_read_the_same() -> None:
    shown = outcome(is_seen=True)

    text = "\n".join(lines_of(content_of(shown), shown))

    assert "Refused      2 bodies with 429; they were sent again" in text
    assert "Broken       1 connections" in text
    assert "Stored       99 events; lost 1, doubled 0" in text
    assert "found 1 of 2 detections" in text
    assert "missed 1 × MISSED (missed)" in text


def test_nothing_is_called_missed_where_nobody_looked() -> None:
    shown = outcome(is_seen=False)

    text = "\n".join(lines_of(content_of(shown), shown))

    assert "2 detections expected" in text
    assert "missed" not in text
    assert "Stored" not in text


def test_an_attack_that_no_rule_knows_is_named_all_the_same() -> None:
    shown = outcome(is_seen=True)
    planned = attacks_in(RUN.fleet.plan, RUN.course, count=1)
    hidden = replace(shown, run=replace(RUN, attacks=planned), expected=[])

    text = "\n".join(lines_of(content_of(hidden), hidden))

    assert f"Attack       ransomware at {FEED.tenant}: none of these rules knows it" in text
