from __future__ import annotations

import msgpack

from otasuke.detect.learn.remembering import Kept, Recent, Told


def test_what_was_not_used_for_longest_makes_room() -> None:
    kept: Kept[int] = Kept(2)
    kept.put(("a",), 1)
    kept.put(("b",), 2)
    kept.get(("a",))
    kept.put(("c",), 3)

    assert [kept.get((name,)) for name in "abc"] == [1, None, 3]


def test_a_thing_is_told_again_after_the_pause() -> None:
    told = Told(10.0)

    assert [told.is_new(("a",), at) for at in (0.0, 9.0, 10.0, 19.0)] == [True, False, True, False]


def test_old_values_and_those_too_many_are_forgotten() -> None:
    recent = Recent(60.0, most_values=3)
    for number in range(5):
        values = recent.add(("a",), f"v{number}", float(number))

    assert list(values) == ["v2", "v3", "v4"]
    assert list(recent.add(("a",), "v9", 63.5)) == ["v4", "v9"]


def test_a_value_that_comes_again_is_young_again() -> None:
    recent = Recent(60.0, most_values=9)
    recent.add(("a",), "x", 0.0)
    recent.add(("a",), "y", 30.0)
    recent.add(("a",), "x", 50.0)

    assert list(recent.add(("a",), "z", 100.0)) == ["x", "z"]


def test_everything_survives_a_restart() -> None:
    recent, told = Recent(60.0, most_values=9), Told()
    recent.add(("a", 443), "x", 1.0)
    told.is_new(("a", 443), 1.0)
    state = msgpack.unpackb(msgpack.packb([recent.state(), told.state()]))
    recent, told = Recent(60.0, most_values=9), Told()
    recent.restore(state[0])
    told.restore(state[1])

    assert list(recent.add(("a", 443), "y", 2.0)) == ["x", "y"]
    assert not told.is_new(("a", 443), 2.0)
