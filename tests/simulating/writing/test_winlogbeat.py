from __future__ import annotations

from random import Random

import orjson
import pytest

from otasuke.events import LogSource
from otasuke.simulating.company import Kind
from otasuke.simulating.writing import programs, winlogbeat
from otasuke.simulating.writing.templates import Template
from simulating.reading import MORNING, read, values_of

CASES = {
    "process_creation": winlogbeat.process(programs.EXCEL, "excel.exe 1", parent=programs.EXPLORER),
    "network_connection": winlogbeat.connection(programs.EDGE, "203.0.113.7", "443"),
    "file_event": winlogbeat.file_created(programs.EDGE, r"C:\a.txt"),
    "registry_set": winlogbeat.registry_set(programs.EDGE, r"HKU\a", "1"),
    "dns_query": winlogbeat.name_asked(programs.EDGE, "www.example.jp", "::ffff:203.0.113.7;"),
    "image_load": winlogbeat.image_loaded(programs.EDGE, programs.DEFENDER),
    "ps_script": winlogbeat.script_block("Get-Date"),
}


def filled(template: Template) -> bytes:
    values = values_of(Kind.PC)
    winlogbeat.freshen(values, Random(1))
    return template.fill(values)


@pytest.mark.parametrize("category", CASES)
def test_an_event_belongs_to_its_category(category: str) -> None:
    event = read([filled(CASES[category])])[0]

    assert category in {source.category for source in event.logsources}
    assert event.time == MORNING
    assert not [value for value in event.fields.values() if "⟦" in str(value)]


def test_a_start_is_a_process_creation_in_the_security_log_too() -> None:
    event = read([filled(winlogbeat.process_4688(programs.CMD, "cmd /c dir", parent=programs.EXPLORER))])[0]

    assert LogSource("windows", "process_creation", "security") in event.logsources
    assert event.fields["Image"] == programs.CMD.image
    assert event.fields["CommandLine"] == "cmd /c dir"


def test_a_service_is_of_the_system_log() -> None:
    event = read([filled(winlogbeat.service_installed("kgwmx", r"\\127.0.0.1\ADMIN$\kgwmx.exe"))])[0]

    assert LogSource("windows", None, "system") in event.logsources
    assert event.fields["ImagePath"] == r"\\127.0.0.1\ADMIN$\kgwmx.exe"


def test_a_message_of_sysmon_says_what_the_data_say() -> None:
    record = orjson.loads(filled(CASES["process_creation"]))

    assert f"Image: {programs.EXCEL.image}" in record["message"]
    assert record["winlog"]["event_data"]["UtcTime"] == "2026-04-14 01:00:00.000"
    assert record["agent"]["type"] == "winlogbeat"


def test_ids_are_new_each_time() -> None:
    dice, values = Random(1), values_of(Kind.PC)
    lines = []
    for _ in range(50):
        winlogbeat.freshen(values, dice)
        lines.append(orjson.loads(CASES["process_creation"].fill(values))["winlog"]["event_data"])

    assert len({line["ProcessGuid"] for line in lines}) == 50
    assert all(int(line["ProcessId"]) % 4 == 0 for line in lines)
