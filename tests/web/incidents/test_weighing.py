"""What its alerts make of an incident."""

from __future__ import annotations

from finding_cast import MINUTE, NOW, arrive, detection, incidents_of, watched
from otasuke.web.incidents.weighing import alerts_of, things_of
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import from_data


def test_its_colour_title_and_lead_are_of_the_gravest(companies) -> None:
    pc = watched(companies.minori)
    arrive(detection("minori", "r1", level="high", by=pc))
    arrive(detection("minori", "r2", level="critical", by=pc, at=NOW + MINUTE), at=NOW + MINUTE)

    (incident,) = incidents_of(companies.minori)
    assert (incident.colour, incident.lead.rule_id) == ("赤", "r2")
    assert "題 r2" in str(from_data(incident.reasons[0]))


def test_its_alerts_stand_in_the_order_in_which_they_happened(companies) -> None:
    pc = watched(companies.minori)
    arrive(*(detection("minori", f"r{number}", by=pc, at=NOW - number * MINUTE) for number in range(3)))

    (incident,) = incidents_of(companies.minori)
    with tenant_scope(companies.minori.id):
        assert [one.rule_id for one in alerts_of(incident)] == ["r2", "r1", "r0"]
        assert {one.kind for one in things_of(incident.lead)} == {"device", "person"}
