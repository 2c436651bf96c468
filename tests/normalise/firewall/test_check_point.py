from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.check_point import SOURCE

SYSLOG = (
    b'<134>1 2024-03-29T15:00:50Z gw CheckPoint 1930 - [action:"Drop"; ifdir:"inbound"; src:"10.1.1.5"; dst:"203.0.113.9"; '
    b'proto:"6"; s_port:"51000"; service:"23"; product:"VPN-1 & FireWall-1"]'
)
GENERIC = b"time=1711692050|hostname=gw|product=Firewall|action=Accept|src=10.1.1.5|dst=203.0.113.9|proto=6|s_port=5|service=23"
SAMPLES = (SYSLOG, GENERIC)


def test_the_syslog_form_is_traffic():
    event = read_event(SOURCE, SYSLOG)

    assert logsources(event) == {"checkpoint/firewall/vpn-1"}
    assert (event.fields["src_ip"], event.fields["src_port"]) == ("10.1.1.5", "51000")
    assert (event.fields["dst_port"], event.fields["action"], event.fields["blocked"]) == ("23", "Drop", "true")
    assert (str(event.time), event.sensor) == ("2024-03-29 15:00:50+00:00", "gw")


def test_the_generic_form_is_traffic():
    event = read_event(SOURCE, GENERIC)

    assert (event.fields["dst_port"], event.fields["blocked"], event.sensor) == ("23", "false", "gw")
    assert str(event.time) == "2024-03-29 06:00:50+00:00"


def test_a_malware_record_is_an_antivirus_record():
    line = SYSLOG.replace(b"VPN-1 & FireWall-1", b"New Anti Virus").replace(
        b"]", b'; protection_name:"Ransom"; file_name:"a.exe"]'
    )

    event = read_event(SOURCE, line)

    assert "checkpoint/antivirus/*" in logsources(event)
    assert (event.fields["Signature"], event.fields["Filename"]) == ("Ransom", "a.exe")


def test_a_visited_resource_is_a_proxy_record():
    event = read_event(SOURCE, SYSLOG.replace(b"]", b'; resource:"http://evil.example/a"; method:"GET"]'))

    assert "checkpoint/proxy/*" in logsources(event)
    assert (event.fields["cs-host"], event.fields["cs-method"]) == ("evil.example", "GET")


def test_other_text_is_a_reject_that_keeps_its_beginning():
    (item,) = read(SOURCE, b"\xff\xfe what is this")

    assert isinstance(item, Reject)
    assert item.excerpt == b"\xff\xfe what is this"


def test_it_is_recognised_by_its_own_lines_alone():
    assert all(SOURCE.recognises(sample + b"\n") for sample in SAMPLES)
    assert not SOURCE.recognises(
        b"Mar 29 15:00:50 host sshd[1]: Accepted password for root from 192.0.2.1 port 22 ssh2\n"
    )
    assert not SOURCE.recognises(b"")


@given(inputs(*SAMPLES))
def test_no_bytes_make_it_raise_or_lose_a_line(data):
    check_total(SOURCE, data)
