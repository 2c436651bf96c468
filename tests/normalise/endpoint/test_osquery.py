from datetime import UTC, datetime

from normalise.cloud.reading import is_covered, read
from normalise.endpoint.samples import (
    BATCH,
    FILE_ADDED,
    MAC_PROCESS,
    PROCESS_ADDED,
    SNAPSHOT,
    SOCKET_ADDED,
    STATUS,
)


def test_a_process_event_is_a_process_creation_with_sigmas_names():
    event = read(PROCESS_ADDED)

    assert is_covered(event, "linux", "process_creation", None)
    assert is_covered(event, "osquery", None, "results")
    assert event.fields["Image"] == "/usr/bin/curl"
    assert event.fields["CommandLine"].startswith("curl -o")
    assert event.fields["ParentProcessId"] == "400"
    assert event.fields["User"] == "hanako"
    assert event.sensor == "pc-12"


def test_an_event_happened_when_its_row_says():
    assert read(PROCESS_ADDED).time == datetime(2024, 3, 29, 5, 58, 59, tzinfo=UTC)


def test_the_decorations_tell_a_mac():
    assert is_covered(read(MAC_PROCESS), "macos", "process_creation", None)


def test_a_removed_row_is_no_new_process():
    event = read({**PROCESS_ADDED, "action": "removed"})

    assert not is_covered(event, "linux", "process_creation", None)


def test_an_outgoing_connection_is_known_by_its_columns():
    event = read(SOCKET_ADDED)

    assert is_covered(event, "linux", "network_connection", None)
    assert (event.fields["DestinationIp"], event.fields["DestinationPort"]) == ("198.51.100.7", "4444")
    assert event.fields["Initiated"] == "true"


def test_a_bind_is_no_connection():
    event = read({**SOCKET_ADDED, "columns": {**SOCKET_ADDED["columns"], "action": "bind"}})

    assert not is_covered(event, None, "network_connection", None)


def test_a_new_file_is_a_file_event_and_a_deleted_one_is_not():
    deleted = read({**FILE_ADDED, "columns": {**FILE_ADDED["columns"], "action": "DELETED"}})

    assert is_covered(read(FILE_ADDED), "linux", "file_event", None)
    assert read(FILE_ADDED).fields["TargetFilename"] == "/etc/cron.d/x"
    assert is_covered(deleted, "linux", "file_delete", None)


def test_snapshots_and_batches_are_one_event_with_lists():
    assert read(SNAPSHOT).fields["username"] == ("root", "hanako")
    assert read(BATCH).fields["port"] == ("22", "80")
    assert read(BATCH).fields["diffResults.removed.port"] == ("8080",)


def test_osquerys_own_messages_are_its_status():
    assert is_covered(read(STATUS), "osquery", None, "status")
