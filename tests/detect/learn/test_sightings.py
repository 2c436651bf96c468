from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import MORNING, eve, flow, lease, request, table_of
from otasuke.detect.learn.sightings import sightings

NOW = timedelta(0)
MAC = "08:00:27:3a:11:9c"


def seen(line: bytes) -> dict[str, str]:
    """What one record tells."""
    (row,) = sightings(table_of(line)).to_pylist()
    assert (row.pop("tenant"), row.pop("time")) == ("sakura", MORNING)
    return {name: value for name, value in row.items() if value is not None}


def test_a_lease_tells_of_address_and_name() -> None:
    assert seen(lease(NOW, MAC, hostname="KEIRI-PC01", vendor="MSFT 5.0")) == {
        "mac": MAC,
        "address": "192.168.11.77",
        "hostname": "KEIRI-PC01",
        "vendor": "MSFT 5.0",
        "seen_by": "dhcp",
    }


def test_a_page_that_is_asked_for_tells_of_the_program() -> None:
    assert seen(request(NOW, "192.168.11.14", "Mozilla/4.0 (Windows NT 5.1)")) == {
        "address": "192.168.11.14",
        "agent": "Mozilla/4.0 (Windows NT 5.1)",
        "seen_by": "http",
    }


def test_arp_tells_of_the_hardware_address() -> None:
    arp = {"opcode": "request", "src_mac": MAC, "src_ip": "192.168.11.9", "dest_ip": "192.168.11.1"}

    assert seen(eve("arp", NOW, arp=arp)) == {"mac": MAC, "address": "192.168.11.9", "seen_by": "arp"}


def test_a_device_calls_itself_something_in_mdns() -> None:
    mdns = {"type": "response", "answers": [{"rrname": "Taros-iPhone.local", "rrtype": "A"}]}

    assert seen(eve("mdns", NOW, src_ip="192.168.11.30", dest_ip="224.0.0.251", mdns=mdns)) == {
        "address": "192.168.11.30",
        "hostname": "Taros-iPhone",
        "seen_by": "mdns",
    }


def test_a_fortigate_tells_of_leases() -> None:
    line = (
        'date=2026-04-14 time=09:00:00 devname="fg" devid="FGT" eventtime=1776124800000000000 tz="+0900" logid="0100026001" '
        'type="event" subtype="system" level="information" vd="root" logdesc="DHCP Ack log" interface="internal" '
        f'dhcp_msg="Ack" mac="{MAC}" ip=192.168.11.77 lease=604800 hostname="KEIRI-PC01" msg="DHCP server sends a DHCPACK"'
    )

    assert seen(line.encode()) == {
        "mac": MAC,
        "address": "192.168.11.77",
        "hostname": "KEIRI-PC01",
        "seen_by": "firewall.fortigate",
    }


def test_a_yamaha_router_tells_of_leases() -> None:
    line = f"2026/04/14 09:00:00: [DHCPD] LAN1(port1) Allocates 192.168.11.77: {MAC}"

    assert seen(line.encode()) == {"mac": MAC, "address": "192.168.11.77", "seen_by": "dhcp"}


def test_other_events_tell_nothing() -> None:
    assert sightings(table_of(flow(NOW, "192.168.11.14", "141.98.10.60"))).num_rows == 0


def test_programs_of_strangers_outside_are_not_ours() -> None:
    assert sightings(table_of(request(NOW, "141.98.10.60", "curl/8"))).num_rows == 0
