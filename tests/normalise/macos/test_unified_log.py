from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.macos.unified_log import UNIFIED_LOG

ENTRY = {
    "timestamp": "2026-11-22 12:00:00.123456+0900",
    "machTimestamp": 1,
    "eventType": "logEvent",
    "eventMessage": "connection accepted",
    "processImagePath": "/usr/libexec/rapportd",
    "processID": 77,
    "subsystem": "com.apple.rapport",
}


def test_an_entry_is_an_event_of_macos():
    event = read_object(UNIFIED_LOG, ENTRY)

    assert event.time == datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)
    assert logsources(event) == {"macos/*/unified_log"}
    assert event.fields["message"] == event.fields["eventMessage"] == "connection accepted"
    assert event.fields["program"] == "rapportd"
    assert event.fields["pid"] == "77"


def test_a_sudo_command_is_a_process_creation_on_macos():
    message = "   alice : TTY=ttys000 ; PWD=/Users/alice ; USER=root ; COMMAND=/usr/bin/dscl . -list /Users"

    event = read_object(UNIFIED_LOG, {**ENTRY, "eventMessage": message, "processImagePath": "/usr/bin/sudo"})

    assert logsources(event) == {"macos/*/unified_log", "macos/process_creation/*"}
    assert event.fields["CommandLine"] == "/usr/bin/dscl . -list /Users"
    assert event.fields["Image"] == "/usr/bin/dscl"


def test_other_objects_are_left_to_others():
    assert not UNIFIED_LOG.recognises({"eventMessage": "x"})
    assert not UNIFIED_LOG.recognises({"timestamp": "x", "machTimestamp": 1})


@given(objects_with("eventMessage", "timestamp", "processImagePath", "processID", "machTimestamp", "eventType"))
def test_any_object_is_an_event(record):
    UNIFIED_LOG.recognises(record)

    UNIFIED_LOG.to_event(record, CONTEXT, 0)
