"""Who has pulled the cable."""

from __future__ import annotations

import pytest

from finding_cast import HOUR, MINUTE, NOW, arrive, detection, watched
from notify_cast import contact, deliveries
from otasuke.web.accounts.models import Person
from otasuke.web.flows.unplugging import take_back, unplug, unplugged
from otasuke.web.incidents.errors import NotFound
from otasuke.web.incidents.models import Entry, Incident
from otasuke.web.incidents.states import State
from otasuke.web.tenancy.scope import tenant_scope


@pytest.fixture
def incident(companies) -> Incident:
    contact(companies.minori)
    (made,) = arrive(detection("minori", level="critical", by=watched(companies.minori)))
    return made


@pytest.fixture
def sakaki(companies) -> Person:
    return Person.objects.create(name="坂木 実", email="sakaki@minori.example")


def test_it_stands_in_the_story_with_his_name_and_nobody_is_called_any_more(incident, sakaki, companies) -> None:
    with tenant_scope(companies.minori.id):
        unplug(incident.id, by=sakaki, at=NOW + MINUTE)

        said = unplugged(incident)

    assert said is not None
    assert (said.by, said.at) == (sakaki, NOW + MINUTE)
    assert said.words["values"] == {"name": "坂木 実"}
    assert {one.state for one in deliveries(way="call")} == {"not_needed"}


def test_taken_back_both_stay_in_the_story(incident, sakaki, companies) -> None:
    with tenant_scope(companies.minori.id):
        unplug(incident.id, by=sakaki, at=NOW + MINUTE)
        take_back(incident.id, by=sakaki, at=NOW + 2 * MINUTE)

        assert unplugged(incident) is None
        assert Entry.objects.filter(incident=incident, kind__in=("unplugged", "plugged")).count() == 2


def test_what_is_over_takes_no_more(incident, sakaki, companies) -> None:
    with tenant_scope(companies.minori.id):
        Incident.objects.update(state=State.CLOSED.value, closed_at=NOW)

        with pytest.raises(NotFound):
            unplug(incident.id, by=sakaki, at=NOW + HOUR)
