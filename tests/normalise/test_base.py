"""Twin of `otasuke.normalise.base`: what a context says is heard by every source."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

RECEIVED = datetime(2024, 3, 29, 7, tzinfo=UTC)
LOCAL = {
    "linux.syslog": b"<13>Mar 29 15:00:50 host sshd[1]: x",
    "firewall.yamaha_rtx": b"2024/03/29 15:00:50: PP[01] Rejected at IN(2000) filter: TCP 1.2.3.4:56 > 5.6.7.8:23",
    "firewall.palo_alto": b"1,2024/03/29 15:00:50,007,TRAFFIC,end,1,2024/03/29 15:00:50,10.0.0.1,10.0.0.2,,,rule,,,ssl",
    "firewall.cisco_asa": b"<166>Mar 29 2024 15:00:50: %ASA-4-106023: Deny tcp src o:1.2.3.4/5 dst i:5.6.7.8/22",
    "firewall.fortigate": b"date=2024-03-29 time=15:00:50 devname=x logid=1 type=traffic subtype=forward",
    "firewall.sophos": b'device="SFW" date=2024-03-29 time=15:00:50 log_type="Firewall" log_id="1"',
    "firewall.sonicwall": b'id=firewall sn=1 time="2024-03-29 15:00:50" fw=1.2.3.4 pri=6 c=1 m=1 msg="x"',
    "firewall.check_point": b"time=2024-03-29T15:00:50|product=VPN-1 & FireWall-1|action=Accept|src=1.2.3.4",
    "firewall.leef": b"LEEF:1.0|V|P|1|E|devTime=2024-03-29 15:00:50\tsrc=1.2.3.4",
    "web.nginx_error": b"2024/03/29 15:00:50 [error] 7#7: x",
    "web.apache_error": b"[Fri Mar 29 15:00:50.000000 2024] [core:error] [pid 1] x",
    "web.access_log": b'1.2.3.4 - - [29/Mar/2024:15:00:50] "GET / HTTP/1.1" 200 1',
    "web.w3c": b"#Fields: date time action src-ip dst-ip\n2024-03-29 15:00:50 DROP 1.2.3.4 5.6.7.8",
    "application.log": b"2024-03-29 15:00:50.000 ERROR x",
    "application.database": b"2024-03-29 15:00:50.000 XST [1] LOG:  statement: select 1",
    "generic.key_value": b"time=2024-03-29T15:00:50 a=b",
    "windows.flat": b'{"EventID":1,"Channel":"System","EventTime":"2024-03-29 15:00:50"}',
}
UNIVERSAL = {
    "windows.flat": b'{"EventID":1,"Channel":"System","UtcTime":"2024-03-29 15:00:50.000"}',
    "web.w3c": b"#Fields: date time cs-method cs-uri-stem c-ip\n2024-03-29 15:00:50 GET / 1.2.3.4",
    "network.suricata": b'{"timestamp":"2024-03-29T15:00:50.0+0000","event_type":"alert","src_ip":"1.2.3.4"}',
    "firewall.sophos": b'device="SFW" date=2024-03-29 time=15:00:50 timezone="UTC" log_type="Firewall"',
    "application.database": b"2024-03-29 15:00:50.000 UTC [1] LOG:  statement: select 1",
    "linux.syslog": b"<13>2024-03-29T15:00:50Z host sshd[1]: x",
}


def time_of(data: bytes, context: Context, source: str) -> str:
    (event,) = normalise(data, context, source=source)
    assert isinstance(event, Event)
    return str(event.time)


@pytest.mark.parametrize("source", LOCAL)
def test_a_time_without_a_zone_is_that_of_the_device_which_stands_in_japan(source: str) -> None:
    assert time_of(LOCAL[source], Context(RECEIVED), source) == "2024-03-29 06:00:50+00:00"
    assert time_of(LOCAL[source], Context(RECEIVED, zone=UTC), source) == "2024-03-29 15:00:50+00:00"


@pytest.mark.parametrize("source", UNIVERSAL)
def test_a_time_that_is_known_to_be_utc_stays_so(source: str) -> None:
    assert time_of(UNIVERSAL[source], Context(RECEIVED), source) == "2024-03-29 15:00:50+00:00"
