"""What is left of lists, and what was refused."""

from __future__ import annotations

from datetime import timedelta

from detect.indicators.cast import NOON
from otasuke.detect.indicators.guard import Guard, own
from otasuke.detect.indicators.guarded import guarded
from otasuke.detect.indicators.lists import read_list
from otasuke.detect.indicators.observables import parse_observable


def test_lists_are_one_without_what_the_guard_refuses() -> None:
    lists = [
        read_list(b"domain,confidence\nevil.com,10\nwww.sakura.jp,90\n", "a"),
        read_list(b"domain,confidence,valid_until\nevil.com,80,\nold.com,,2026-01-01\n203.0.113.5,,\n", "b"),
    ]

    found = guarded(lists, Guard([own(["sakura.jp"])]), now=NOON + timedelta(days=1))

    assert found.indicators[parse_observable("evil.com")].source == "b"
    assert found.kinds == {"domain": 2, "address": 1}
    assert found.expired == 1
    assert found.refused == {"the customer's own": 1}
    assert found.examples == {"the customer's own": ["www.sakura.jp"]}
