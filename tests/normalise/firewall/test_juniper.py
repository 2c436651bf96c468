from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.juniper import SOURCE

STRUCTURED = (
    b'<14>1 2024-03-29T15:00:50.134Z srx RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.39 source-address="192.0.2.1" '
    b'source-port="5" destination-address="192.0.2.9" destination-port="22" protocol-id="6" policy-name="d"]'
)
WORDS = b"Mar 29 15:00:50 srx RT_FLOW: RT_FLOW_SESSION_CREATE: session created 192.0.2.1/9436->192.0.2.9/23 junos-telnet 192.0.2.1/9436->192.0.2.9/23 None None 6 p trust untrust 1"
BGP = b"Mar 29 15:00:50 mx rpd[123]: tcp_auth_ok: Packet from 192.0.2.1:179 missing MD5 digest"
SAMPLES = (STRUCTURED, WORDS, BGP)


def test_a_structured_session_is_traffic():
    event = read_event(SOURCE, STRUCTURED)

    assert logsources(event) == {"juniper/firewall/rt_flow"}
    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["protocol"]) == ("192.0.2.1", "22", "6")
    assert (event.fields["event"], event.fields["blocked"], event.sensor) == ("RT_FLOW_SESSION_DENY", "true", "srx")


def test_a_session_in_words_is_traffic():
    event = read_event(SOURCE, WORDS)

    assert (event.fields["src_port"], event.fields["dst_ip"], event.fields["dst_port"]) == ("9436", "192.0.2.9", "23")
    assert event.fields["blocked"] == "false"


def test_a_bgp_packet_without_its_digest_has_the_service_bgp():
    assert logsources(read_event(SOURCE, BGP)) == {"juniper/*/bgp"}


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
