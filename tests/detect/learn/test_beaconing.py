from __future__ import annotations

import random
from datetime import timedelta

import pyarrow as pa
import pytest

from detect.learn.cast import MORNING, again, eve, flow, table_of
from otasuke.detect.learn.beaconing import Beaconing
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.observing import connections
from otasuke.detect.rule import Level

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


def test_reports_that_come_fast_are_found_after_half_an_hour() -> None:
    lines = list(beats(every_s=20, jitter=0.2, count=120))

    (found,) = found_in(*lines)

    facts = {fact.name: fact.value for fact in found.facts}
    assert 1800 <= (found.time - MORNING).total_seconds() < 2200
    assert int(facts["times"]) > 90
    assert facts["since"] == MORNING.isoformat(timespec="seconds")
    assert found_in(*lines[:80]) == []


def test_a_pause_begins_the_half_hour_anew() -> None:
    lines = list(beats(every_s=20, jitter=0.2, count=60))
    chance, at = random.Random(3), 1200.0
    for _ in range(60):
        at += chance.lognormvariate(3, 1.6)
        lines.append(flow(timedelta(seconds=at), PC, SERVER))

    assert found_in(*lines, *beats(every_s=20, jitter=0.2, count=60, begin_s=at + 20)) == []


def requests(*, every_s: float, count: int, host: str = SERVER, peer: str = SERVER, referer: str | None = None):
    """Requests within one connection, as Suricata writes them."""
    http = {"hostname": host, "url": "/a", "http_method": "GET"} | ({"http_refer": referer} if referer else {})
    for number in range(count):
        ends = {"src_ip": PC, "src_port": 50000, "dest_ip": peer, "dest_port": 80, "proto": "TCP"}
        yield eve("http", timedelta(seconds=number * every_s), **ends, http=http)


def test_requests_within_one_connection_are_reports_too() -> None:
    (found,) = found_in(*requests(every_s=60, count=40, host="updates.example.net"))

    assert ("asked", "updates.example.net") in [(fact.name, fact.value) for fact in found.facts]


def test_even_requests_to_a_bare_number_are_found_after_minutes() -> None:
    (found,) = found_in(*requests(every_s=5, count=25))

    assert (found.time - MORNING).total_seconds() == 95
    assert found_in(*requests(every_s=5, count=25, host="updates.example.net")) == []


def test_what_a_page_asks_for_and_what_a_neighbour_is_asked_for_is_no_report() -> None:
    assert found_in(*requests(every_s=60, count=40, referer="http://www.example.jp/")) == []
    assert found_in(*requests(every_s=60, count=40, peer="192.168.11.5", host="192.168.11.5")) == []


def test_a_connection_and_its_requests_are_told_once() -> None:
    connected = (
        line.replace(b'"dest_port":443', b'"dest_port":80') for line in beats(every_s=300, jitter=0, begin_s=70)
    )
    lines = [*requests(every_s=300, count=40), *connected]

    assert len(found_in(*sorted(lines))) == 1


def test_it_goes_on_in_the_middle_of_fast_reports() -> None:
    lines = list(beats(every_s=20, jitter=0.2, count=120))
    first = Beaconing(Learning(KNOWN))
    first.update(connections(table_of(*lines[:70])))
    second = again(first, Beaconing(Learning(KNOWN)))

    rest = second.update(connections(table_of(*lines[70:])))

    assert [one.id for one in rest] == [one.id for one in found_in(*lines)] != []


DAY = 86400.0


def days_before(count: int = 4, device: str = PC):
    """What somebody else of the office did in the days before."""
    return [flow(timedelta(days=day, hours=1), device, "203.0.113.80") for day in range(count)]


def phone(*, count: int = 6, every_s: float = 60, day: int = 4, jitter: float = 0.0, peer: str = SERVER):
    """Somebody's telephone that was never there before, and talks to one server alone."""
    return list(beats(every_s=every_s, jitter=jitter, count=count, device=PHONE, peer=peer, begin_s=day * DAY))


PHONE = "192.168.11.201"
FORTNIGHT = timedelta(days=14)


def test_a_device_that_has_just_come_and_talks_to_one_server_like_a_clock_is_told_at_once_also_while_we_learn() -> None:
    (found,) = found_in(*days_before(), *phone(), longest=FORTNIGHT)

    assert (found.device, found.counterpart, found.level, found.is_learning) == (PHONE, SERVER, Level.HIGH, False)
    assert {fact.name: fact.value for fact in found.facts}["times"] == "6"


@pytest.mark.parametrize(
    "lines",
    [
        [*days_before(), *phone(count=5)],
        [*days_before(), *phone(jitter=0.5)],
        [*days_before(), *phone(every_s=5)],
        [*days_before(2), *phone(day=2)],
        [*days_before(), flow(timedelta(days=4, seconds=90), PHONE, "203.0.113.80"), *phone()],
        [*days_before(), flow(timedelta(days=1), PHONE, SERVER), *phone()],
        [*days_before(), *phone(peer="192.168.11.5")],
        [*days_before(), *phone(every_s=900)],
    ],
    ids=["too few", "uneven", "a page", "in the first days", "others too", "known", "a neighbour", "too slow"],
)
def test_anything_less_of_a_new_device_waits(lines: list[str]) -> None:
    assert found_in(*sorted(lines), longest=FORTNIGHT) == []


def test_it_knows_after_a_pause_who_was_there() -> None:
    learning = Learning(FORTNIGHT)
    first = Beaconing(learning)
    assert first.update(connections(table_of(*days_before(), flow(timedelta(days=3), PHONE, SERVER)))) == []
    other = again(first, Beaconing(learning))

    assert other.update(connections(table_of(*phone()))) == []
