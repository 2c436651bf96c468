"""Twin of `otasuke.normalise.beginnings`."""

from __future__ import annotations

import pytest

from otasuke.normalise.beginnings import JSON, NAMES, source_by_beginning, source_by_program
from otasuke.normalise.registry import TEXT_SOURCES

BEGINNINGS = {
    b'{"a":1}': JSON,
    b'{ "a":1}': JSON,
    b"<Event xmlns='x'>": "windows.xml",
    b"CEF:0|V|P|1|2|n|3|": "firewall.cef",
    b"LEEF:2.0|V|P|1|2|": "firewall.leef",
    b'date=2024-03-29 time=15:00:50 devname="x"': "firewall.fortigate",
    b"1,2024/03/29 15:00:50,007,TRAFFIC,end": "firewall.palo_alto",
    b"id=firewall sn=1 time=": "firewall.sonicwall",
    b'device="SFW" date=2024-03-29': "firewall.sophos",
    b'id="2001" severity="info"': "firewall.sophos",
    b"2024:03:29-15:00:50 utm ulogd[1]: ": "firewall.sophos",
    b'[action:"Accept"; src:"1.2.3.4"]': "firewall.check_point",
    b"time=1711691940|product=VPN-1": "firewall.check_point",
    b'(2024-03-29T06:00:50) firewall: msg_id="3000-0148" Allow': "firewall.watchguard",
    b"1563249630.774247467 MX84 flows src=": "firewall.meraki",
    b"%ASA-4-106023: Deny": "firewall.cisco_asa",
    b"*Mar 29 15:00:50.123: %SEC-6-IPACCESSLOGP: list": "firewall.cisco_ios",
    b"45: router: Mar 29 15:00:50.123 JST: %SYS-5-CONFIG_I: ": "firewall.cisco_ios",
    b"%%01BGP/3/BGP_AUTH_FAILED(l)[1]: ": "firewall.huawei",
    b"RT_FLOW_SESSION_DENY: session denied": "firewall.juniper",
    b"PP[01] Rejected at IN(2000) filter: ": "firewall.yamaha_rtx",
    b"2024/03/29 15:00:50: LAN2 Passed at OUT(1) filter: ": "firewall.yamaha_rtx",
    b"[INSPECT] PP[01][out][101099] TCP": "firewall.yamaha_rtx",
    b'10.0.0.1 - - [29/Mar/2024:15:00:50 +0900] "GET /': "web.access_log",
    b"1711691940.123    200 10.0.0.1 TCP_MISS/200": "web.squid",
    b"2024/03/29 15:00:50 [error] 7#7: ": "web.nginx_error",
    b"[Fri Mar 29 15:00:50.0 2024] [core:error]": "web.apache_error",
    b"type=SYSCALL msg=audit(1711691940.123:1): ": "linux.syslog",
}


@pytest.mark.parametrize("text", BEGINNINGS)
def test_a_line_says_by_its_beginning_whose_it_is(text: bytes) -> None:
    assert source_by_beginning(text) == BEGINNINGS[text]


@pytest.mark.parametrize("text", BEGINNINGS)
def test_the_same_inside_of_a_message_says_nothing(text: bytes) -> None:
    assert source_by_beginning(b"Invalid user " + text + b" from 203.0.113.9") is None
    assert source_by_beginning(b"Invalid user x: " + text) is None


@pytest.mark.parametrize("text", [b"", b"{", b"hello", b"\xff\0", b"GET / HTTP/1.1", b"2024-03-29 15:00:50 INFO x"])
def test_other_text_is_of_nobody(text: bytes) -> None:
    assert source_by_beginning(text) is None


def test_devices_that_name_themselves_are_known() -> None:
    assert source_by_program("RT_FLOW") == "firewall.juniper"
    assert source_by_program("sshd") is None


def test_every_name_is_that_of_a_source() -> None:
    assert {source.name for source in TEXT_SOURCES} >= NAMES
