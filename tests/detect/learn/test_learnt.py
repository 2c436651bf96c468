from __future__ import annotations

from dataclasses import replace

from detect.learn.cast import MORNING
from otasuke.detect.learn.learnt import Fact, Learnt, day_of
from otasuke.detect.rule import Level

FOUND = Learnt("beaconing", "sakura", "192.168.11.14", "141.98.10.60", MORNING, Level.MEDIUM, "2026-04-14")


def test_the_same_finding_has_the_same_id_whenever_and_however_it_is_explained() -> None:
    assert replace(FOUND, facts=(Fact("times", "12"),), is_learning=True).id == FOUND.id


def test_another_device_tenant_or_day_is_another_finding() -> None:
    others = [replace(FOUND, device="x"), replace(FOUND, tenant="fuji"), replace(FOUND, window="2026-04-15")]

    assert len({one.id for one in (FOUND, *others)}) == 4


def test_a_day_is_one_of_utc() -> None:
    assert day_of(MORNING.timestamp()) == "2026-04-14"
    assert day_of(MORNING.timestamp() - 1) == "2026-04-13"
