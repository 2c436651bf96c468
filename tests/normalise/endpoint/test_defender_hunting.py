from datetime import UTC, datetime

from normalise.cloud.reading import is_covered, read
from normalise.endpoint.samples import HUNTING_FILE, HUNTING_LOGON, HUNTING_PROCESS, HUNTING_REGISTRY, HUNTING_STREAM


def test_a_new_process_is_a_process_creation():
    event = read(HUNTING_PROCESS)

    assert is_covered(event, "windows", "process_creation", None)
    assert event.time == datetime(2024, 3, 29, 5, 59, 0, 123456, tzinfo=UTC)
    assert event.sensor == event.fields["Computer"] == "pc-12.example.co.jp"


def test_the_streaming_envelope_is_taken_off():
    event = read(HUNTING_STREAM)

    assert is_covered(event, "windows", "network_connection", None)
    assert event.fields["Type"] == "DeviceNetworkEvents"


def test_registry_and_file_events_have_sigmas_log_sources():
    assert is_covered(read(HUNTING_REGISTRY), "windows", "registry_set", None)
    assert is_covered(read(HUNTING_REGISTRY), "windows", "registry_event", None)
    assert is_covered(read(HUNTING_FILE), "windows", "file_event", None)


def test_a_linux_device_is_told_by_its_paths():
    event = read({**HUNTING_PROCESS, "FolderPath": "/usr/bin/curl", "FileName": "curl"})

    assert is_covered(event, "linux", "process_creation", None)


def test_a_kind_that_sigma_does_not_know_keeps_its_columns():
    event = read(HUNTING_LOGON)

    assert [str(logsource) for logsource in event.logsources] == ["m365/*/advanced_hunting"]
    assert event.fields["ActionType"] == "LogonSuccess"
