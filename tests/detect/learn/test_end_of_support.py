from __future__ import annotations

from datetime import timedelta

import orjson

from detect.learn.cast import again, eve, request, table_of
from detect.learn.test_support import SEVEN, SUPPORTS, TEN, XP
from otasuke.detect.learn.end_of_support import EndOfSupport
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.sightings import sightings
from otasuke.detect.rule import Level

NOW, LATER = timedelta(0), timedelta(hours=1)
PC = "192.168.11.14"


def detector() -> EndOfSupport:
    return EndOfSupport(Learning(timedelta(0)), SUPPORTS)


def found(*lines: bytes) -> list[Learnt]:
    return detector().update(sightings(table_of(*lines)))


def windows(build: str, name: str = "Windows 10 Pro") -> bytes:
    """An event of Winlogbeat."""
    return orjson.dumps(
        {
            "@timestamp": "2026-04-14T00:00:00.000Z",
            "host": {"name": "KEIRI-PC01", "os": {"build": build, "name": name}},
            "winlog": {"channel": "System", "provider_name": "x", "event_id": 1, "computer_name": "KEIRI-PC01"},
        }
    )


def test_an_old_windows_betrays_itself_and_is_told_once() -> None:
    (one,) = found(request(NOW, PC, XP), request(LATER, PC, XP))

    assert (one.device, one.counterpart) == (PC, "Windows XP")
    facts = {fact.name: fact.value for fact in one.facts}
    assert facts["updates_until"] == "2014-04-08"
    assert facts["days_without"] == "4389"
    assert facts["source"].startswith("https://learn.microsoft.com/")


def test_a_program_of_an_old_make_on_a_new_windows_is_not_believed() -> None:
    assert found(request(NOW, PC, TEN), request(LATER, PC, SEVEN)) == []


def test_the_build_of_windows_counts() -> None:
    assert [(one.device, one.counterpart) for one in found(windows("19045.4170"))] == [("KEIRI-PC01", "Windows 10")]
    assert found(windows("26100.3476")) == []


def test_while_updates_can_be_bought_it_is_told_more_quietly() -> None:
    assert [one.level for one in found(windows("19045"))] == [Level.LOW]
    assert [one.level for one in found(request(NOW, PC, XP))] == [Level.MEDIUM]


def test_before_its_day_a_system_is_fit() -> None:
    assert found(windows("26100.1", "Windows 11 Pro")) == []  # its day is in October
    assert found(windows("22631.1", "Windows 11 Enterprise")) == []  # its day is in November


def test_windows_11_ends_earlier_for_offices_than_for_large_companies() -> None:
    (one,) = found(windows("22631.1", "Windows 11 Pro"))

    assert one.counterpart == "Windows 11 version 23H2 Home or Pro"


def test_until_when_updates_can_be_bought_is_said() -> None:
    (one,) = found(windows("19045"))

    assert {fact.name: fact.value for fact in one.facts}["paid_updates_until"] == "2028-10-10"


def test_a_system_says_its_name_in_smb() -> None:
    smb = {
        "command": "SMB1_COMMAND_SESSION_SETUP_ANDX",
        "dialect": "NT LM 0.12",
        "request": {"native_os": "Windows 5.1"},
    }
    line = eve("smb", NOW, src_ip=PC, src_port=1042, dest_ip="192.168.11.5", dest_port=445, proto="TCP", smb=smb)

    assert [one.counterpart for one in found(line)] == ["Windows XP"]


def test_a_detector_goes_on_where_another_ended() -> None:
    first = detector()
    first.update(sightings(table_of(request(NOW, PC, XP))))

    assert again(first, detector()).update(sightings(table_of(request(LATER, PC, XP)))) == []


def flow_from(syn: str) -> bytes:
    return eve("flow", NOW, src_ip=PC, dest_ip="93.184.216.34", tcp={"syn_fingerprint": syn}, flow={"state": "closed"})


def test_the_first_packet_of_a_connection_betrays_an_old_windows() -> None:
    (one,) = found(flow_from("128:65535:-:mss,nop,nop,sok"))

    assert (one.device, one.counterpart) == (PC, "Windows XP")


def test_a_tool_that_says_it_runs_on_an_old_windows_is_not_believed_where_connections_tell_otherwise() -> None:
    assert found(flow_from("128:64240:8:mss,nop,ws,nop,nop,sok"), request(LATER, PC, SEVEN)) == []
