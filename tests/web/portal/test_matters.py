"""What is open, as owners read it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from finding_cast import HOUR, MINUTE, NOW, arrive, detection, incidents_of, watched
from notify_cast import contact, deliveries
from otasuke.web.incidents.models import Entry, Incident
from otasuke.web.incidents.states import State
from otasuke.web.notify.models import Delivery
from otasuke.web.portal.matters import open_matters
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import _, as_data

LOCKED = ("attack.impact", "attack.t1486")


def matters(companies):
    with tenant_scope(companies.minori.id):
        return open_matters(companies.minori.id)


def test_the_gravest_comes_first_and_speaks_of_one_machine(companies) -> None:
    first, other = watched(companies.minori), watched(companies.minori, kind="utm")
    arrive(detection("minori", "r1", by=other, sensor="gate", fields={}, at=NOW + HOUR), at=NOW + HOUR)
    arrive(detection("minori", "r2", level="critical", by=first, tags=LOCKED, fields={}))

    red, yellow = matters(companies)

    assert (red.colour, yellow.colour) == ("aka", "ki")
    assert red.first == "受付のパソコンの線を抜いてください。"
    assert red.pulls_cable
    assert not yellow.pulls_cable
    assert yellow.waits


def test_it_happened_when_its_message_says_and_not_when_the_first_trace_of_it_was_left(companies) -> None:
    here = watched(companies.minori)
    arrive(detection("minori", "r1", by=here, fields={}))
    arrive(detection("minori", "r2", level="critical", by=here, tags=LOCKED, at=NOW + HOUR, fields={}), at=NOW + HOUR)

    (matter,) = matters(companies)

    assert (matter.incident.first_seen, matter.at) == (NOW, NOW + HOUR)


def test_what_is_over_or_a_drill_or_another_company_s_is_none(companies) -> None:
    arrive(
        detection("minori", "r1", by=watched(companies.minori)), detection("kobato", "r1", by=watched(companies.kobato))
    )
    with tenant_scope(companies.minori.id):
        Incident.objects.update(state=State.CLOSED.value, closed_at=NOW)
    assert matters(companies) == []

    with tenant_scope(companies.minori.id):
        Incident.objects.update(state=State.NEW.value, closed_at=None, is_drill=True)
    assert matters(companies) == []


def test_it_says_when_we_called_and_what_we_did(companies) -> None:
    contact(companies.minori)
    (incident,) = arrive(detection("minori", level="critical", by=watched(companies.minori)))
    with tenant_scope(companies.minori.id):
        Delivery.objects.filter(way="call").update(began_at=NOW + MINUTE)
        Entry.objects.create(
            customer=companies.minori, incident=incident, at=NOW, kind="action", words=as_data(_("終わりました"))
        )

    (matter,) = matters(companies)

    assert deliveries(way="call")
    assert matter.calls == [NOW + MINUTE]
    assert [(one.words, one.at) for one in matter.deeds] == [("終わりました", NOW)]


def test_an_answer_that_was_given_is_not_waited_for(companies) -> None:
    from otasuke.web.notify.services import answer
    from otasuke.web.notify.words import Answer

    arrive(detection("minori", by=watched(companies.minori)))
    (before,) = matters(companies)
    answer(before.message, Answer.MINE, by="坂木 実", at=timezone.now() + timedelta(0))

    (after,) = matters(companies)

    assert (before.waits, after.waits) == (True, False)
    assert incidents_of(companies.minori)
