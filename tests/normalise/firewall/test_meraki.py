from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.meraki import SOURCE

FLOW = b"<134>1 1563249630.774247467 MX84 flows src=192.168.1.5 dst=203.0.113.9 mac=00:11 protocol=tcp sport=51000 dport=23 pattern: %s all"
URL = b"1563249630.5 MX84 urls src=192.168.1.5:51000 dst=203.0.113.9:80 mac=00:11 agent='Mozilla/5.0 (X)' request: GET http://evil.example/a.exe"
SCANNED = b"1563249630.5 MX84 security_event security_filtering_file_scanned url=http://e.example/x src=192.168.1.5:1 dst=192.0.2.9:80 name='EICAR:EICAR' disposition=malicious action=block"
SAMPLES = (FLOW % b"allow", URL, SCANNED)


def test_a_flow_is_traffic_and_its_pattern_says_what_became_of_it():
    allowed, denied = (read_event(SOURCE, FLOW % word) for word in (b"allow", b"1"))

    assert logsources(allowed) == {"meraki/firewall/flows"}
    assert (allowed.fields["dst_ip"], allowed.fields["dst_port"]) == ("203.0.113.9", "23")
    assert (allowed.fields["blocked"], denied.fields["blocked"]) == ("false", "true")
    assert (str(allowed.time), allowed.sensor) == ("2019-07-16 04:00:30.774247+00:00", "MX84")


def test_a_url_is_a_proxy_record():
    event = read_event(SOURCE, URL)

    assert "meraki/proxy/*" in logsources(event)
    assert (event.fields["cs-host"], event.fields["c-useragent"]) == ("evil.example", "Mozilla/5.0 (X)")
    assert (event.fields["src_ip"], event.fields["src_port"]) == ("192.168.1.5", "51000")


def test_a_malicious_file_is_an_antivirus_record():
    event = read_event(SOURCE, SCANNED)

    assert "meraki/antivirus/*" in logsources(event)
    assert (event.fields["Signature"], event.fields["blocked"]) == ("EICAR:EICAR", "true")


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
