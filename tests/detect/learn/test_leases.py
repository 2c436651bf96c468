from __future__ import annotations

from datetime import timedelta

import pytest

from detect.learn.cast import MORNING, eve, flow, lease, table_of
from otasuke.detect.learn.leases import LONGEST_NAME, Given, Leases
from otasuke.detect.learn.sightings import sightings

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOW = timedelta(0)
MAC, OTHER_MAC = "08:00:27:3a:11:9c", "08:00:27:3a:11:9d"
IP = "192.168.11.77"


def said(leases: Leases, *lines: bytes, tenant: str = "sakura") -> list[tuple[str, str]]:
    return [(one.address, one.hostname) for one in leases.update(sightings(table_of(*lines, tenant=tenant)))]


def mdns(at: timedelta, name: str, ip: str = IP) -> bytes:
    return eve("mdns", at, src_ip=ip, dest_ip="224.0.0.251", mdns={"answers": [{"rrname": f"{name}.local"}]})


def test_a_device_that_gets_an_address_is_known_by_the_name_it_gave() -> None:
    found = Leases().update(sightings(table_of(lease(MINUTE, MAC, hostname="KEIRI-PC01"))))

    assert found == [Given("sakura", IP, "KEIRI-PC01", MORNING + MINUTE)]


def test_what_is_known_is_not_told_again_also_in_other_letters() -> None:
    leases = Leases()
    said(leases, lease(NOW, MAC, hostname="KEIRI-PC01"))

    assert said(leases, lease(MINUTE, MAC, hostname="keiri-pc01"), lease(2 * HOUR, MAC, hostname="KEIRI-PC01")) == []


def test_the_same_address_at_another_company_is_another() -> None:
    leases = Leases()
    said(leases, lease(NOW, MAC, hostname="PC"))

    assert said(leases, lease(NOW, MAC, hostname="PC"), tenant="fuji") == [(IP, "PC")]


def test_an_address_that_went_to_another_device_is_called_so_at_once() -> None:
    leases = Leases()
    said(leases, lease(NOW, MAC, hostname="PC01"))

    assert said(leases, lease(MINUTE, OTHER_MAC, hostname="PC02")) == [(IP, "PC02")]


def test_an_address_that_went_to_a_device_without_a_name_is_not_called_like_the_one_before() -> None:
    leases = Leases()
    said(leases, lease(NOW, MAC, hostname="PC01"))

    assert said(leases, lease(MINUTE, OTHER_MAC)) == [(IP, "")]
    assert said(leases, lease(2 * MINUTE, OTHER_MAC)) == []
    assert said(leases, lease(3 * MINUTE, MAC, hostname="PC01")) == [(IP, "PC01")]


def test_who_asks_again_without_a_name_is_called_as_before() -> None:
    leases = Leases()
    said(leases, lease(NOW, MAC, hostname="PC01"))

    assert said(leases, lease(MINUTE, MAC)) == []


def test_of_two_names_of_a_device_one_stays_while_it_is_heard() -> None:
    leases = Leases()

    assert said(leases, lease(NOW, MAC, hostname="iPhone")) == [(IP, "iPhone")]
    assert said(leases, mdns(MINUTE, "Taros-iPhone"), lease(HOUR, MAC, hostname="iPhone")) == []
    assert said(leases, mdns(HOUR + 59 * MINUTE, "Taros-iPhone")) == []
    assert said(leases, mdns(2 * HOUR, "Taros-iPhone")) == [(IP, "Taros-iPhone")]


def test_of_what_comes_at_once_the_last_is_told() -> None:
    lines = [lease(MINUTE, OTHER_MAC, hostname="second"), lease(NOW, MAC, hostname="first")]

    assert said(Leases(), *lines) == [(IP, "second")]


@pytest.mark.parametrize(
    "line",
    [
        flow(NOW, IP, "203.0.113.5"),
        lease(NOW, MAC),
        lease(NOW, MAC, hostname=" "),
        lease(NOW, MAC, hostname="PC", ip="203.0.113.5"),
        lease(NOW, MAC, hostname="PC", ip="fe80::1%" + "x" * 1000),
    ],
    ids=["traffic", "no name", "a name of nothing", "an address of the internet", "an address without end"],
)
def test_what_says_nothing_of_an_address_of_the_office_is_left(line: bytes) -> None:
    assert said(Leases(), line) == []


def test_a_name_without_end_is_cut() -> None:
    ((_, name),) = said(Leases(), lease(NOW, MAC, hostname="x" * 100_000))

    assert len(name) == LONGEST_NAME


def test_of_very_many_addresses_those_are_forgotten_that_were_not_seen_for_longest() -> None:
    leases = Leases(most=2)
    some = [lease(number * MINUTE, MAC, hostname="PC", ip=f"192.168.11.{number}") for number in (1, 2, 3)]
    said(leases, *some)

    assert len(leases._known.items()) == 2  # type: ignore[arg-type]
    assert said(leases, *some[1:]) == []
