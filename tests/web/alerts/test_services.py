"""Writing down what was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from finding_cast import HOUR, MINUTE, NOW, arrive, detection, watched
from otasuke.findings.live import LiveDetection
from otasuke.web.alerts.models import Alert, Sighting
from otasuke.web.alerts.services import record
from otasuke.web.customers.models import Customer
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import from_data


def test_news_is_what_is_new_or_graver_and_the_rest_is_repeated(companies) -> None:
    pc = watched(companies.minori)
    with tenant_scope(companies.minori.id):
        first = record(companies.minori.id, [detection("minori", by=pc)], at=NOW)
        second = record(companies.minori.id, [detection("minori", by=pc, at=NOW + MINUTE)], at=NOW)
        third = record(companies.minori.id, [detection("minori", by=pc, at=NOW + HOUR, level="critical")], at=NOW)

    assert [len(one.news) for one in (first, second, third)] == [1, 0, 1]
    assert [len(one.repeated) for one in (first, second, third)] == [0, 1, 0]
    assert (third.news[0].colour, third.news[0].times) == ("赤", 3)


def test_an_alert_that_was_red_stays_red(companies) -> None:
    pc = watched(companies.minori)
    with tenant_scope(companies.minori.id):
        record(companies.minori.id, [detection("minori", by=pc, level="critical")], at=NOW)
        record(companies.minori.id, [detection("minori", by=pc, level="low")], at=NOW)

        assert Alert.objects.get().colour == "赤"


def test_of_a_storm_only_the_first_sightings_are_kept_and_all_are_counted(companies) -> None:
    pc = watched(companies.minori)
    with tenant_scope(companies.minori.id):
        record(companies.minori.id, [detection("minori", by=pc) for _ in range(500)], at=NOW)

        assert (Alert.objects.get().times, Sighting.objects.count()) == (500, 200)


def test_a_sighting_knows_why_and_where_its_event_is(companies) -> None:
    pc = watched(companies.minori)
    found = detection("minori", by=pc)
    with tenant_scope(companies.minori.id):
        record(companies.minori.id, [found], at=NOW)

        sighting = Sighting.objects.get()
    assert (sighting.batch, sighting.ordinal, sighting.event) == (found.batch, 0, found.event)
    assert sighting.matched == [["Image", "invoice.exe", "*invoice.exe"]]
    assert sighting.fields["User"] == r"MINORI\sato"


def part(pc: Device, rule: str = "base", *, level: str = "medium", **more: object) -> LiveDetection:
    return detection("minori", rule, by=pc, level=level, **more)


def whole(pc: Device, *parts: LiveDetection, level: str = "high", **more: object) -> LiveDetection:
    """A correlation of these."""
    events = tuple(one.event for one in parts)
    return detection("minori", "whole", by=pc, level=level, events=events, event="", **more)


def recorded(customer: Customer, *found: LiveDetection, at: datetime = NOW) -> dict[str, Alert]:
    with tenant_scope(customer.id):
        record(customer.id, found, at=at)
        return {one.rule_id: one for one in Alert.objects.all()}


@pytest.mark.parametrize("order", [1, -1])
def test_a_part_is_muted_by_what_it_is_part_of_in_the_same_batch(companies, order: int) -> None:
    pc = watched(companies.minori)
    one = part(pc, level="high")
    cause = whole(pc, one, level="critical")

    alerts = recorded(companies.minori, *[one, cause, part(pc, "other", level="high")][::order])

    assert (alerts["base"].colour, alerts["base"].held_by) == ("黄", "cause")
    assert str(from_data(alerts["base"].held_why or {})) == "「題 whole」の一部です。"
    assert [alerts[rule].held_by for rule in ("whole", "other")] == ["", ""]


def test_what_waited_quietly_is_muted_too_and_what_was_told_stays_told(companies) -> None:
    pc = watched(companies.minori)
    other = watched(companies.minori)
    quiet, told = part(other, "quiet", level="low", sensor="EIGYO", fields={}), part(pc, "told", level="high")
    arrive(quiet)
    arrive(told, at=NOW + HOUR)

    alerts = recorded(companies.minori, whole(pc, quiet, told, level="critical"), at=NOW + 2 * HOUR)

    assert [alerts[rule].held_by for rule in ("quiet", "told", "whole")] == ["cause", "", ""]


@pytest.mark.parametrize(
    ("base", "cause", "held_by"),
    [("high", "high", ""), ("critical", "critical", ""), ("high", "critical", "cause"), ("low", "high", "cause")],
)
def test_a_part_that_is_as_grave_as_the_whole_is_not_muted(companies, base: str, cause: str, held_by: str) -> None:
    pc = watched(companies.minori)
    one = part(pc, level=base)

    assert recorded(companies.minori, one, whole(pc, one, level=cause))["base"].held_by == held_by


def test_a_correlation_that_disturbs_nobody_mutes_nothing(companies) -> None:
    pc = watched(companies.minori)
    one = part(pc, level="low")

    alerts = recorded(companies.minori, one, whole(pc, one, level="high", is_learning=True))

    assert [alerts[rule].held_by for rule in ("base", "whole")] == ["", "learning"]


def test_a_muted_part_stays_quiet_for_a_day_and_is_judged_anew_after_or_when_it_is_graver(companies) -> None:
    pc = watched(companies.minori)
    one = part(pc, level="high")
    recorded(companies.minori, one, whole(pc, one, level="critical"))

    again = [part(pc, level="high", at=NOW + hours * HOUR) for hours in (20, 40, 70)]

    assert [recorded(companies.minori, seen)["base"].held_by for seen in again] == ["cause", "cause", ""]


def test_a_correlation_of_another_company_mutes_nothing(companies) -> None:
    pc = watched(companies.minori)
    one = part(pc, level="high")
    recorded(companies.minori, one)
    other = whole(watched(companies.kobato), one, level="critical")

    recorded(companies.kobato, replace(other, tenant="kobato"))

    with tenant_scope(companies.minori.id):
        assert Alert.objects.get().held_by == ""
