from __future__ import annotations

import pytest
from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.cisco_asa import SOURCE

DENIED = (
    b"<166>Mar 29 2024 15:00:50 asa : %ASA-4-106023: Deny tcp src outside:192.0.2.1/5678 dst inside:10.0.0.5/22 "
    b'by access-group "out" [0x0, 0x0]'
)
BUILT = b"%%ASA-6-302013: Built %s TCP connection 1 for outside:203.0.113.9/23 (203.0.113.9/23) to inside:10.0.0.5/51000 (192.0.2.2/51000)"
LISTED = b"%ASA-4-106100: access-list out denied tcp outside/192.0.2.1(56) -> inside/10.0.0.5(22) hit-cnt 1 first hit [0x1, 0x0]"
COMMAND = b"%ASA-5-111008: User 'enable_15' executed the 'no logging' command."
SAMPLES = (DENIED, BUILT % b"inbound", LISTED, COMMAND)


def test_a_denied_packet_is_blocked_traffic():
    event = read_event(SOURCE, DENIED)

    assert logsources(event) == {"cisco/firewall/asa", "cisco/*/syslog"}
    assert (event.fields["src_ip"], event.fields["src_port"], event.fields["src_intf"]) == (
        "192.0.2.1",
        "5678",
        "outside",
    )
    assert (event.fields["dst_ip"], event.fields["dst_port"], event.fields["blocked"]) == ("10.0.0.5", "22", "true")
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50+00:00", "asa")


def test_an_outbound_connection_goes_to_the_side_that_is_named_first():
    event = read_event(SOURCE, BUILT % b"outbound")

    assert (event.fields["src_ip"], event.fields["dst_ip"], event.fields["dst_port"]) == (
        "10.0.0.5",
        "203.0.113.9",
        "23",
    )
    assert (event.fields["action"], event.fields["blocked"]) == ("accept", "false")


def test_an_inbound_connection_comes_from_the_side_that_is_named_first():
    event = read_event(SOURCE, BUILT % b"inbound")

    assert (event.fields["src_ip"], event.fields["dst_ip"]) == ("203.0.113.9", "10.0.0.5")


def test_an_access_list_says_whether_it_denied():
    event = read_event(SOURCE, LISTED)

    assert (event.fields["rule"], event.fields["dst_port"], event.fields["blocked"]) == ("out", "22", "true")


def test_a_typed_command_belongs_to_command_accounting():
    event = read_event(SOURCE, COMMAND)

    assert "cisco/*/aaa" in logsources(event)
    assert (event.fields["user"], event.fields["command"]) == ("enable_15", "no logging")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            b"%ASA-6-113004: AAA user authentication Successful : server =  192.0.2.8 : user = bob",
            {"user": "bob", "outcome": "success"},
        ),
        (
            b"%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 192.0.2.8 : user = bob : user IP = 192.0.2.1",
            {"user": "bob", "outcome": "failure", "src_ip": "192.0.2.1"},
        ),
        (
            b"%ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = bob : user IP = 192.0.2.1",
            {"user": "bob", "outcome": "failure", "src_ip": "192.0.2.1"},
        ),
        (
            b'%ASA-6-605005: Login permitted from 192.0.2.1/5 to inside:192.0.2.8/ssh for user "bob"',
            {"user": "bob", "outcome": "success", "src_ip": "192.0.2.1"},
        ),
        (
            b"%ASA-4-733100: [ Scanning] drop rate-1 exceeded. Current burst rate is 10 per second",
            {"object": " Scanning"},
        ),
        (
            b"%FTD-6-302016: Teardown UDP connection 1 for outside:192.0.2.1/53 to inside:10.0.0.5/5 duration 0:00:00 bytes 1",
            {"src_port": "53"},
        ),
        (b"%ASA-5-304001: 10.0.0.5 Accessed URL 192.0.2.9:http://evil.example/a", {"url": "http://evil.example/a"}),
        (b"%ASA-3-999999: nobody knows this message", {"message_id": "999999", "severity": "3"}),
    ],
)
def test_other_messages_say_what_the_table_reads_from_them(line, expected):
    fields = read_event(SOURCE, line).fields

    assert expected.items() <= fields.items()


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
