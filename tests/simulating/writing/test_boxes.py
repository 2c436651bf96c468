from __future__ import annotations

from random import Random

from otasuke.simulating.company import Kind
from otasuke.simulating.writing.boxes import fortigate_deck, nas_deck, rtx_deck
from simulating.reading import read, written_once


def test_a_fortigate_writes_traffic_and_names() -> None:
    dice = Random(1)
    events = read([written_once(pattern, Kind.FORTIGATE, dice) for pattern in set(fortigate_deck())])

    assert {source.category or source.service for event in events for source in event.logsources} >= {"firewall", "dns"}
    assert {str(event.fields.get("action")) for event in events} >= {"close", "deny", "pass"}


def test_an_rtx_rejects_knocks_and_lets_sessions_out() -> None:
    dice = Random(1)
    events = read([written_once(pattern, Kind.RTX, dice) for pattern in set(rtx_deck())], sensor="rtx01")

    assert {event.fields.get("action") for event in events} == {"reject", "pass", None}
    assert {event.sensor for event in events} == {"rtx01"}
    assert all(event.fields.get("src_ip") for event in events if event.fields.get("action"))


def test_a_nas_writes_syslog_of_its_programs() -> None:
    dice = Random(1)
    events = read([written_once(pattern, Kind.NAS, dice) for pattern in set(nas_deck())])

    assert {str(event.fields["program"]) for event in events} == {"CRON", "smbd_audit", "systemd", "sshd", "kernel"}
