from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.cisco_ios import SOURCE

LISTED = (
    b"<187>45: *Mar 29 15:00:50.123: %SEC-6-IPACCESSLOGP: list 101 denied tcp 192.0.2.1(56) -> 192.0.2.9(22), 1 packet"
)
COMMAND = b"<189>45: r1: Mar 29 15:00:50: %PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged command:no logging on"
WEB = (
    b"%SYS-5-CONFIG_P: Configured programmatically by process SEP_webui_wsma_http from console as cisco_support on vty0"
)
ACCOUNTED = b"Mar 29 15:00:50 2024\t192.0.2.1\tbob\ttty1\t192.0.2.7\tstop\ttask_id=1\tservice=shell\tcmd=show running-config <cr>"
SAMPLES = (LISTED, COMMAND, WEB, ACCOUNTED)


def test_an_access_list_message_is_traffic():
    event = read_event(SOURCE, LISTED)

    assert logsources(event) == {"cisco/firewall/ios", "cisco/*/syslog"}
    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["blocked"]) == ("192.0.2.1", "22", "true")
    assert event.fields["mnemonic"] == "IPACCESSLOGP"
    assert (event.time.month, event.time.day, event.time.microsecond) == (3, 29, 123000)


def test_a_typed_command_belongs_to_command_accounting():
    event = read_event(SOURCE, COMMAND)

    assert logsources(event) == {"cisco/*/aaa", "cisco/*/syslog"}
    assert (event.fields["user"], event.fields["command"]) == ("bob", "no logging on")


def test_a_message_without_a_command_does_not_belong_to_command_accounting():
    assert logsources(read_event(SOURCE, WEB)) == {"cisco/*/syslog"}


def test_an_accounting_record_of_tacacs_is_read():
    event = read_event(SOURCE, ACCOUNTED)

    assert "cisco/*/aaa" in logsources(event)
    assert (event.fields["user"], event.fields["src_ip"]) == ("bob", "192.0.2.7")


def test_failures_of_bgp_and_ldp_authentication_have_their_services():
    bgp = read_event(SOURCE, b"%IP-TCP-3-BADAUTH : Invalid MD5 digest from 192.0.2.1:179 to 192.0.2.2:5000")
    ldp = read_event(SOURCE, b"%IP-TCP-4-TCPMD5AuthenFail : LDP session with 192.0.2.1")

    assert "cisco/*/bgp" in logsources(bgp)
    assert "cisco/*/ldp" in logsources(ldp)


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
