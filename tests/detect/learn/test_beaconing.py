from __future__ import annotations

import random
from datetime import timedelta

import pyarrow as pa
import pytest

from detect.learn.cast import again, flow, table_of
from otasuke.detect.learn.beaconing import Beaconing
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.observing import connections

PC, SERVER = "192.168.11.14", "141.98.10.60"
KNOWN = timedelta(0)
"""Nothing is left to be learnt."""


def beats(*, every_s: float, jitter: float, count: int = 40, peer: str = SERVER, device: str = PC, begin_s: float = 0):
    """Connections as a tool makes them that sleeps between `every_s` and so much less."""
    chance, at = random.Random(7), begin_s
    for _ in range(count):
        yield flow(timedelta(seconds=at), device, peer)
        at += every_s * (1 - jitter * chance.random())


def found_in(*lines, longest=KNOWN):
    detector = Beaconing(Learning(longest))
    return detector.update(connections(table_of(*lines)))


@pytest.mark.parametrize("jitter", [0.0, 0.2, 0.5], ids=["even", "some jitter", "much jitter"])
def test_a_device_that_reports_at_even_times_is_found_once(jitter: float) -> None:
    found = found_in(*beats(every_s=300, jitter=jitter))

    assert [(one.tenant, one.device, one.counterpart, one.is_learning) for one in found] == [
        ("sakura", PC, SERVER, False)
    ]
    assert {fact.name for fact in found[0].facts} >= {"times", "median_gap_s"}
    assert found[0].picture
    assert len(found[0].picture.points) >= 12


def test_people_are_not_even() -> None:
    chance, at, lines = random.Random(3), 0.0, []
    for _ in range(200):
        at += chance.lognormvariate(4, 1.6)
        lines.append(flow(timedelta(seconds=at), PC, SERVER))

    assert found_in(*lines) == []


def test_what_many_devices_talk_to_is_no_secret() -> None:
    lines = [
        line
        for last in range(10, 15)
        for line in beats(every_s=300, jitter=0.1, device=f"192.168.11.{last}", begin_s=last)
    ]

    assert found_in(*sorted(lines)) == []


def test_what_was_there_while_the_tenant_was_learnt_stays_usual_and_what_comes_later_is_not() -> None:
    lines = [
        *beats(every_s=3600, jitter=0, count=200),
        *beats(every_s=3600, jitter=0, count=30, peer="45.9.148.99", begin_s=15 * 86400),
    ]

    found = found_in(*lines, longest=timedelta(days=7))

    assert [(one.counterpart, one.is_learning) for one in found if not one.is_learning] == [("45.9.148.99", False)]


def test_a_detector_goes_on_where_another_ended() -> None:
    lines = list(beats(every_s=300, jitter=0.2))
    first = Beaconing(Learning(KNOWN))
    assert first.update(connections(table_of(*lines[:9]))) == []
    second = again(first, Beaconing(Learning(KNOWN)))

    whole, rest = found_in(*lines), second.update(connections(table_of(*lines[9:])))

    assert [one.id for one in rest] == [one.id for one in whole] != []


def test_what_a_firewall_stopped_is_no_report() -> None:
    lines = [
        line.replace(b'"event_type":"flow"', b'"event_type":"flow","verdict":{"action":"drop"}')
        for line in beats(every_s=300, jitter=0)
    ]

    assert found_in(*lines) == []


def test_a_clock_is_set_at_even_times() -> None:
    lines = [line.replace(b'"dest_port":443', b'"dest_port":123') for line in beats(every_s=300, jitter=0)]

    assert found_in(*lines) == []


def test_a_report_while_learning_is_noted_and_interrupts_nobody() -> None:
    found = found_in(*beats(every_s=300, jitter=0.2), longest=timedelta(days=14))

    assert [(one.counterpart, one.is_learning) for one in found] == [(SERVER, True)]


def reports(*tenants: str) -> pa.Table:
    """At each of these tenants a device reports to the same server."""
    return pa.concat_tables(
        [connections(table_of(*beats(every_s=300, jitter=0.1), tenant=tenant)) for tenant in tenants]
    )


def test_what_many_tenants_talk_to_is_a_service_also_where_others_look_at_some_of_them() -> None:
    first, second = Beaconing(Learning(KNOWN)), Beaconing(Learning(KNOWN))
    alone = Beaconing(Learning(KNOWN)).update(reports("fuji", "hagi"))
    for one in (first, second):
        one.stand_beside([first, second])

    told = first.update(reports("sakura", "momiji"))
    later = second.update(reports("fuji", "hagi"))

    assert {one.tenant for one in alone} == {"fuji", "hagi"}
    assert {one.tenant for one in told} == {"sakura", "momiji"}
    assert later == []
