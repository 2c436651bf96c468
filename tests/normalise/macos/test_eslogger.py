from __future__ import annotations

import pytest
from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.macos.eslogger import ESLOGGER


def message(name: str, event):
    return {
        "schema_version": 1,
        "time": "2026-11-22T03:00:00.123456789Z",
        "event_type": 9,
        "process": {"executable": {"path": "/bin/zsh"}, "audit_token": {"pid": 20}},
        "event": {name: event},
    }


def test_an_exec_is_a_process_creation():
    target = {"executable": {"path": "/usr/bin/curl"}, "ppid": 10, "audit_token": {"pid": 20, "euid": 501}}
    event = read_object(
        ESLOGGER, message("exec", {"target": target, "args": ["curl", "-o", "/tmp/x"], "cwd": {"path": "/Users/alice"}})
    )

    assert logsources(event) == {"macos/process_creation/endpoint_security"}
    assert event.fields["Image"] == "/usr/bin/curl"
    assert event.fields["CommandLine"] == "curl -o /tmp/x"
    assert event.fields["ParentImage"] == "/bin/zsh"
    assert event.fields["CurrentDirectory"] == "/Users/alice"
    assert (event.fields["ProcessId"], event.fields["ParentProcessId"], event.fields["User"]) == ("20", "10", "501")
    assert event.fields["event.exec.target.ppid"] == "10"


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("create", {"destination": {"new_path": {"dir": {"path": "/Library/"}, "filename": "x.plist"}}}),
        ("create", {"destination": {"existing_file": {"path": "/Library/x.plist"}}}),
        ("rename", {"destination": {"new_path": {"dir": {"path": "/Library"}, "filename": "x.plist"}}}),
        ("link", {"target_dir": {"path": "/Library"}, "target_filename": "x.plist"}),
        ("clone", {"target_dir": {"path": "/Library"}, "target_name": "x.plist"}),
        ("close", {"modified": True, "target": {"path": "/Library/x.plist"}}),
    ],
)
def test_a_written_file_is_a_file_event(name, event):
    found = read_object(ESLOGGER, message(name, event))

    assert logsources(found) == {"macos/file_event/endpoint_security"}
    assert found.fields["TargetFilename"] == "/Library/x.plist"
    assert found.fields["Image"] == "/bin/zsh"


def test_a_file_that_was_only_read_is_no_file_event():
    found = read_object(ESLOGGER, message("close", {"modified": False, "target": {"path": "/x"}}))

    assert logsources(found) == {"macos/*/endpoint_security"}
    assert found.fields["event_name"] == "close"


def test_a_deleted_file_is_a_file_deletion():
    found = read_object(ESLOGGER, message("unlink", {"target": {"path": "/var/log/x"}}))

    assert logsources(found) == {"macos/file_delete/endpoint_security"}
    assert found.fields["TargetFilename"] == "/var/log/x"


@given(
    objects_with("schema_version", "event", "process", "exec", "create", "target", "args", "executable", "path", "dir")
)
def test_any_object_is_an_event(record):
    ESLOGGER.recognises(record)

    ESLOGGER.to_event(record, CONTEXT, 0)
