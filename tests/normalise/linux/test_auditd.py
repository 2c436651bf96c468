from __future__ import annotations

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.linux.reading import logsources, read, read_events
from otasuke.events import Event, Reject
from otasuke.normalise.linux.auditd import TEXT

SYSCALL = (
    b"type=SYSCALL msg=audit(1604996384.965:%d): arch=c000003e syscall=%d success=%s exit=0 a0=5 ppid=%d pid=%d "
    b'uid=0 comm="dd" exe="%s" key=(null)\n'
)
AUDITD, PROCESS = "linux/*/auditd", "linux/process_creation/*"


def started(serial: int, pid: int, ppid: int, *arguments: bytes, success: bytes = b"yes") -> bytes:
    execve = b"type=EXECVE msg=audit(1604996384.965:%d): argc=%d" % (serial, len(arguments))
    words = b"".join(b' a%d="%s"' % (index, argument) for index, argument in enumerate(arguments))
    cwd = b'\ntype=CWD msg=audit(1604996384.965:%d): cwd="/home/alice"\n' % serial
    return SYSCALL % (serial, 59, success, ppid, pid, b"/usr/bin/" + arguments[0]) + execve + words + cwd


def test_every_record_is_one_event():
    events = read_events(TEXT, started(1, 20, 10, b"dd", b"if=/dev/zero"))

    assert [event.fields["type"] for event in events] == ["SYSCALL", "EXECVE", "CWD"]
    assert [event.record for event in events] == [0, 1, 2]
    assert all(AUDITD in logsources(event) for event in events)


def test_an_execve_is_a_process_creation():
    _, execve, _ = read_events(TEXT, started(1, 20, 10, b"dd", b"if=/dev/zero"))

    assert logsources(execve) == {AUDITD, PROCESS}
    assert execve.fields["CommandLine"] == "dd if=/dev/zero"
    assert execve.fields["Image"] == "/usr/bin/dd"
    assert execve.fields["User"] == "root"
    assert execve.fields["CurrentDirectory"] == "/home/alice"
    assert (execve.fields["ProcessId"], execve.fields["ParentProcessId"]) == ("20", "10")
    assert "ParentImage" not in execve.fields


def test_a_parent_that_was_seen_is_named():
    events = read_events(TEXT, started(1, 20, 10, b"bash", b"-i") + started(2, 30, 20, b"id"))

    child = events[4]
    assert child.fields["ParentImage"] == "/usr/bin/bash"
    assert child.fields["ParentCommandLine"] == "bash -i"


def test_a_program_that_could_not_start_is_no_process():
    _, execve, _ = read_events(TEXT, started(1, 20, 10, b"dd", success=b"no"))

    assert logsources(execve) == {AUDITD}


def test_arguments_spread_over_records_make_one_command_line():
    more = b'type=EXECVE msg=audit(1604996384.965:1): a2[0]="cd /tmp"\ntype=EXECVE msg=audit(1604996384.965:1): a2[1]=3B6964\n'
    lines = started(1, 20, 10, b"sh", b"-c") + more

    events = read_events(TEXT, lines)

    assert [PROCESS in logsources(event) for event in events] == [False, True, False, False, False]
    assert events[1].fields["CommandLine"] == "sh -c cd /tmp;id"


def test_a_created_path_is_a_file_event():
    lines = (
        SYSCALL % (1, 257, b"yes", 10, 20, b"/usr/bin/cp")
        + b'type=CWD msg=audit(1604996384.965:1): cwd="/etc"\n'
        + b'type=PATH msg=audit(1604996384.965:1): item=0 name="./cron.d/x" nametype=CREATE\n'
        + b'type=PATH msg=audit(1604996384.965:1): item=1 name="/etc/passwd" nametype=NORMAL\n'
    )

    _, _, created, normal = read_events(TEXT, lines)

    assert logsources(created) == {AUDITD, "linux/file_event/*"}
    assert created.fields["TargetFilename"] == "/etc/cron.d/x"
    assert created.fields["Image"] == "/usr/bin/cp"
    assert logsources(normal) == {AUDITD}


@pytest.mark.parametrize(("syscall", "initiated"), [(42, "true"), (43, "false")])
def test_connect_and_accept_are_network_connections(syscall, initiated):
    saddr = b"type=SOCKADDR msg=audit(1604996384.965:1): saddr=0200115CCB007109\n"

    _, event = read_events(TEXT, SYSCALL % (1, syscall, b"yes", 10, 20, b"/usr/bin/nc") + saddr)

    assert logsources(event) == {AUDITD, "linux/network_connection/*"}
    assert event.fields["Initiated"] == initiated
    assert event.fields["DestinationIp" if initiated == "true" else "SourceIp"] == "203.0.113.9"


def test_lines_wrapped_in_syslog_name_their_host():
    line = b'Nov 22 10:00:00 web01 audispd: type=CWD msg=audit(1604996384.965:1): cwd="/"'

    (event,) = read_events(TEXT, line)

    assert event.sensor == "web01"


def test_what_is_no_record_is_rejected_with_its_place():
    found = read(TEXT, started(1, 20, 10, b"id") + b"----\nrubbish\n" + started(2, 30, 20, b"id"))

    (reject,) = (item for item in found if isinstance(item, Reject))
    assert reject.excerpt == b"rubbish"
    assert reject.offset == len(started(1, 20, 10, b"id")) + len(b"----\n")
    assert len(found) == 7


def test_an_endless_story_is_read_in_bounded_pieces():
    line = b'type=PATH msg=audit(1604996384.965:1): item=0 name="/x" nametype=NORMAL\n'

    assert len(read_events(TEXT, line * 20_000)) == 20_000


@given(
    st.lists(
        st.binary(max_size=80) | st.builds(lambda body: started(1, 2, 3, b"id").strip() + body, st.binary(max_size=40))
    )
)
def test_hostile_bytes_never_raise_and_nothing_is_lost(parts):
    data = b"\n".join(parts)

    found = read(TEXT, data)

    blank = [line for line in data.split(b"\n") if line.strip(b"\r\0 ") in (b"", b"----")]
    assert len(found) == len(data.split(b"\n")) - len(blank)
    assert all(isinstance(item, (Event, Reject)) for item in found)


def test_recordings_of_linux_attacks_are_read_without_loss(shared_data):
    paths = sorted((shared_data / "otrf/atomic/linux").rglob("*.zip"))
    assert paths
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())

        events = read_events(TEXT, data)

        assert TEXT.recognises(data[:4096])
        assert len(events) == len(data.splitlines())
        assert any(PROCESS in logsources(event) for event in events)
