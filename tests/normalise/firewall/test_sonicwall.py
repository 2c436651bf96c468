from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.sonicwall import SOURCE

OPENED = (
    b'<134>id=firewall sn=18B169 time="2024-03-29 15:00:50 UTC" fw=203.0.113.1 pri=6 c=262144 m=98 msg="Connection Opened" '
    b"n=1 src=192.168.1.5:51000:X0 dst=203.0.113.9:23:X1 proto=tcp/telnet"
)
DROPPED = OPENED.replace(b"Connection Opened", b"TCP connection dropped")
VISITED = OPENED.replace(b"proto=tcp/telnet", b"proto=tcp/http op=1 dstname=evil.example arg=/a.exe result=200")
SAMPLES = (OPENED, DROPPED, VISITED)


def test_an_address_is_split_from_its_port_and_interface():
    event = read_event(SOURCE, OPENED)

    assert logsources(event) == {"sonicwall/firewall/*"}
    assert (event.fields["src_ip"], event.fields["src_port"], event.fields["src_zone"]) == (
        "192.168.1.5",
        "51000",
        "X0",
    )
    assert (event.fields["dst_port"], event.fields["protocol"], event.fields["blocked"]) == ("23", "tcp", "false")
    assert event.fields["src"] == "192.168.1.5:51000:X0"
    assert (str(event.time), event.sensor) == ("2024-03-29 15:00:50+00:00", "203.0.113.1")


def test_a_dropped_connection_is_blocked():
    event = read_event(SOURCE, DROPPED)

    assert (event.fields["action"], event.fields["blocked"]) == ("deny", "true")


def test_a_visited_page_is_a_proxy_record_too():
    event = read_event(SOURCE, VISITED)

    assert "sonicwall/proxy/*" in logsources(event)
    assert event.fields["c-uri"] == ("/a.exe", "evil.example/a.exe")
    assert (event.fields["cs-method"], event.fields["sc-status"]) == ("GET", "200")


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
