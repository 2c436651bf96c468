from __future__ import annotations

from collections import Counter

from otasuke.simulating.delivery.tally import Handed, Tally
from otasuke.simulating.feed import Body, Door


def body(first: int, until: int, events: int = 2, sensor: str = "s") -> Body:
    return Body("t", sensor, Door.LINES, b"abc", events, first, until)


def test_an_event_was_handed_over_with_the_body_of_its_time() -> None:
    handed = Handed()
    handed.add(body(100, 200), 1.0)
    handed.add(body(200, 300), 2.0)
    handed.add(body(400, 500), 3.0)

    assert [handed.when(time) for time in (99, 100, 199, 200, 299, 300, 399, 450, 500)] == [
        *(None, 1.0, 1.0, 2.0, 2.0, None, None, 3.0, None)
    ]


def test_tallies_of_processes_add_up() -> None:
    one, other = Tally(), Tally(refused=Counter({429: 2}), lost=1, words={400: "no"}, cpu_s=1.5)
    for tally, sensor in ((one, "a"), (other, "b")):
        tally.made(body(0, 1, events=5, sensor=sensor))
        tally.acked(body(0, 1, events=5, sensor=sensor), at_s=1.0, took_s=0.5, rejected=Counter({400: 2}))

    one.add(other)

    assert (one.events, one.bodies, one.acknowledged, one.size_bytes) == (10, 2, 6, 6)
    assert one.rejected == {400: 4}
    assert one.refused == {429: 2}
    assert (one.lost, one.cpu_s, one.words) == (1, 1.5, {400: "no"})
    assert set(one.handed) == {("t", "a"), ("t", "b")}
    assert list(one.answered_s) == [0.5, 0.5]
