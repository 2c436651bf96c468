from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.capture.writing import (
    CONTEXT,
    PC,
    PC_MAC,
    ROUTER,
    SERVER,
    announcement,
    answer,
    arp,
    client_hello,
    dhcp,
    found_in,
    pcap,
    pcapng,
    question,
    registration,
    rpc_bind,
    rpc_call,
    server_hello,
    smb1,
    smb2,
    talk,
    timed,
    udp,
)  # fmt: skip
from otasuke.events import Event, LogSource, Reject
from otasuke.normalise.reader import normalise, normalise_stream

SERVICES = UUID("367abb81-9844-35f1-ad32-98f038001003").bytes_le
HTTP = [(True, b"GET /a HTTP/1.1\r\nHost: x.jp\r\n\r\n"), (False, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")]
DAY = timed(
    [
        arp(1, PC, ROUTER),
        udp("0.0.0.0", 68, "255.255.255.255", 67, dhcp(3, PC_MAC, {12: b"pc", 55: b"\x01\x03\x06"})),
        udp(PC, 5000, ROUTER, 53, question("www.example.jp")),
        udp(ROUTER, 53, PC, 5000, answer("www.example.jp", SERVER)),
        udp(PC, 137, "192.168.11.255", 137, registration("PC", PC)),
        udp(PC, 138, "192.168.11.255", 138, announcement("PC", (5, 1))),
        *talk([(True, client_hello()), (False, server_hello())], port=443, sport=50001),
        *talk(HTTP, port=80, sport=50002),
        *talk([(True, rpc_bind(SERVICES) + rpc_call(12))], port=49667, sport=50003),
        *talk(
            [(True, smb2(0, bytes(40), number=1)), (False, smb2(0, bytes(40), number=1, is_answer=True))],
            port=445,
            sport=50004,
        ),
        *talk([(True, smb1(0x72, b"", b"\x02NT LM 0.12\0"))], port=445, sport=50005),
    ]
)
KINDS = {"arp", "dhcp", "dns", "netbios", "tls", "http", "dcerpc", "smb", "flow"}


@pytest.mark.parametrize("write", [pcap, pcapng])
@pytest.mark.parametrize("size", [5, 1 << 18])
def test_a_capture_is_read_as_what_a_sensor_would_have_written(write, size):
    items = found_in(write(DAY), chunk_bytes=size)

    assert not [item for item in items if isinstance(item, Reject)]
    assert {item.fields["event_type"] for item in items} == KINDS
    assert {item.source for item in items} == {"network.capture"}
    assert items[0].time == datetime(2026, 4, 14, tzinfo=UTC)
    assert [item.record for item in items] == list(range(len(items)))


def test_the_reader_knows_a_capture_by_its_beginning_and_reads_it_as_it_comes():
    data = pcap(DAY)
    chunks = iter([data[: len(data) // 2], data[len(data) // 2 :]])

    found = normalise_stream(chunks, CONTEXT)

    assert isinstance(next(found), Event)
    assert [one.fields for one in (*found,)] == [one.fields for one in [*normalise(data, CONTEXT)][1:]]


def test_rules_for_suricata_and_for_zeek_are_asked():
    sources = {item.fields["event_type"]: set(item.logsources) for item in found_in(pcap(DAY))}

    assert sources["flow"] == {LogSource("suricata", "firewall", "flow")}
    assert sources["dns"] == {LogSource("suricata", "dns", "dns")}
    assert sources["dcerpc"] == {LogSource("suricata", None, "dcerpc"), LogSource("zeek", None, "dce_rpc")}


def test_a_call_has_the_names_that_zeek_gives():
    *_, call = [item.fields for item in found_in(pcap(DAY)) if item.fields["event_type"] == "dcerpc"]

    assert (call["endpoint"], call["operation"]) == ("svcctl", "CreateServiceW")


def test_a_link_layer_that_is_not_read_is_said_once():
    (item,) = found_in(pcap(timed([b"radio", b"radio"]), link=127))

    assert isinstance(item, Reject)
    assert "127" in item.detail


def test_a_broken_packet_is_a_reject_with_its_place_and_the_others_are_read():
    items = found_in(pcap(timed([arp(1, PC, ROUTER), arp(1, PC, ROUTER)[:30], arp(1, PC, ROUTER)])))

    assert [type(item) for item in items] == [Event, Reject, Event]
    assert items[1].offset == 24 + 16 + 42


@given(
    st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(max_size=6)), max_size=6),
    st.sampled_from([pcap(DAY), pcapng(DAY)]),
)
def test_whatever_is_changed_in_a_capture_it_is_read_to_its_end(changes, data):
    spoilt = bytearray(data)
    for at, new in changes:
        spoilt[at % len(data) : at % len(data) + len(new)] = new

    items = found_in(bytes(spoilt))

    assert all(isinstance(item, (Event, Reject)) for item in items)
    assert all(
        isinstance(value, (str, tuple)) for item in items if isinstance(item, Event) for value in item.fields.values()
    )


@given(st.data(), st.sampled_from([one for _, one in DAY]))
def test_whatever_stands_in_a_packet_the_capture_is_read_to_its_end(draw, packet):
    at = draw.draw(st.integers(14, len(packet)))
    spoilt = packet[:at] + draw.draw(st.binary(max_size=40)) + packet[at + draw.draw(st.integers(0, 40)) :]

    items = found_in(pcap([*DAY[:8], *timed([spoilt]), *DAY[8:]]))

    assert len([item for item in items if isinstance(item, Event)]) >= 8


def test_every_recorded_capture_is_read(shared_data: Path):
    seen = 0
    for path in sorted((shared_data / "otrf").rglob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".cap", ".pcapng")) and "__MACOSX" not in name:
                    items = list(normalise(archive.read(name), CONTEXT))
                    rejects = [item.detail for item in items if isinstance(item, Reject)]
                    # Some of the files have a line feed behind their last packet.
                    assert all("1 bytes are left out" in detail for detail in rejects), (name, rejects)
                    assert any(isinstance(item, Event) and item.fields["event_type"] == "http" for item in items), name
                    seen += 1
    assert seen == 18
