from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.watchguard import SOURCE

SYSLOG = (
    b'Mar 29 15:00:50 fb firewall: msg_id="3000-0148" Deny 0-External 1-Trusted 60 tcp 20 63 203.0.113.5 10.0.1.2 42973 23 '
    b"offset 10 S 1 win 2105  (Unhandled External Packet-00)"
)
MONITOR = (
    b"2024-03-29 15:00:50 Member2 Allow 192.0.2.2 10.0.1.1 webcache/tcp 42973 8080 3-Trusted 1-WCI Allowed 60 63 "
    b'(Outgoing-00) proc_id="firewall" rc="100" msg_id="3000-0148"'
)
OLD = b"firewall: FWDeny, Denied, pri=4, disp=Deny, policy=x, protocol=http/tcp, src_ip=192.0.2.1, src_port=5, dst_ip=192.0.2.9, dst_port=80"
SAMPLES = (SYSLOG, MONITOR, OLD)


def test_the_words_of_the_syslog_form_are_read():
    event = read_event(SOURCE, SYSLOG)

    assert logsources(event) == {"watchguard/firewall/traffic"}
    assert (event.fields["src_ip"], event.fields["dst_ip"]) == ("203.0.113.5", "10.0.1.2")
    assert (event.fields["src_port"], event.fields["dst_port"]) == ("42973", "23")
    assert (event.fields["action"], event.fields["blocked"]) == ("deny", "true")


def test_the_words_of_traffic_monitor_are_read():
    event = read_event(SOURCE, MONITOR)

    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["protocol"]) == ("192.0.2.2", "8080", "tcp")
    assert event.fields["blocked"] == "false"
    assert str(event.time) == "2024-03-29 06:00:50+00:00"


def test_the_older_comma_separated_form_is_read():
    event = read_event(SOURCE, OLD)

    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["blocked"]) == ("192.0.2.1", "80", "true")


def test_a_proxied_request_is_a_proxy_record_too():
    line = SYSLOG + b' proc_id="http-proxy" op="GET" dstname="evil.example" arg="/a.exe"'

    event = read_event(SOURCE, line)

    assert "watchguard/proxy/*" in logsources(event)
    assert event.fields["c-uri"] == ("/a.exe", "evil.example/a.exe")


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
