from __future__ import annotations

import pytest
from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.macos.elastic_defend import ELASTIC_DEFEND


def ecs(system: str, category: str, kind: str, action: str, **members):
    return {
        "@timestamp": "2026-11-22T03:00:00.000Z",
        "agent": {"type": "endpoint"},
        "host": {"hostname": "mac-01", "os": {"type": system}},
        "event": {"category": [category], "type": [kind], "action": action, "module": "endpoint"},
        "process": {"executable": "/bin/zsh", "pid": 7, "args": ["zsh", "-c", "id"]},
        "user": {"name": "alice"},
        **members,
    }


@pytest.mark.parametrize(
    ("system", "category", "kind", "action", "expected"),
    [
        ("macos", "process", "start", "exec", "macos/process_creation/*"),
        ("linux", "process", "start", "exec", "linux/process_creation/*"),
        ("windows", "process", "start", "start", "windows/process_creation/*"),
        ("linux", "process", "start", "fork", "linux/*/elastic_defend"),
        ("linux", "process", "end", "end", "linux/*/elastic_defend"),
        ("macos", "file", "creation", "creation", "macos/file_event/*"),
        ("linux", "file", "deletion", "deletion", "linux/file_delete/*"),
        ("linux", "network", "start", "connection_attempted", "linux/network_connection/*"),
        ("linux", "network", "end", "disconnect_received", "linux/*/elastic_defend"),
        ("macos", "network", "protocol", "lookup_requested", "macos/dns/*"),
        ("windows", "network", "protocol", "lookup_result", "windows/dns_query/*"),
        ("windows", "library", "start", "load", "windows/image_load/*"),
        ("windows", "registry", "change", "modification", "windows/registry_set/*"),
    ],
)
def test_system_and_kind_choose_the_log_source(system, category, kind, action, expected):
    assert logsources(read_object(ELASTIC_DEFEND, ecs(system, category, kind, action))) == {expected}


def test_a_process_has_sigmas_names():
    process = {
        "executable": "/usr/bin/osascript",
        "command_line": "osascript -e x",
        "working_directory": "/tmp",
        "parent": {"executable": "/bin/zsh", "args": ["zsh", "-i"]},
    }

    event = read_object(ELASTIC_DEFEND, ecs("macos", "process", "start", "exec", process=process))

    assert event.sensor == "mac-01"
    assert event.fields["Image"] == "/usr/bin/osascript"
    assert event.fields["CommandLine"] == "osascript -e x"
    assert event.fields["ParentImage"] == "/bin/zsh"
    assert event.fields["ParentCommandLine"] == "zsh -i"
    assert event.fields["CurrentDirectory"] == "/tmp"
    assert event.fields["User"] == "alice"


def test_arguments_stand_in_for_a_missing_command_line():
    event = read_object(ELASTIC_DEFEND, ecs("macos", "process", "start", "exec"))

    assert event.fields["CommandLine"] == "zsh -c id"


@pytest.mark.parametrize(("action", "initiated"), [("connection_attempted", "true"), ("connection_accepted", "false")])
def test_a_connection_says_who_began(action, initiated):
    destination = {"ip": "203.0.113.9", "port": 4444, "domain": "c2.example"}

    event = read_object(ELASTIC_DEFEND, ecs("linux", "network", "start", action, destination=destination))

    assert event.fields["Initiated"] == initiated
    assert event.fields["DestinationIp"] == "203.0.113.9"
    assert event.fields["DestinationPort"] == "4444"
    assert event.fields["DestinationHostname"] == "c2.example"


def test_a_family_stands_in_for_the_type_of_the_system():
    host = {"os": {"family": "debian", "platform": "ubuntu"}}

    event = read_object(ELASTIC_DEFEND, ecs("", "process", "start", "exec", host=host))

    assert logsources(event) == {"linux/process_creation/*"}


def test_windows_event_logs_audit_records_and_other_ecs_are_left_to_others():
    assert not ELASTIC_DEFEND.recognises(ecs("linux", "process", "start", "executed", auditd={}))
    assert not ELASTIC_DEFEND.recognises(ecs("windows", "process", "start", "start", winlog={}))
    assert not ELASTIC_DEFEND.recognises(ecs("linux", "web", "access", "get"))
    assert not ELASTIC_DEFEND.recognises({"event": {"category": ["process"]}})


@given(objects_with("event", "host", "os", "type", "family", "category", "action", "process", "args", "winlog"))
def test_any_object_is_an_event(record):
    ELASTIC_DEFEND.recognises(record)

    ELASTIC_DEFEND.to_event(record, CONTEXT, 0)
