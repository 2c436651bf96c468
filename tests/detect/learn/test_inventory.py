from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from detect.learn.cast import flow, table_of
from detect.learn.test_support import SUPPORTS
from otasuke.detect.learn.coded import coded
from otasuke.detect.learn.end_of_support import EndOfSupport
from otasuke.detect.learn.inventory import inventories, with_version
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.sightings import sightings
from otasuke.detect.learn.tables import Events

HEADING = (
    b"<189>CEF:0|Fortinet|Fortigate|v7.0.12|00013|traffic:forward close|3|src=192.168.1.5 dst=8.8.8.8 dvchost=FGT60F"
)


def osquery(name: str, **rest: Any) -> bytes:
    """A result of osquery."""
    return orjson.dumps(
        {
            "name": name,
            "hostIdentifier": "KEIRI-PC01",
            "unixTime": 1776124800,
            "calendarTime": "Tue Apr 14 00:00:00 2026 UTC",
            **rest,
        }
    )


def listed(*lines: bytes) -> list[tuple[str | None, str | None]]:
    """Names with versions and builds, of those that have any."""
    rows = sightings(table_of(*lines)).to_pylist()
    return [(row["system"], row["build"]) for row in rows if row["system"]]


def test_a_system_is_listed_with_version_and_build() -> None:
    line = osquery(
        "os_version", columns={"name": "Microsoft Windows 11 Pro", "version": "10.0.22631", "build": "22631"}
    )

    assert listed(line) == [("Microsoft Windows 11 Pro 10.0.22631", "22631")]


def test_every_program_of_a_snapshot_is_listed() -> None:
    rows = [{"name": "Microsoft Office 2010", "version": "14"}, {"name": "SumatraPDF", "version": "3"}]

    assert listed(osquery("programs", action="snapshot", snapshot=rows)) == [
        ("Microsoft Office 2010", None),
        ("SumatraPDF", None),
    ]


def test_what_happens_is_no_list() -> None:
    event = {"path": "C:\\Program Files\\Microsoft Office 2010\\a.exe", "cmdline": "a.exe"}

    assert listed(osquery("process_events", columns=event)) == []


def test_a_gateway_tells_its_own_version() -> None:
    assert listed(HEADING) == [("Fortigate v7.0.12", None)]


def test_old_programs_and_gateways_are_told_of() -> None:
    office = osquery("programs", columns={"name": "Microsoft Office Personal 2016 - ja-jp", "version": "16.0"})
    detector = EndOfSupport(Learning(timedelta(0)), SUPPORTS)

    found = detector.update(sightings(table_of(office, HEADING)))

    assert [(one.device, one.counterpart) for one in found] == [
        ("FGT60F", "FortiOS 7.0"),
        ("KEIRI-PC01", "Office 2016 or 2019"),
    ]


def test_other_events_list_nothing() -> None:
    table = table_of(flow(timedelta(0), "192.168.11.14", "141.98.10.60"))

    assert all(len(rows) == 0 for rows, _, _ in inventories(Events(table)))


def test_a_version_without_a_name_is_nothing() -> None:
    names, versions = (coded(pa.array(one, pa.string())) for one in (["a", "b", None], ["1", None, "2"]))

    assert with_version(names, versions).listed() == ["a 1", "b", None]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["name", "version", "build"]), st.text(max_size=5) | st.none()), max_size=4
    )
)
def test_any_snapshot_is_read(rows: list[dict[str, str | None]]) -> None:
    sightings(table_of(osquery("programs", action="snapshot", snapshot=rows), HEADING))
