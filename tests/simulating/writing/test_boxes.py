from __future__ import annotations

from random import Random

from otasuke.simulating.company import Kind
from otasuke.simulating.writing.boxes import forti_page, forti_virus, fortigate_deck, nas_deck, rtx_deck
from otasuke.simulating.writing.eve import freshen
from otasuke.simulating.writing.templates import Pattern
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


def test_a_fortigate_tells_of_pages_and_viruses() -> None:
    ends = {"client": "192.168.11.63", "there": "203.0.113.151"}
    page = forti_page("bad.example", "Malicious Websites", action="passthrough", **ends)
    virus = forti_virus("W32/A!tr", "賞与.xlsm", action="blocked", service="SMTP", **ends)

    opened, caught = read([written_once(Pattern(one, freshen), Kind.FORTIGATE, Random(1)) for one in (page, virus)])

    assert (opened.fields["catdesc"], opened.fields["src_ip"]) == ("Malicious Websites", "192.168.11.63")
    assert (caught.fields["Signature"], caught.fields["Filename"]) == ("W32/A!tr", "賞与.xlsm")
    assert {source.category or source.service for source in caught.logsources} == {"virus", "antivirus"}
