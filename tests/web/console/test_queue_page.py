"""What stands above the queue."""

from __future__ import annotations

import pytest

from finding_cast import HOUR, NOW, arrive, detection, watched
from notify_cast import contact
from otasuke.web.accounts.models import Person
from otasuke.web.alerts.models import Alert
from otasuke.web.console.queue_page import open_queue
from otasuke.web.incidents.policy import ClockKind
from otasuke.web.incidents.queue import Wanted
from otasuke.web.notify.models import Delivery, Message
from otasuke.web.notify.services import acknowledge_message
from otasuke.web.tenancy.scope import across, tenant_scope


@pytest.fixture
def me(companies) -> Person:
    return Person.objects.create(name="早瀬 遥", email="hayase@example.jp")


def test_what_was_held_back_is_counted_by_reason(companies, me) -> None:
    for number in range(4):
        arrive(detection("minori", f"low{number}", level="low", sensor=f"Q{number}", fields={}))
    with across("tests"):
        Alert.objects.filter(rule_id__in=["low0", "low1", "low2"]).update(held_by="habit")
        Alert.objects.filter(rule_id="low3").update(held_by="silence")
        above = open_queue(Wanted(), me, now=NOW, mark="").above

    assert above
    assert [(one.name, one.count, round(one.x)) for one in above.quiet] == [("habit", 3, 0), ("silence", 1, 75)]
    assert above.detections == 4
    assert [one.name for one in above.used] == ["早瀬 遥"]


def test_the_first_page_of_all_alone_has_what_stands_above_it(companies, me) -> None:
    by = watched(companies.minori)
    arrive(detection("minori", by=by))
    with across("tests"):
        whole = open_queue(Wanted(), me, now=NOW + HOUR, mark="")
        part = open_queue(Wanted(level="ki"), me, now=NOW + HOUR, mark="")

    assert whole.above
    assert whole.above.due[0].clock.late.all == 0
    assert whole.is_silent
    assert (part.above, list(part.letters)) == (None, [])


def test_an_empty_queue_knows_the_last_thing(companies, me) -> None:
    arrive(detection("minori", level="low", fields={}))
    with across("tests"):
        shown = open_queue(Wanted(), me, now=NOW, mark="")

    assert shown.is_empty
    assert shown.last == NOW


def test_the_clock_of_a_promise_stops_when_the_company_knows(companies, me) -> None:
    contact(companies.minori)
    (one,) = arrive(detection("minori", by=watched(companies.minori)))
    with tenant_scope(companies.minori.id):
        acknowledge_message(Message.objects.get(), by="坂木 実", how="page", at=NOW)
    with across("tests"):
        shown = open_queue(Wanted(), me, now=NOW + HOUR, mark="")

    assert [(row.incident.id, row.clock.kind) for part in shown.parts for row in part.rows] == [
        (one.id, ClockKind.TODAY)
    ]
    assert shown.above
    assert shown.above.due == []


@pytest.mark.parametrize(
    ("colour", "state", "kind"),
    [
        ("黄", "accepted", ClockKind.TODAY),
        ("黄", "failed", ClockKind.PROMISE),
        ("黄", "waiting", ClockKind.PROMISE),
        ("赤", "accepted", ClockKind.PROMISE),
    ],
)
def test_the_promise_of_a_yellow_is_kept_by_a_mail_that_is_out_that_of_a_red_by_a_human(
    companies, me, colour: str, state: str, kind: ClockKind
) -> None:
    contact(companies.minori)
    arrive(detection("minori", level="critical" if colour == "赤" else "high", by=watched(companies.minori)))
    with across("tests"):
        Delivery.objects.update(state=state)
        shown = open_queue(Wanted(), me, now=NOW + HOUR, mark="")

    assert [(row.colour, row.clock.kind) for part in shown.parts for row in part.rows] == [
        ("aka" if colour == "赤" else "ki", kind)
    ]
    assert shown.above
    assert len(shown.above.due) == (kind is ClockKind.PROMISE)
