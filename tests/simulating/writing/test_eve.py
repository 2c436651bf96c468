from __future__ import annotations

from random import Random

from otasuke.simulating.company import Kind
from otasuke.simulating.writing.eve import (
    alert,
    eve,
    fetched,
    freshen,
    http,
    lease_asked,
    lease_given,
    sensor_deck,
    shared_files,
    unanswered,
)
from otasuke.simulating.writing.templates import Pattern
from simulating.reading import read, written_once


def test_a_sensor_writes_flows_names_handshakes_requests_and_alerts() -> None:
    dice = Random(1)
    events = read([written_once(pattern, Kind.SURICATA, dice) for pattern in set(sensor_deck())])

    kinds = {str(event.fields["event_type"]) for event in events}

    assert kinds == {"flow", "dns", "tls", "http", "fileinfo", "alert"}
    assert {event.source for event in events} == {"network.suricata"}


def test_an_alert_says_what_it_is_about() -> None:
    template = eve("alert", alert(2024897, "ET USER_AGENTS Go HTTP Client", "Misc activity", 3), ports=("1025", "80"))

    event = read([written_once(Pattern(template, freshen), Kind.SURICATA, Random(1))])[0]

    assert event.fields["signature_id"] == "2024897"
    assert (event.fields["src_port"], event.fields["dst_port"]) == ("1025", "80")


def test_a_device_asks_for_an_address_and_is_given_one() -> None:
    mac, dice = "00:0c:76:31:5a:e2", Random(1)
    templates = (lease_asked(mac, "KENSA-XP"), lease_given(mac, "192.168.20.77", door="192.168.20.1"))

    asked, given = (read([written_once(Pattern(one, freshen), Kind.SURICATA, dice)])[0].fields for one in templates)

    assert (asked["dhcp.hostname"], asked["dhcp.client_mac"], asked["src_ip"]) == ("KENSA-XP", mac, "0.0.0.0")
    assert (given["dhcp.assigned_ip"], given["dhcp.dhcp_type"], given["proto"]) == ("192.168.20.77", "ack", "UDP")


def test_shared_files_a_file_and_an_unanswered_flow_are_written() -> None:
    parts = {
        "smb": shared_files("NT LM 0.12"),
        "fileinfo": fetched("/a.exe", "PE32 executable", http("/a.exe", agent="x")),
        "flow": unanswered(),
    }

    found = [
        read([written_once(Pattern(eve(kind, one), freshen), Kind.SURICATA, Random(1))])[0]
        for kind, one in parts.items()
    ]
    shared, file, flow = (event.fields for event in found)

    assert shared["smb.command"] == "SMB1_COMMAND_NEGOTIATE_PROTOCOL"
    assert (file["fileinfo.filename"], file["fileinfo.magic"]) == ("/a.exe", "PE32 executable")
    assert (flow["flow.state"], flow["flow.pkts_toclient"]) == ("new", "0")
