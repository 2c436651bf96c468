from __future__ import annotations

from collections import Counter

import pytest

from otasuke.simulating.company import SERVICES, Company, Device, Kind, make_company
from otasuke.simulating.life.activity import Activity, On
from otasuke.simulating.life.shelf import DOMAIN, activities, traits_of
from simulating.life.acting import read_trace
from simulating.life.offices import company_and_service
from simulating.reading import company_with

WHERE = {On.SERVER: Kind.SERVER, On.NAS: Kind.NAS, On.BOX: Kind.SURICATA}


def place_of(activity: Activity, kind: Kind | None) -> tuple[Company, Device]:
    if kind in SERVICES:
        return company_and_service(kind)
    return company_with(kind or WHERE.get(activity.on, Kind.PC))


@pytest.mark.parametrize("activity", activities(), ids=lambda activity: activity.name)
def test_everything_that_is_written_of_an_activity_is_read(activity: Activity) -> None:
    for event in activity.events:
        for trace in event.traces:
            event_read = read_trace(trace, *place_of(activity, trace.on), activity)

            assert event_read.time is not None
            assert "⟦" not in str(event_read.fields)


def test_every_activity_says_what_it_is_and_is_named_once() -> None:
    names = Counter(one.name for one in activities())

    assert len(names) == len(activities())
    assert all(len(one.what) > 10 and one.events and 0 < one.per_week <= 40 for one in activities())


def test_a_company_has_one_virus_scanner_and_keeps_it() -> None:
    scanners = {"eset", "virusbuster", "defender", "sophos"}

    found = [traits_of(make_company(number, seed=1), 1) & scanners for number in range(40)]

    assert {len(one) for one in found} == {1}
    assert set.union(*map(set, found)) == scanners
    assert found[3] == traits_of(make_company(3, seed=1), 1) & scanners


def test_boxes_are_told_of_by_activities_too() -> None:
    kinds = {trace.on for one in activities() for event in one.events for trace in event.traces}

    assert kinds >= {None, Kind.SURICATA, Kind.FORTIGATE, Kind.RTX}


def test_a_company_with_a_domain_has_the_trait_of_it() -> None:
    companies = [make_company(number, seed=1) for number in range(60)]

    assert {bool(one.domain) for one in companies} == {True, False}
    assert all((DOMAIN in traits_of(one, 1)) == bool(one.domain) for one in companies)
