from __future__ import annotations

from random import Random

from otasuke.simulating.company import Kind
from otasuke.simulating.writing.eve import alert, eve, freshen, sensor_deck
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
