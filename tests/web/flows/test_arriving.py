"""From what was found to incidents."""

from __future__ import annotations

from dataclasses import replace

from finding_cast import DAY, HOUR, MINUTE, NOW, alerts_of, arrive, detection, incidents_of, watched
from otasuke.web.alerts.models import Sighting, Unreadable
from otasuke.web.flows.arriving import read_until
from otasuke.web.incidents.models import Belonging, Entry
from otasuke.web.tenancy.scope import tenant_scope


def test_what_is_found_again_and_again_is_one_alert_and_one_incident(companies) -> None:
    pc = watched(companies.minori)

    for minute in range(40):
        arrive(detection("minori", at=NOW + minute * MINUTE, by=pc), until=minute + 1)

    (alert,), (incident,) = alerts_of(companies.minori), incidents_of(companies.minori)
    assert (alert.times, alert.first_seen, alert.last_seen) == (40, NOW, NOW + 39 * MINUTE)
    assert (incident.colour, incident.last_seen) == ("黄", NOW + 39 * MINUTE)
    assert read_until() == 40


def test_what_comes_a_second_time_changes_nothing(companies) -> None:
    pc = watched(companies.minori)
    found = [detection("minori", "r1", by=pc), detection("minori", "r2", by=pc)]

    arrive(*found)
    again = arrive(*found, *found)

    assert again == []
    assert [one.times for one in alerts_of(companies.minori)] == [1, 1]
    with tenant_scope(companies.minori.id):
        assert Sighting.objects.count() == 2


def test_many_things_on_one_computer_are_one_incident_with_all_of_them_in_its_story(companies) -> None:
    pc = watched(companies.minori)
    found = [detection("minori", f"r{number}", at=NOW + number * MINUTE, by=pc) for number in range(5)]

    arrive(*found)

    (incident,) = incidents_of(companies.minori)
    with tenant_scope(companies.minori.id):
        assert Belonging.objects.filter(incident=incident).count() == 5
        assert Entry.objects.filter(incident=incident, kind="found").count() == 5


def test_the_same_at_another_company_is_another_company_s(companies) -> None:
    mine, theirs = watched(companies.minori), watched(companies.kobato)

    arrive(detection("minori", by=mine), detection("kobato", by=theirs))

    (ours,), (other,) = incidents_of(companies.minori), incidents_of(companies.kobato)
    assert alerts_of(companies.minori)[0].fingerprint != alerts_of(companies.kobato)[0].fingerprint
    assert (ours.customer_id, other.customer_id) == (companies.minori.id, companies.kobato.id)
    assert ours.code != other.code


def test_what_is_for_the_letter_begins_no_incident_and_joins_the_one_that_comes(companies) -> None:
    pc = watched(companies.minori)

    assert arrive(detection("minori", "small", level="medium", by=pc)) == []
    (incident,) = arrive(detection("minori", "large", level="high", at=NOW + HOUR, by=pc), at=NOW + HOUR)

    assert incident.first_seen == NOW
    assert incident.lead.rule_id == "large"


def test_a_day_later_on_the_same_computer_it_is_another_matter(companies) -> None:
    pc = watched(companies.minori)

    arrive(detection("minori", "r1", by=pc))
    arrive(detection("minori", "r2", at=NOW + 2 * DAY, by=pc), at=NOW + 2 * DAY)

    assert len(incidents_of(companies.minori)) == 2


def test_what_cannot_be_written_is_put_aside_and_the_rest_goes_on(companies, monkeypatch) -> None:
    from otasuke.web.alerts import services

    pc = watched(companies.minori)
    new = services._new

    def fails(customer, one, *, at):
        if one.about.rule == "bad":
            raise ValueError("cannot")
        return new(customer, one, at=at)

    monkeypatch.setattr(services, "_new", fails)

    arrive(detection("minori", "good", by=pc), detection("minori", "bad", by=pc), detection("minori", "well", by=pc))

    assert {one.rule_id for one in alerts_of(companies.minori)} == {"good", "well"}
    assert Unreadable.objects.get().tenant == "minori"


def test_names_that_attackers_choose_are_kept_harmless(companies) -> None:
    pc = watched(companies.minori)
    hostile = detection("minori", by=pc, fields={"Image": "\0\ud800" + "x" * 10_000, "User": "a\0b"})

    arrive(replace(hostile, title="t" * 5000, sensor="\0" * 500))

    (alert,) = alerts_of(companies.minori)
    assert "\0" not in alert.person


def test_a_company_that_is_not_there_is_nobody_s_and_stops_nothing(companies) -> None:
    pc = watched(companies.minori)

    arrive(detection("nobody"), detection("minori", by=pc), until=9)

    assert len(alerts_of(companies.minori)) == 1
    assert read_until() == 9
