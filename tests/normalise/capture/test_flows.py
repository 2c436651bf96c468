from __future__ import annotations

import pytest

from normalise.capture.writing import (
    ACK,
    PC,
    PC_MAC,
    ROUTER,
    RST,
    SERVER,
    START_US,
    SYN,
    answer,
    arp,
    client_hello,
    dhcp,
    events_of,
    ip,
    question,
    server_hello,
    talk,
    tcp,
    udp,
)  # fmt: skip
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.flows import Flows
from otasuke.normalise.capture.frames import ETHERNET, frame_of

GET = b"GET / HTTP/1.1\r\nHost: www.example.jp\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def records(packets: list[tuple[float, bytes]], most: int = 1000) -> list[dict[str, object]]:
    flows, found = Flows(most), []
    for at, data in packets:
        frame = frame_of(ETHERNET, data)
        assert frame is not None
        found += flows.add(START_US + int(at * 1e6), frame, len(data))
    return [record for _, record in (*found, *flows.end())]


def test_a_connection_is_a_flow_with_both_directions():
    *_, flow = events_of(talk([(True, GET), (False, OK)], port=80))

    assert (flow["src_ip"], flow["dst_ip"], flow["dst_port"], flow["proto"]) == (PC, SERVER, "80", "TCP")
    assert (flow["flow.pkts_toserver"], flow["flow.pkts_toclient"], flow["flow.state"]) == ("3", "3", "closed")
    assert flow["flow.bytes_toserver"] == str(54 + 12 + 54 + len(GET) + 54)
    assert (flow["app_proto"], flow["tcp.syn"]) == ("http", "true")
    assert flow["tcp.syn_fingerprint"] == "128:64240:8:mss,nop,ws,nop,nop,sok"


def test_a_connection_that_is_joined_in_its_middle_is_told_from_its_answer():
    *_, flow = events_of([tcp(SERVER, 443, PC, 50000, b"x"), tcp(PC, 50000, SERVER, 443, b"y")])

    assert (flow["src_ip"], flow["dst_port"]) == (PC, "443")


def test_a_refused_connection_is_closed():
    *_, flow = events_of([tcp(PC, 50000, ROUTER, 23, flags=SYN), tcp(ROUTER, 23, PC, 50000, flags=RST | ACK)])

    assert (flow["dst_port"], flow["flow.state"], flow["tcp.rst"]) == ("23", "closed", "true")


def test_what_is_said_is_told_with_its_protocol():
    (tls,) = events_of(
        talk([(True, client_hello()), (False, server_hello()), (False, b"\x14\x03\x03\0\x01\x01")], port=443), "tls"
    )
    asked, answered = events_of(
        [udp(PC, 5000, ROUTER, 53, question("a.jp")), udp(ROUTER, 53, PC, 5000, answer("a.jp", SERVER))], "dns"
    )

    assert (tls["r-dns"], tls["dst_port"]) == ("www.example.jp", "443")
    assert (asked["query"], asked["src_ip"], answered["src_ip"], answered["answer"]) == (("a.jp",), PC, PC, (SERVER,))


def test_segments_out_of_order_are_read_in_order():
    opening, closing = talk([(True, GET[:20]), (True, GET[20:]), (False, OK)], port=80)[:2], talk([], port=80)[2:]
    first, second, third = talk([(True, GET[:20]), (True, GET[20:]), (False, OK)], port=80)[2:5]

    (http,) = events_of([*opening, second, first, first, third, *closing], "http")

    assert (http["r-dns"], http["sc-status"]) == ("www.example.jp", "200")


def test_arp_and_dhcp_name_the_hardware():
    (asked,) = events_of([arp(1, PC, ROUTER)])
    (lease, _) = events_of([udp("0.0.0.0", 68, "255.255.255.255", 67, dhcp(3, PC_MAC, {55: b"\x01\x03"}))])

    assert (asked["arp.opcode"], asked["arp.src_mac"], asked["arp.dest_ip"]) == ("request", PC_MAC, ROUTER)
    assert (lease["dhcp.client_mac"], lease["dhcp.params"], lease["ether.src_mac"]) == (
        PC_MAC,
        ("subnet_mask", "router"),
        PC_MAC,
    )


def test_after_a_long_silence_it_is_another_flow():
    asks = [(at, udp(PC, 123, SERVER, 123, b"time")) for at in (0, 10, 100, 900)]

    found = records(asks)

    assert [(one["flow"]["pkts_toserver"], one["flow"]["reason"]) for one in found] == [
        (2, "timeout"),
        (1, "timeout"),
        (1, "shutdown"),
    ]


def test_no_more_flows_are_kept_than_allowed():
    found = records([(number / 100, udp(PC, 2000 + number, SERVER, 123, b"x")) for number in range(50)], most=10)

    assert len(found) == 50
    assert sum(one["flow"]["reason"] == "forced" for one in found) == 40


def test_other_protocols_are_counted():
    *_, flow = events_of([ip(PC, SERVER, 1, b"\x08\x00" + bytes(20)), ip(SERVER, PC, 1, b"\x00\x00" + bytes(20))])

    assert (flow["proto"], flow["flow.pkts_toserver"], flow["flow.pkts_toclient"]) == ("ICMP", "1", "1")


def test_a_connection_that_turns_out_malformed_is_only_counted_from_there_on():
    flows, broken = Flows(), []
    for data in talk([(True, GET), (False, b"HTTP/1.1 what\r\n\r\n"), (True, GET)], port=80):
        frame = frame_of(ETHERNET, data)
        assert frame is not None
        try:
            list(flows.add(START_US, frame, len(data)))
        except Malformed as error:
            broken.append(str(error))
    (*_, (_, flow)) = flows.end()

    assert broken == ["an answer does not begin like one"]
    assert flow["flow"]["pkts_toserver"] == 4


@pytest.mark.parametrize(
    "data",
    [ip(PC, SERVER, 6, b"abc"), ip(PC, SERVER, 6, bytes(19)), ip(PC, SERVER, 17, b"ab"), tcp(PC, 1, SERVER, 2)[:-8]],
)
def test_headers_that_are_cut_short_are_malformed(data):
    with pytest.raises(Malformed):
        records([(0, data)])
