from __future__ import annotations

import random
from datetime import timedelta

from detect.learn.cast import again, question, table_of
from otasuke.detect.learn.dns_tunnel import DnsTunnel
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.observing import names

PC = "192.168.11.14"


def detector() -> DnsTunnel:
    return DnsTunnel(Learning(timedelta(0)))


def found(*lines: bytes) -> list[Learnt]:
    return detector().update(names(table_of(*lines)))


def carried(count: int, *, owner: str = "t.example.net", every_s: float = 2.0) -> list[bytes]:
    """Questions that carry data, as tools write it: base32 in labels."""
    dice = random.Random(5)
    labels = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=40)) for _ in range(count)]
    return [question(timedelta(seconds=n * every_s), PC, f"{label}.{owner}", "TXT") for n, label in enumerate(labels)]


def test_data_in_names_is_found() -> None:
    (one,) = found(*carried(100))

    assert (one.device, one.counterpart) == (PC, "example.net")
    facts = {fact.name: fact.value for fact in one.facts}
    assert facts["names"] == "60"
    assert int(facts["characters"]) >= 60 * 40


def test_the_same_name_again_and_again_carries_nothing() -> None:
    assert found(*(question(timedelta(seconds=n), PC, f"{'a' * 40}.example.net") for n in range(200))) == []


def test_short_names_slow_names_and_reversed_addresses_are_no_tunnel() -> None:
    short = [question(timedelta(seconds=n), PC, f"h{n}.example.net") for n in range(200)]
    reverse = [question(timedelta(seconds=n), PC, f"{n}.{'0.' * 20}ip6.arpa") for n in range(200)]

    assert found(*short) == []
    assert found(*reverse) == []
    assert found(*carried(200, every_s=90)) == []


def test_a_detector_goes_on_where_another_ended() -> None:
    lines, first = carried(100), detector()
    first.update(names(table_of(*lines[:30])))

    rest = again(first, detector()).update(names(table_of(*lines[30:])))

    assert [one.id for one in rest] == [one.id for one in found(*lines)] != []
