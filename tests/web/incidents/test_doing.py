"""Steps of an incident, and who looked at it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from finding_cast import HOUR, NOW, arrive, detection, incidents_of, watched
from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.incidents.doing import add_task, note_seen, set_done
from otasuke.web.incidents.errors import NotFound
from otasuke.web.incidents.selectors import coded_like, incident_coded, last_seen, open_incidents, timeline
from otasuke.web.incidents.similar import similar_to
from otasuke.web.tenancy.scope import tenant_scope


@pytest.fixture
def person(companies) -> Person:
    return Person.objects.create(name="早瀬 遥", email="hayase@example.jp")


def test_steps_are_added_done_and_not_done_after_all(companies, person) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    (one,) = incidents_of(companies.minori)
    with tenant_scope(companies.minori.id):
        made = add_task(one.id, "社長に電話する", actor=person, at=NOW)
        assert made
        assert add_task(one.id, " ", actor=person, at=NOW) is None
        assert set_done(one.id, made.id, done=True, actor=person, at=NOW).done_by == person
        set_done(one.id, made.id, done=True, actor=person, at=NOW + HOUR)
        assert set_done(one.id, made.id, done=False, actor=person, at=NOW + HOUR).done_at is None

        kinds = [line.kind for line in timeline(one)]
        assert kinds.count("task") == 3
        with pytest.raises(NotFound):
            set_done(one.id, uuid4(), done=True, actor=person, at=NOW)


def test_opening_is_remembered_and_recorded(companies, person) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    (one,) = incidents_of(companies.minori)
    with tenant_scope(companies.minori.id):
        assert note_seen(one, actor=person, at=NOW) is None
        assert note_seen(one, actor=person, at=NOW + HOUR) == NOW
        assert last_seen(one, person.id) == NOW + HOUR
        assert AuditLine.objects.filter(verb="incident.seen").count() == 2


def test_an_incident_is_found_by_its_code_and_is_like_another(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori)
    arrive(detection("minori", by=first, sensor="A", fields={"Image": "x"}))
    arrive(detection("minori", by=second, sensor="B", fields={"Image": "x"}))
    a, b = incidents_of(companies.minori)

    assert incident_coded(f" {a.code.lower()} ") == a
    assert incident_coded("J-NONE") is None
    assert a in coded_like(a.code, most=5)
    assert a in coded_like(a.code[2:5].lower(), most=5)
    assert coded_like("J", most=5) == []
    with tenant_scope(companies.minori.id):
        assert [(one.incident, one.shared) for one in similar_to(a)] == [(b, ("rule",))]
        assert set(open_incidents(companies.minori.id)) == {a, b}


def test_elsewhere_only_the_counterpart_makes_them_alike(companies) -> None:
    for one in (companies.minori, companies.kobato):
        fields = {"Image": "x", "DestinationIp": "45.77.12.9"}
        arrive(detection(one.tenant, by=watched(one), sensor="SAME-NAME", fields=fields))
    (a,), (b,) = incidents_of(companies.minori), incidents_of(companies.kobato)

    with tenant_scope(companies.minori.id):
        (like,) = similar_to(a)
        assert (like.incident, like.shared) == (b, ("rule", "counterpart"))
