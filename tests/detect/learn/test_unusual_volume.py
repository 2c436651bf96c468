from __future__ import annotations

import random
from datetime import timedelta

from detect.learn.cast import again, flow, table_of
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.observing import connections
from otasuke.detect.learn.unusual_volume import UnusualVolume

PC, CLOUD, STRANGER = "192.168.11.14", "52.98.45.1", "141.98.10.60"
MEGA = 1_000_000
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def detector() -> UnusualVolume:
    return UnusualVolume(Learning(DAY))


def found(*lines: bytes) -> list[Learnt]:
    return [one for one in detector().update(connections(table_of(*lines))) if not one.is_learning]


def sends(at: timedelta, megabytes: int, to: str = CLOUD, device: str = PC) -> bytes:
    return flow(at, device, to, out=megabytes * MEGA)


def test_far_more_than_at_this_hour_before_is_found() -> None:
    (one,) = found(sends(HOUR, 300), sends(2 * DAY + HOUR, 700), sends(2 * DAY + 1.5 * HOUR, 300))

    facts = {fact.name: (fact.value, fact.usual) for fact in one.facts}
    assert (one.device, one.counterpart) == (PC, CLOUD)
    assert facts["megabytes"] == ("1000", "300")
    assert facts["most_to"] == (CLOUD, "")


def test_a_nightly_backup_is_usual_and_the_same_by_day_is_not() -> None:
    night = [sends(day * DAY + 18 * HOUR, 900) for day in range(4)]

    assert found(*night) == []
    assert [one.time.hour for one in found(*night, sends(4 * DAY + 4 * HOUR, 900))] == [4]


def test_a_stranger_needs_half() -> None:
    before = sends(HOUR, 100)

    assert found(before, sends(2 * DAY, 300)) == []
    assert [one.counterpart for one in found(before, sends(2 * DAY, 300, STRANGER))] == [STRANGER]


def test_among_very_many_the_one_that_gets_most_is_named() -> None:
    few = [sends(2 * DAY + timedelta(seconds=n), 1, f"52.98.{n}.1") for n in range(200)]

    assert [one.counterpart for one in found(sends(HOUR, 1), *few, sends(2 * DAY + 0.5 * HOUR, 700, STRANGER))] == [
        STRANGER
    ]


def test_little_by_little_is_not_within_an_hour_and_what_stays_inside_is_not_out() -> None:
    slowly = [sends(2 * DAY + hour * HOUR, 90) for hour in range(12)]

    assert found(sends(HOUR, 90), *slowly) == []
    assert found(sends(HOUR, 1), sends(2 * DAY, 5000, "192.168.11.5")) == []


def test_a_detector_goes_on_where_another_ended() -> None:
    lines = [sends(HOUR, 300), sends(2 * DAY + HOUR, 700), sends(2 * DAY + 1.5 * HOUR, 300)]
    first = detector()
    first.update(connections(table_of(*lines[:2])))
    second = UnusualVolume(Learning(timedelta(0)))

    rest = again(first, second).update(connections(table_of(lines[2])))

    assert [one.id for one in rest] == [one.id for one in found(*lines)] != []


def test_it_does_not_matter_how_events_are_divided_into_portions() -> None:
    dice = random.Random(5)
    lines = [
        flow(
            timedelta(seconds=30 * at),
            f"192.168.11.{dice.randrange(2, 5)}",
            f"141.98.10.{dice.randrange(1, 90)}",
            out=dice.choice((400, 5_000_000, 60_000_000)),
        )
        for at in range(400)
    ]
    states = []
    for size in (1, 7, 400):
        detector = UnusualVolume(Learning(timedelta(0)))
        found = [
            one for at in range(0, 400, size) for one in detector.update(connections(table_of(*lines[at : at + size])))
        ]
        states.append(({one.id for one in found}, sorted(detector.state()["known"])))

    assert states[0][0]
    assert states[0] == states[1] == states[2]
