from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.linux.reading import read_event
from otasuke.normalise.linux.nas import read_nas
from otasuke.normalise.linux.programs import meaning_of
from otasuke.normalise.linux.syslog import SYSLOG


def fields(program: str, message: str) -> dict[str, object]:
    found = read_nas(program, message)
    assert found is not None
    return {**found[0], "is": str(found[1])}


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("User [admin] from [203.0.113.9] failed to log in via [DSM] due to authorization failure.", "failure"),
        ("User [admin] from [203.0.113.9] failed to sign in to [DSM] via [password] due to authorization failure.", "failure"),
        ("User [admin] from [203.0.113.9(KEIRI-01)] logged in successfully via [DSM].", "success"),
        ("User [admin] from [203.0.113.9] signed in to [DSM] successfully via [password].", "success"),
    ],
)  # fmt: skip
def test_a_synology_login_names_who_from_where_and_how_it_went(message, outcome):
    expected = {"user": "admin", "src_ip": "203.0.113.9", "service": "DSM", "operation": "login", "outcome": outcome}

    assert fields("Connection", message) == {**expected, "is": "synology/nas/connection"}


def test_a_synology_file_event_keeps_commas_in_its_path():
    words = "Path: /share/a, b.pdf, File/Folder: File, Size: 1.2 KB, User: keiri, IP: 192.168.1.9"

    found = fields("", f"WinFileService Event: delete, {words}")

    assert (found["operation"], found["path"], found["user"]) == ("delete", "/share/a, b.pdf", "keiri")
    assert found["src_ip"] == "192.168.1.9"


def test_a_synology_system_message_says_who_did_what():
    found = {"user": "admin", "msg": "[SSH] service was started.", "is": "synology/nas/system"}

    assert fields("", "System admin:#011[SSH] service was started.") == found
    assert fields("", "System admin:\t[SSH] service was started.") == found
    assert fields("Hyper_Backup", "admin:#011Backup task [a] was deleted.")["msg"] == "Backup task [a] was deleted."


def test_a_qnap_login_has_the_same_fields_as_a_synology_login():
    words = "Users: admin, Source IP: 192.168.2.1, Computer name: ---, Connection type: HTTP, Accessed resources: ---"

    found = fields("qulogd", f"conn log: {words}, Action: Login Fail")

    expected = {"user": "admin", "src_ip": "192.168.2.1", "service": "HTTP", "operation": "login", "outcome": "failure"}
    assert found == {**expected, "is": "qnap/nas/conn"}


def test_a_qnap_file_access_is_an_operation_on_a_path():
    words = "Users: keiri, Source IP: 192.168.2.1, Computer name: K, Connection type: SAMBA, Accessed resources: a, b/c.xlsx"

    found = fields("qulogd", f"conn log: {words}, Action: Delete")

    assert (found["operation"], found["path"]) == ("delete", "a, b/c.xlsx")


def test_a_qnap_event_tells_what_happened():
    words = "Application: Storage & Snapshots, Category: Snapshot, Content: [Storage & Snapshots] Deleted snapshot."

    found = fields("qulogd", f"event log: Users: admin, Source IP: 192.168.2.1, Computer name: ---, {words}")

    assert (found["msg"], found["is"]) == ("[Storage & Snapshots] Deleted snapshot.", "qnap/nas/event")


@pytest.mark.parametrize(
    ("message", "operation", "path"),
    [
        ("192.168.1.9|keiri|unlinkat|ok|share/a.xlsx", "delete", "share/a.xlsx"),
        ("192.168.1.9|keiri|renameat|ok|a.xlsx|a.xlsx.locked", "rename", ("a.xlsx", "a.xlsx.locked")),
        ("192.168.1.9|keiri|open|ok|r|share/a.xlsx", "open", "share/a.xlsx"),
    ],
)
def test_samba_says_what_was_done_to_which_file(message, operation, path):
    found = fields("smbd_audit", message)

    assert (found["operation"], found["path"], found["outcome"]) == (operation, path, "success")


def test_what_samba_refused_failed():
    assert fields("smbd_audit", "192.168.1.9|keiri|open|fail (Permission denied)|r|a")["outcome"] == "failure"


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("qulogd", "started"),
        ("smbd_audit", "a|b"),
        ("Connection", "closed"),
        ("", "System is going down"),
        ("sshd", "User [a] from [1.2.3.4] logged in successfully via [DSM]."),
    ],
)
def test_other_messages_are_not_of_a_nas(program, message):
    assert read_nas(program, message) is None


def test_a_message_of_a_nas_is_still_one_of_syslog():
    sources = meaning_of("smbd_audit", "", "192.168.1.9|keiri|open|ok|r|a").logsources

    assert [str(one) for one in sources] == ["samba/nas/audit", "linux/*/syslog"]


def test_lines_as_log_center_sends_them_are_read():
    event = read_event(SYSLOG, b"<14>Mar 11 17:30:01 NAS01 System admin:\t[SSH] service was started.\n")

    assert (event.sensor, event.fields["msg"]) == ("NAS01", "[SSH] service was started.")


@given(st.sampled_from(["qulogd", "smbd_audit", "Connection", ""]), st.text(max_size=200))
def test_no_message_raises(program, message):
    read_nas(program, message)
    read_nas(program, "conn log: Users: " + message)
    read_nas(program, "System a: " + message)
