"""Twin of `otasuke.normalise.windows.channels`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from normalise.windows.samples import SYSMON
from otasuke.events import LogSource
from otasuke.normalise.windows import channels
from otasuke.normalise.windows.channels import classify, enough_keys

# Written by programs of their own that a Windows channel does not stand for.
OTHER_CATEGORIES = {"antivirus"}


def logsources(
    channel: str | None, event_id: str | None, provider: str | None = None, event_type: str | None = None
) -> set[str]:
    return {str(source) for source in classify((channel, event_id, event_type, provider)).logsources}


@pytest.mark.parametrize(
    ("channel", "event_id", "expected"),
    [
        (SYSMON, "1", {"windows/process_creation/sysmon"}),
        (SYSMON, "13", {"windows/registry_set/sysmon", "windows/registry_event/sysmon"}),
        (SYSMON, "23", {"windows/file_delete/sysmon"}),
        (SYSMON, "26", {"windows/file_delete/sysmon", "windows/file_delete_detected/sysmon"}),
        (SYSMON, "999", {"windows/*/sysmon"}),
        ("Security", "4688", {"windows/process_creation/security"}),
        ("security", "4624", {"windows/*/security"}),
        ("Security", "4657", {"windows/*/security"}),
        ("Security", "5156", {"windows/*/security"}),
        ("Windows PowerShell", "400", {"windows/ps_classic_start/powershell-classic"}),
        ("Windows PowerShell", "600", {"windows/ps_classic_provider_start/powershell-classic"}),
        ("Microsoft-Windows-PowerShell/Operational", "4104", {"windows/ps_script/powershell"}),
        ("PowerShellCore/Operational", "4103", {"windows/ps_module/powershell"}),
        ("Microsoft-Windows-Windows Defender/Operational", "1116", {"windows/antivirus/windefend"}),
        ("Microsoft-Windows-Windows Defender/Operational", "5001", {"windows/*/windefend"}),
        ("Linux-Sysmon/Operational", "1", {"linux/process_creation/sysmon"}),
        ("Some-Vendor/Operational", "1", {"windows/*/*"}),
    ],
)
def test_channel_and_event_id_decide(channel: str, event_id: str, expected: set[str]) -> None:
    assert logsources(channel, event_id) == expected


@pytest.mark.parametrize(
    ("event_type", "category"), [("CreateKey", "registry_add"), ("DeleteValue", "registry_delete")]
)
def test_the_event_type_of_sysmon_12_says_what_happened_to_the_key(event_type: str, category: str) -> None:
    assert logsources(SYSMON, "12", None, event_type) == {
        f"windows/{category}/sysmon",
        "windows/registry_event/sysmon",
    }


def test_sysmon_12_stays_both_when_nxlog_has_overwritten_the_event_type() -> None:
    assert {"windows/registry_add/sysmon", "windows/registry_delete/sysmon"} <= logsources(SYSMON, "12", None, "INFO")


def test_the_provider_decides_when_there_is_no_channel() -> None:
    assert logsources(None, "1", "Microsoft-Windows-Sysmon") == {"windows/process_creation/sysmon"}
    assert logsources(None, "12", "Microsoft-Windows-Kernel-File") == {"windows/file_access/*"}
    assert logsources(None, "27", "Microsoft-Windows-Kernel-File") == {"windows/file_rename/*"}
    assert logsources(None, None) == {"windows/*/*"}


def test_a_4688_has_the_fields_of_a_process_creation() -> None:
    aliases = classify(("Security", "4688", None, None)).aliases

    assert aliases["Image"] == "NewProcessName"
    assert aliases["ParentImage"] == "ParentProcessName"


def test_one_kind_of_event_is_one_class() -> None:
    assert classify((SYSMON, "1", "a", None)) is classify((SYSMON.upper(), "1", "b", "x"))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("Security", "4688", "x", "y"), 2),
        ((SYSMON, "1", "x", "y"), 2),
        ((SYSMON, "12", "CreateKey", "y"), 3),
        (("Somebody/Else", "1", "x", "y"), 4),
        ((None, "1", None, "Microsoft-Windows-Sysmon"), 4),
    ],
)
def test_the_keys_after_enough_of_them_change_nothing(keys: tuple[str | None, ...], expected: int) -> None:
    others = (*keys[:expected], *("other",) * (4 - expected))

    assert enough_keys(keys) == expected
    assert classify(others) is classify(keys)


def test_every_windows_log_source_of_the_rules_can_be_reached(shared_data: Path) -> None:
    reachable = {
        source
        for channel in channels._SERVICES
        for event_id in map(str, (*range(30), 255, 400, 600, 800, 1116, 4103, 4104, 4688))
        for source in classify((channel, event_id, None, None)).logsources
    } | {
        source
        for event_id in ("12", "27")
        for source in classify((None, event_id, None, "Microsoft-Windows-Kernel-File")).logsources
    }

    unreachable = {
        str(wanted) for wanted in windows_logsources(shared_data / "sigma") if not any(map(wanted.covers, reachable))
    }

    assert unreachable == set()


def windows_logsources(rules: Path) -> set[LogSource]:
    found = set()
    for path in rules.rglob("*.yml"):
        if "windows" in path.parts:
            for rule in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):
                source = rule.get("logsource", {})
                found.add(LogSource(source.get("product"), source.get("category"), source.get("service")))
    return found


@given(st.tuples(*[st.none() | st.text(max_size=300)] * 4))
def test_every_key_has_a_class(keys: tuple[str | None, str | None, str | None, str | None]) -> None:
    assert classify(keys).logsources
