"""What devices call themselves, at all companies."""

from __future__ import annotations

import pytest

from finding_cast import MINUTE, NOW, alerts_of, arrive, detection, watched
from otasuke.findings.leases import Lease
from otasuke.web.alerts.models import Naming
from otasuke.web.alerts.naming import devices_of
from otasuke.web.customers.models import Customer
from otasuke.web.flows import leasing
from otasuke.web.flows.leasing import leased, read_until
from otasuke.web.tenancy.scope import tenant_scope

IP = "192.168.1.77"


def names(customer: Customer) -> dict[str, str]:
    with tenant_scope(customer.id):
        return devices_of(customer.id).names


def test_each_company_s_devices_are_called_as_they_call_themselves(companies) -> None:
    leased([Lease("minori", IP, "iPhone", NOW), Lease("kobato", IP, "KEIRI-02", NOW)], until=7)

    assert (names(companies.minori), names(companies.kobato)) == ({IP: "iPhone"}, {IP: "KEIRI-02"})
    assert read_until() == 7


def test_an_alert_of_an_address_is_about_the_device_of_the_contract_that_has_it(companies) -> None:
    pc, utm = watched(companies.minori), watched(companies.minori, kind="utm")
    arrive(detection("minori", "r1", by=pc, sensor="KEIRI-02"))
    leased([Lease("minori", IP, "keiri-02", NOW)], until=1)

    flow = {"src_ip": IP, "dst_ip": "203.0.113.5"}
    arrive(detection("minori", "r2", by=utm, sensor="FGT60", log=("fortigate", "", "utm"), fields=flow))

    assert [one.machine_id for one in alerts_of(companies.minori)] == [pc.id, pc.id]


def test_a_company_that_is_not_there_stops_nothing(companies) -> None:
    leased([Lease("nobody", IP, "PC", NOW), Lease("minori", IP, "PC", NOW)], until=2)

    assert names(companies.minori) == {IP: "PC"}
    assert read_until() == 2


def test_who_does_not_say_its_name_is_not_called_like_the_one_before(companies) -> None:
    leased([Lease("minori", IP, "PC", NOW)], until=1)
    leased([Lease("minori", IP, "", NOW + MINUTE)], until=2)

    assert names(companies.minori) == {}


def test_hostile_names_are_kept_harmless(companies) -> None:
    leased([Lease("minori", IP, "\0" + "x" * 10_000, NOW), Lease("minori", "y" * 500 + "\0", "PC", NOW)], until=1)

    with tenant_scope(companies.minori.id):
        assert all("\0" not in one.name + one.seen_as for one in Naming.objects.all())
        assert Naming.objects.count() == 2


def test_what_cannot_be_written_of_one_company_holds_up_no_other(companies, monkeypatch) -> None:
    learn = leasing.learn_leases

    def fails(customer, leases):
        if customer == companies.minori.id:
            raise ValueError("cannot")
        learn(customer, leases)

    monkeypatch.setattr(leasing, "learn_leases", fails)
    leased([Lease("minori", IP, "PC", NOW), Lease("kobato", IP, "PC", NOW)], until=3)

    assert (names(companies.minori), names(companies.kobato)) == ({}, {IP: "PC"})
    assert read_until() == 3


def test_nothing_is_written_if_it_cannot_be_said_how_far_the_journal_was_read(companies, monkeypatch) -> None:
    def away(*_):
        raise ConnectionError

    monkeypatch.setattr(leasing, "tenant_scope", away)
    with pytest.raises(ConnectionError):
        leased([Lease("minori", IP, "PC", NOW)], until=3)

    assert read_until() == 0
