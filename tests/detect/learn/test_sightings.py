from __future__ import annotations

from datetime import timedelta

import orjson

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


def test_what_a_device_asks_for_in_dhcp_betrays_its_kind() -> None:
    dhcp = {
        "type": "request",
        "client_mac": MAC,
        "assigned_ip": "0.0.0.0",
        "requested_ip": "192.168.11.40",
        "params": ["subnet_mask", "121", "router", "dns_server", "domain", "108", "114", "119", "252"],
    }

    assert seen(eve("dhcp", NOW, src_ip="0.0.0.0", dest_ip="255.255.255.255", dhcp=dhcp)) == {
        "mac": MAC,
        "address": "192.168.11.40",
        "habit": "iPhone or iPad",
        "seen_by": "dhcp",
    }


def test_a_sign_in_to_a_share_names_computer_and_build() -> None:
    smb = {"dialect": "3.11", "ntlmssp": {"host": "KEIRI-PC01", "user": "keiri", "version": "6.1 build 7601 rev 15"}}

    assert seen(eve("smb", NOW, src_ip="192.168.11.14", dest_ip="192.168.11.5", smb=smb)) == {
        "address": "192.168.11.14",
        "hostname": "KEIRI-PC01",
        "build": "7601",
        "dialect": "3.11",
        "seen_by": "smb",
    }


def test_an_announcement_in_netbios_names_computer_and_old_windows() -> None:
    netbios = {"type": "announcement", "name": "INSATSU-XP", "os_version": "5.1"}
    ends = {"src_ip": "192.168.11.31", "dest_ip": "192.168.11.255", "ether": {"src_mac": MAC}}

    assert seen(eve("netbios", NOW, **ends, netbios=netbios)) == {
        "mac": MAC,
        "address": "192.168.11.31",
        "hostname": "INSATSU-XP",
        "system": "Windows 5.1",
        "seen_by": "netbios",
    }
    assert "system" not in seen(eve("netbios", NOW, **ends, netbios=netbios | {"os_version": "6.1"}))


def test_names_of_groups_and_services_in_netbios_are_no_devices() -> None:
    for more in ({"name": "WORKGROUP", "is_group": True}, {"name": "YAMADA", "suffix": "03"}, {"type": "query"}):
        netbios = {"type": "registration", "name": "PC", "suffix": "00"} | more
        assert len(sightings(table_of(eve("netbios", NOW, src_ip="192.168.11.31", netbios=netbios)))) == 0


def test_zeek_names_computers_that_sign_in_and_browsers() -> None:
    ntlm = {
        "_path": "ntlm",
        "ts": 1776124800.0,
        "id.orig_h": "192.168.11.14",
        "id.resp_h": "192.168.11.5",
        "hostname": "KEIRI-PC01",
    }
    software = {
        "_path": "software",
        "ts": 1776124800.0,
        "host": "192.168.11.31",
        "software_type": "HTTP::BROWSER",
        "unparsed_version": "Mozilla/4.0 (Windows NT 5.1)",
    }

    assert seen(orjson.dumps(ntlm)) == {"address": "192.168.11.14", "hostname": "KEIRI-PC01", "seen_by": "ntlm"}
    assert seen(orjson.dumps(software)) == {
        "address": "192.168.11.31",
        "agent": "Mozilla/4.0 (Windows NT 5.1)",
        "seen_by": "software",
    }
