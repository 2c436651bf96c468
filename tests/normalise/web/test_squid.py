from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.web.squid import SOURCE

MISS = b"1286536309.450    180 192.168.0.224 TCP_MISS/200 411 GET http://evil.example/a.exe?x=1 - HIER_DIRECT/203.0.113.1 text/html"
TUNNEL = b"1286536309.450      0 192.168.0.224 TCP_DENIED/403 1 CONNECT evil.example:443 bob HIER_NONE/- -"
SAMPLES = (MISS, TUNNEL)


def test_a_request_gives_the_fields_of_proxy_rules():
    event = read_event(SOURCE, MISS)

    assert logsources(event) == {"squid/proxy/*"}
    assert event.fields["c-uri"] == ("/a.exe?x=1", "evil.example/a.exe?x=1", "http://evil.example/a.exe?x=1")
    assert (event.fields["c-uri-extension"], event.fields["cs-host"]) == ("exe", "evil.example")
    assert (event.fields["sc-status"], event.fields["dst_ip"]) == ("200", "203.0.113.1")
    assert str(event.time) == "2010-10-08 11:11:49.450000+00:00"


def test_a_tunnel_names_its_host():
    event = read_event(SOURCE, TUNNEL)

    assert (event.fields["cs-host"], event.fields["cs-username"]) == ("evil.example", "bob")
    assert "dst_ip" not in event.fields


def test_a_log_without_user_agents_does_not_look_like_an_empty_user_agent():
    assert "c-useragent" not in read_event(SOURCE, MISS).fields


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
