from __future__ import annotations

from typing import Any

import pytest

from otasuke.events import Event
from otasuke.simulating.company import Kind
from otasuke.simulating.life.wires import wire_traces
from simulating.life.acting import SOFTWARE, read_trace
from simulating.reading import company_with

FROM = {"from": "192.168.1.9"}
ALERT = {"sid": 9100000, "class": "Not Suspicious Traffic", "port": 53}
PAGE = {"host": "a.example.jp", "agent": "x"}
MAIL = {"smtp": {"helo": "pc", "mail_from": "<a@example.jp>", "rcpt_to": ["<b@example.jp>"]}}


def events_of(table: dict[str, Any]) -> dict[Kind, Event]:
    found = {}
    for trace in wire_traces(table, SOFTWARE):
        assert trace.on is not None
        found[trace.on] = read_trace(trace, *company_with(trace.on))
    return found


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ({"name": "a.example.jp", **FROM}, {"query": "a.example.jp"}),
        ({"goes": "192.0.2.1:22", **FROM}, {"dst_ip": "192.0.2.1", "dst_port": "22"}),
        ({"comes": 445, "from": "192.0.2.1"}, {"src_ip": "192.0.2.1", "dst_port": "445"}),
        ({"forti": 'logid="0" type="event" subtype="vpn" user="k.sato"'}, {"user": "k.sato"}),
    ],
)
def test_a_fortigate_tells_it(table: dict[str, Any], fields: dict[str, str]) -> None:
    event = events_of(table)[Kind.FORTIGATE]

    assert {name: event.fields.get(name) for name in fields} == fields


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ({"name": "a.example.jp", **FROM}, "dns"),
        ({"name": "kxqzjw", "failed": True, **FROM}, "dns"),
        ({"goes": "a.example.jp:443", "sent": 5, **FROM}, "flow"),
        ({"comes": 445, "from": "192.0.2.1"}, "flow"),
        ({"alert": "a made-up signature", **ALERT, **FROM}, "alert"),
        ({"request": "/x", **PAGE, **FROM}, "http"),
        ({"tls": "a.example.jp", **FROM}, "tls"),
        ({"lease": "iPhone", "mac": "a2:00:00:00:00:01", "host": 77}, "dhcp"),
        ({"eve": "smtp", "parts": MAIL, "port": 25, **FROM}, "smtp"),
    ],
)
def test_a_sensor_tells_it(table: dict[str, Any], kind: str) -> None:
    assert events_of(table)[Kind.SURICATA].fields["event_type"] == kind


def test_a_router_and_a_nas_tell_what_they_are_given() -> None:
    assert Kind.RTX in events_of({"rtx": "Login succeeded for HTTP: 192.168.1.10"})
    assert Kind.NAS in events_of({"nas": "smbd[311]: a user signed in", "priority": 38})
    assert Kind.RTX in events_of({"comes": 445, "from": "192.0.2.1"})
