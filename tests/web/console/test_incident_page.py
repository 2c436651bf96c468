"""The page of an incident, as it is read."""

from __future__ import annotations

from finding_cast import HOUR, MINUTE, NOW, arrive, detection, incidents_of, watched
from otasuke.web.accounts.models import Person
from otasuke.web.console.incident_page import read_page
from otasuke.web.incidents import changing
from otasuke.web.incidents.states import State
from otasuke.web.tenancy.scope import tenant_scope


def test_the_way_of_an_incident_says_when_each_state_was_reached(companies) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    (one,) = incidents_of(companies.minori)
    me = Person.objects.create(name="早瀬 遥", email="hayase@example.jp")
    with tenant_scope(companies.minori.id):
        changing.set_state(one.id, State.LOOKING, actor=me, at=NOW + MINUTE)
        one.refresh_from_db()
        shown = read_page(one, before=None, now=NOW + HOUR)

    assert [(step.state, step.at, step.is_now) for step in shown.steps[:3]] == [
        (State.NEW, NOW, False),
        (State.LOOKING, NOW + MINUTE, True),
        (State.WAITING, None, False),
    ]
    assert State.WAITING in shown.next
    assert shown.change
    assert (shown.change.kind, shown.news) == ("state", 0)


def test_what_is_not_known_is_named(companies) -> None:
    arrive(detection("minori", by=watched(companies.minori), fields={"Image": "x"}))
    (one,) = incidents_of(companies.minori)
    with tenant_scope(companies.minori.id):
        shown = read_page(one, before=None, now=NOW)

    assert "外のだれと話したか" in shown.unknown
    assert "だれの操作だったか" in shown.unknown
    assert shown.detections == 1
    assert shown.picture
