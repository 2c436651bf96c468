from __future__ import annotations

import ipaddress

from otasuke.demo.stories.members import DENTIST, JOINERY, METALWORKS, TRADERS
from otasuke.simulating.company import Kind

MEMBERS = (METALWORKS, DENTIST, TRADERS, JOINERY)


def test_companies_are_told_apart_and_cannot_be_real() -> None:
    assert len({member.company.tenant for member in MEMBERS}) == len(MEMBERS)
    assert len({member.company.network for member in MEMBERS}) == len(MEMBERS)
    assert all(member.domain.endswith(".example") for member in MEMBERS)
    assert all(ipaddress.ip_address(member.company.outside).is_private for member in MEMBERS)


def test_every_company_has_a_sensor_a_door_a_nas_and_words_for_each_pc() -> None:
    for member in MEMBERS:
        kinds = {device.kind for device in member.company.devices}

        assert kinds == {Kind.PC, Kind.NAS, Kind.SURICATA, Kind.FORTIGATE}
        assert {device.name for device in member.company.pcs} == set(member.people)
