from __future__ import annotations

from datetime import timedelta

import pytest

from otasuke.pipeline.told import Told
from pipeline.cast import NOW

SPAN = timedelta(minutes=5)
NAS = (("hostname", "nas"),)


def at(seconds: float):
    return NOW + timedelta(seconds=seconds)


def is_new(told, seconds, *, tenant="sakura", rule="r1", group=NAS):
    return told.is_new(tenant, rule, group, at=at(seconds), span=SPAN)


def told_once():
    told = Told()
    told.note("sakura", "r1", NAS, at=NOW)
    return told


@pytest.mark.parametrize(("seconds", "is_it"), [(0, False), (300, False), (-300, False), (300.1, True), (-301, True)])
def test_a_group_is_not_told_again_within_its_time_span(seconds, is_it):
    assert is_new(told_once(), seconds) is is_it


@pytest.mark.parametrize("other", [{"tenant": "fuji"}, {"rule": "r2"}, {"group": (("hostname", "pc"),)}, {"group": ()}])
def test_others_are_told(other):
    assert is_new(told_once(), 0, **other)


def test_case_makes_no_other_group():
    assert not is_new(told_once(), 0, group=(("hostname", "NAS"),))


def test_what_nothing_can_be_near_any_more_is_forgotten():
    told = told_once()

    told.forget("sakura", before=at(300), spans={"r1": SPAN})
    assert not is_new(told, 0)

    told.forget("fuji", before=at(301), spans={"r1": SPAN})
    assert not is_new(told, 0)

    told.forget("sakura", before=at(301), spans={"r1": SPAN})
    assert is_new(told, 0)
    assert told.dump() == {}


def test_what_was_told_for_a_rule_that_changed_or_is_gone_is_forgotten():
    told = told_once()
    told.note("sakura", "r2", NAS, at=NOW)

    told.forget_rules(["r1"])

    assert is_new(told, 0)
    assert not is_new(told, 0, rule="r2")

    told.forget("sakura", before=NOW, spans={})

    assert is_new(told, 0, rule="r2")


def test_it_is_the_same_after_it_was_saved():
    told = Told()

    told.load(told_once().dump())

    assert not is_new(told, 1)
    assert told.dump() == told_once().dump()
