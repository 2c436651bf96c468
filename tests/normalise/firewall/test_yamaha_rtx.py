from __future__ import annotations

import pytest
from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.yamaha_rtx import SOURCE

REJECTED = b"<134>PP[01] Rejected at IN(2000) filter: TCP 192.0.2.1:5678 > 203.0.113.9:23"
SHOWN = b"2024/03/29 15:00:50: LAN2 Rejected at OUT(3013) filter: UDP 192.168.100.2:137 > 203.0.113.1:137"
INSPECTED = b"<134>[INSPECT] PP[01][out][100080] TCP 192.168.100.2:51000 > 203.0.113.1:80 (2024/03/29 15:00:40)"
SAMPLES = (
    REJECTED,
    SHOWN,
    INSPECTED,
    b"Login succeeded for SSH: 192.168.100.5 kanri",
    b"same message repeated 3 times",
)


def test_a_rejected_packet_is_blocked_traffic():
    event = read_event(SOURCE, REJECTED)

    assert logsources(event) == {"yamaha/firewall/rtx"}
    assert (event.fields["src_ip"], event.fields["src_port"]) == ("192.0.2.1", "5678")
    assert (event.fields["dst_ip"], event.fields["dst_port"]) == ("203.0.113.9", "23")
    assert (event.fields["interface"], event.fields["direction"], event.fields["rule"]) == ("PP[01]", "IN", "2000")
    assert event.fields["blocked"] == "true"


def test_the_routers_own_list_of_messages_carries_the_time():
    event = read_event(SOURCE, SHOWN)

    assert (str(event.time), event.fields["dst_port"]) == ("2024-03-29 06:00:50+00:00", "137")


def test_a_session_of_a_dynamic_filter_passed():
    event = read_event(SOURCE, INSPECTED)

    assert (event.fields["direction"], event.fields["rule"], event.fields["blocked"]) == ("out", "100080", "false")


def test_icmp_has_no_ports():
    event = read_event(SOURCE, b"PP[01] Rejected at IN(2000) filter: ICMP 192.0.2.1 > 203.0.113.9 : echo request")

    assert (event.fields["protocol"], event.fields["src_ip"], event.fields["dst_ip"]) == (
        "ICMP",
        "192.0.2.1",
        "203.0.113.9",
    )
    assert "dst_port" not in event.fields


def test_logins_say_who_from_where_and_whether_it_worked():
    succeeded = read_event(SOURCE, b"<134>Login succeeded for SSH: 192.168.100.5 kanri")
    failed = read_event(SOURCE, b"<134>Login failed for HTTP: 203.0.113.5")

    assert (succeeded.fields["user"], succeeded.fields["outcome"]) == ("kanri", "success")
    assert (failed.fields["src_ip"], failed.fields["service"], failed.fields["outcome"]) == (
        "203.0.113.5",
        "HTTP",
        "failure",
    )
    assert logsources(failed) == {"yamaha/*/rtx"}


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
def test_japanese_names_are_read_in_every_encoding_of_the_routers(encoding):
    line = "<134>Login succeeded for HTTP: 192.168.100.5 管理者の名前".encode(encoding)

    assert read_event(SOURCE, line).fields["user"] == "管理者の名前"


def test_a_whole_log_of_messages_is_recognised():
    log = b"\n".join(
        [
            SHOWN,
            b"2024/03/29 15:01:00: same message repeated 3 times",
            b"2024/03/29 15:02:00: [IKE] respond ISAKMP phase to 192.0.2.1",
        ]
    )

    assert SOURCE.recognises(log)


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


@pytest.mark.parametrize(
    "words", ["Login failed for SSH: 203.0.113.5 root", "Logout from SSH: 203.0.113.5", "Configuration saved"]
)
def test_a_first_word_is_not_taken_for_a_host(words):
    event = read_event(SOURCE, f"<134>Apr 14 10:00:00 {words}".encode())

    assert event.sensor == "collector"
    assert event.fields["msg"] == words
    assert event.time is not None
