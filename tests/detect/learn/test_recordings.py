"""The detectors on captures of real attack tools. They were made in a laboratory, whose addresses are all private."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from detect.learn.cast import MORNING
from otasuke.detect.learn.detectors import Detectors
from otasuke.detect.learn.learnt import Learnt
from otasuke.events import Event
from otasuke.lake.columns import to_columns
from otasuke.lake.joining import joined
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

SERVERS = ("10.10.10.5", "192.168.56.40")
"""Where the tools report to."""
ELSEWHERE = "203.0.113.5"


def captures(folder: Path) -> Iterator[tuple[str, list[Event]]]:
    for path in sorted((folder / "otrf").rglob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".cap", ".pcapng")) and "__MACOSX" not in name:
                    found = normalise(archive.read(name), Context(MORNING))
                    yield name, [one for one in found if isinstance(one, Event)]


def learnt_from(events: list[Event]) -> list[Learnt]:
    table = joined([to_columns([("b", number, event) for number, event in enumerate(events)])])
    table = table.append_column("tenant", pa.array(["sakura"] * len(table)))
    return Detectors(longest=timedelta(0)).update(table)


def moved_outside(event: Event) -> Event:
    """The same event, had the tool's server stood in the internet."""
    fields = {
        name: ELSEWHERE if value in SERVERS and name in {"dst_ip", "dest_ip", "cs-host", "r-dns"} else value
        for name, value in event.fields.items()
    }
    return replace(event, fields=fields)


@pytest.fixture(scope="module")
def recorded(shared_data: Path) -> list[tuple[str, list[Event]]]:
    return list(captures(shared_data))


@pytest.mark.shared_data
def test_tools_that_report_to_a_server_in_the_internet_are_found_within_two_minutes(recorded) -> None:
    found = {name.partition("_20")[0]: learnt_from(list(map(moved_outside, events))) for name, events in recorded}
    reporting = {name for name, some in found.items() if any(one.detector == "beaconing" for one in some)}

    # In the others the tool reports less than twenty times before the recording ends.
    assert reporting == {
        "covenant_dcom_executeexcel4macro_blocked",
        "covenant_dcom_registerxll",
        "covenant_getdomaingroup_ldap_searchrequest_domain_admins",
        "covenant_sc_query_dcerpc_smb_svcctl",
        "covenant_sharpsc_create_dcerpc_smb_svcctl",
        "covenant_sharpsc_query_dcerpc_smb_svcctl",
        "covenant_sharpsc_start_dcerpc_smb_svcctl",
        "empire_dcom_shellwindows_WORKSTATION5",
        "empire_ninjacopy_dumping_ntds_dit_file.pcapng",
        "mimikatz_CVE-2020-1472_Unauthenticated_NetrServerAuthenticate2",
        "empire_wmi_dcerpc_wmi_IWbemServices_ExecMethod_WORKSTATION5",
    }
    (one,) = [one for one in found["empire_dcom_shellwindows_WORKSTATION5"] if one.detector == "beaconing"]
    assert {fact.name: fact.value for fact in one.facts}["median_gap_s"] == "5"


@pytest.mark.shared_data
def test_a_server_at_an_address_of_the_office_is_a_neighbour_and_no_report(recorded) -> None:
    for name, events in recorded:
        assert not [one for one in learnt_from(events) if one.detector == "beaconing"], name
