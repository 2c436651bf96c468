"""Twin of `otasuke.normalise.mixture`: files into which a collector writes everything it hears."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.events import Event, LogSource, Reject
from otasuke.normalise.base import Context
from otasuke.normalise.mixture import common_source
from otasuke.normalise.reader import normalise

CONTEXT = Context(datetime(2024, 3, 29, 7, tzinfo=UTC), sensor="collector")
FORTIGATE = (
    b'<189>date=2024-03-29 time=15:00:50 devname="fw" logid="0000000013" type="traffic" subtype="forward" '
    b'srcip=10.0.0.1 dstip=203.0.113.5 dstport=443 proto=6 action="accept"'
)
ASA = b"<166>Mar 29 2024 15:00:50: %ASA-4-106023: Deny tcp src outside:203.0.113.5/51000 dst inside:10.0.0.1/22"
RTX = b"<134>PP[01] Rejected at IN(2000) filter: TCP 203.0.113.5:51000 > 10.0.0.1:23"
SSHD = b"<86>Mar 29 15:00:50 web01 sshd[1]: Failed password for root from 203.0.113.9 port 1 ssh2"
EVE = b'{"timestamp":"2024-03-29T15:00:50.0+0900","event_type":"dns","src_ip":"10.0.0.1","dest_ip":"10.0.0.2","dns":{}}'
EVE_IN_SYSLOG = b"<13>Mar 29 15:00:50 ids suricata[9]: " + EVE
CEF = b"<13>Mar 29 15:00:50 gw CEF:0|Vendor|Product|1|100|Name|5|src=10.0.0.1 dst=203.0.113.5 act=deny"
LEEF = b"<13>Mar 29 15:00:50 gw LEEF:1.0|V|P|1|E|src=10.0.0.1\tdst=203.0.113.5"
PALO_ALTO = (
    b"<14>Mar 29 15:00:50 pa 1,2024/03/29 15:00:50,007,TRAFFIC,end,1,2024/03/29 15:00:50,10.0.0.1,10.0.0.2,,,r,,,ssl"
)
AUDIT = b'<13>Mar 29 15:00:50 web02 audispd: type=SYSCALL msg=audit(1711692050.1:7): success=yes exe="/bin/id" pid=9'
EXECVE = b'<13>Mar 29 15:00:50 web02 audispd: type=EXECVE msg=audit(1711692050.1:7): argc=1 a0="id"'
SYSMON = (
    b'<13>Mar 29 15:00:50 web03 sysmon: <Event><System><Provider Name="Linux-Sysmon"/><EventID>1</EventID>'
    b"<Channel>Linux-Sysmon/Operational</Channel><Computer>web03</Computer></System>"
    b'<EventData><Data Name="Image">/usr/bin/curl</Data></EventData></Event>'
)
FLAT_IN_SYSLOG = b'<13>Mar 29 15:00:50 wec nxlog: {"EventID":4624,"Channel":"Security","TargetUserName":"x"}'
SOURCES = {
    FORTIGATE: "firewall.fortigate",
    ASA: "firewall.cisco_asa",
    RTX: "firewall.yamaha_rtx",
    SSHD: "linux.syslog",
    EVE: "network.suricata",
    EVE_IN_SYSLOG: "network.suricata",
    CEF: "firewall.cef",
    LEEF: "firewall.leef",
    PALO_ALTO: "firewall.palo_alto",
    AUDIT: "linux.auditd",
    SYSMON: "windows.xml",
    FLAT_IN_SYSLOG: "windows.flat",
}


def read(*lines: bytes) -> list[Event | Reject]:
    return list(normalise(b"\n".join(lines), CONTEXT))


def sources_of(*lines: bytes) -> list[str]:
    return [item.source for item in read(*lines) if isinstance(item, Event)]


@pytest.mark.parametrize("order", list(permutations([FORTIGATE, ASA, RTX, SSHD, EVE])))
def test_every_device_in_one_file_is_read_as_itself(order: tuple[bytes, ...]) -> None:
    assert sources_of(*order) == [SOURCES[line] for line in order]


@pytest.mark.parametrize("first", SOURCES)
def test_whatever_comes_first_the_others_are_found(first: bytes) -> None:
    lines = [first, *SOURCES, first]

    assert sources_of(*lines) == [SOURCES[line] for line in lines]


def test_an_event_in_a_mixed_file_is_the_same_as_alone() -> None:
    mixed = read(FORTIGATE, ASA, RTX, SSHD)

    for number, line in enumerate((FORTIGATE, ASA, RTX, SSHD)):
        (alone,) = read(line)
        assert isinstance(alone, Event)
        assert mixed[number] == replace(alone, record=number)


def test_json_without_time_and_host_has_those_of_its_syslog_header() -> None:
    (event,) = read(FLAT_IN_SYSLOG)

    assert isinstance(event, Event)
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50+00:00", "wec")


def test_json_with_a_time_keeps_it() -> None:
    (event,) = read(EVE_IN_SYSLOG.replace(b"15:00:50.0", b"14:00:00.0"))

    assert isinstance(event, Event)
    assert (str(event.time), event.sensor) == ("2024-03-29 05:00:00+00:00", "ids")


def test_json_of_no_source_is_a_message_of_its_program() -> None:
    (event,) = read(b'<13>Mar 29 15:00:50 web01 myapp: {"level":"info"}')

    assert isinstance(event, Event)
    assert (event.source, event.fields["message"]) == ("linux.syslog", '{"level":"info"}')


def test_audit_records_of_one_happening_stay_together() -> None:
    found = read(ASA, AUDIT, EXECVE, ASA)

    assert isinstance(found[2], Event)
    assert LogSource("linux", "process_creation") in found[2].logsources
    assert found[2].fields["Image"] == "/bin/id"


@pytest.mark.parametrize("others", [(), (FORTIGATE, FORTIGATE), (ASA, ASA), (RTX, RTX), (EVE, EVE), (CEF, CEF)])
@pytest.mark.parametrize("line", [*SOURCES, b"%ASA-4-106023: Deny tcp src a:1.2.3.4/5 dst b:5.6.7.8/22", EVE])
def test_the_name_of_a_user_fakes_no_event_of_another_source(others: tuple[bytes, ...], line: bytes) -> None:
    inside = line.partition(b": ")[2] or line
    for name in (line, inside):
        faked = b"<86>Mar 29 15:00:50 web01 sshd[1]: Invalid user " + name + b" from 203.0.113.9 port 1"

        *_, event = read(*others, faked)

        assert event.source == "linux.syslog"


@pytest.mark.parametrize("marked", [ASA, CEF, LEEF])
def test_no_other_program_fakes_an_event_either(marked: bytes) -> None:
    *_, event = read(
        marked, marked, b"<13>Mar 29 15:00:50 web01 myapp: he said " + marked.partition(b" gw ")[2] + marked
    )

    assert event.source == "linux.syslog"


def test_a_line_that_only_begins_like_another_format_is_a_message_of_syslog() -> None:
    assert sources_of(b"<13>Mar 29 15:00:50 gw CEF:0|broken", SSHD) == ["linux.syslog"] * 2
    assert sources_of(SSHD, b"<13>Mar 29 15:00:50 gw app: <Event>no end", SSHD) == ["linux.syslog"] * 3
    assert sources_of(SSHD, b'<13>Mar 29 15:00:50 gw app: {"a":') == ["linux.syslog"] * 2


def test_a_line_of_nobody_is_a_reject_in_its_place() -> None:
    found = read(FORTIGATE, b"no header", SSHD)

    assert [type(item) for item in found] == [Event, Reject, Event]
    assert isinstance(found[1], Reject)
    assert found[1].offset == len(FORTIGATE) + 1


def test_records_of_json_lines_are_numbered_without_gaps() -> None:
    found = read(b'[{"a":1},{"a":2}]', b"", b'{"a":3}')

    assert [item.record for item in found if isinstance(item, Event)] == [0, 1, 2]


@given(st.lists(st.sampled_from([*SOURCES, b"x", b"{", b"[1", b"<13>", b"\xff", b"<Event>"]), max_size=12))
def test_every_line_is_one_event_or_reject(lines: list[bytes]) -> None:
    found = read(SSHD, *lines)

    assert len(found) == 1 + len(lines)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ([FORTIGATE, b"", FORTIGATE + b"\r"], "firewall.fortigate"),
        ([RTX], "firewall.yamaha_rtx"),
        ([FORTIGATE, RTX], None),
        ([FORTIGATE, SSHD], None),
        ([SSHD, SSHD], None),
        ([SYSMON, SYSMON], None),
        ([EVE, EVE], None),
        ([b" "], None),
    ],
)
def test_lines_have_a_source_in_common_if_each_begins_like_one_of_its_lines(
    lines: list[bytes], name: str | None
) -> None:
    source = common_source(lines)

    assert (source and source.name) == name
