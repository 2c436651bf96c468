from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.linux.audit_records import arguments_of, parse_record, remote_end

HEAD = b"type=%s msg=audit(1604996384.965:93777): "


def record(kind: bytes, body: bytes):
    found = parse_record(HEAD % kind + body)
    assert found is not None
    return found


def test_quoted_values_lose_their_quotes():
    found = record(b"CWD", b'cwd="/home/a user"')

    assert found.fields == {"type": "CWD", "cwd": "/home/a user"}
    assert found.serial == "93777"
    assert found.time is not None
    assert found.time.isoformat() == "2020-11-10T08:19:44.965000+00:00"


def test_hexadecimal_values_become_text():
    found = record(b"PATH", b"item=1 name=2F746D702FE38182 inode=1")

    assert found.fields["name"] == "/tmp/あ"
    assert found.fields["inode"] == "1"


def test_a_process_title_reads_like_a_command_line():
    found = record(b"PROCTITLE", b"proctitle=617270002D61")

    assert found.fields["proctitle"] == "arp -a"


def test_arguments_of_a_system_call_stay_numbers():
    found = record(b"SYSCALL", b'arch=c000003e syscall=41 a0=26 a1=80805 comm=62 exe="/bin/b"')

    assert (found.fields["a0"], found.fields["a1"]) == ("26", "80805")
    assert found.fields["comm"] == "b"


def test_a_system_call_has_its_name():
    assert record(b"SYSCALL", b"arch=c000003e syscall=59").fields["SYSCALL"] == "execve"
    assert record(b"SYSCALL", b"arch=c00000b7 syscall=221").fields["SYSCALL"] == "execve"
    assert record(b"SYSCALL", b"arch=c000003e syscall=mknod").fields["SYSCALL"] == "mknod"
    assert "SYSCALL" not in record(b"SYSCALL", b"arch=c0ffee00 syscall=1").fields


@pytest.mark.parametrize("separator", [b"\x1d", b"#035"])
def test_names_of_an_enriched_log_are_fields(separator):
    found = record(b"SYSCALL", b'uid=0 key="k"' + separator + b'SYSCALL=execve UID="root"')

    assert found.fields["UID"] == "root"
    assert found.fields["SYSCALL"] == "execve"
    assert found.fields["key"] == "k"


def test_a_separator_inside_quotes_is_part_of_the_value():
    found = record(b"EXECVE", b'argc=3 a0="sh" a1="#035UID=x" a2="-c"')

    assert found.fields == {"type": "EXECVE", "argc": "3", "a0": "sh", "a1": "#035UID=x", "a2": "-c"}


def test_several_keys_are_several_values():
    assert record(b"SYSCALL", b"key=6B31016B32").fields["key"] == ("k1", "k2")


def test_unknown_values_are_absent():
    assert record(b"USER_LOGIN", b"pid=1 key=(null) msg='addr=? res=failed'").fields == {
        "type": "USER_LOGIN",
        "pid": "1",
        "res": "failed",
    }


def test_messages_of_programs_are_read_from_their_quotes():
    found = record(b"SERVICE_STOP", b'pid=1 uid=0 msg=\'unit=firewalld comm="systemd" exe="/usr/lib/systemd/systemd"\'')

    assert found.fields["unit"] == "firewalld"
    assert found.fields["comm"] == "systemd"


def test_the_kernel_writes_types_as_numbers():
    found = parse_record(b'[ 12.3] audit: type=1309 audit(1604996384.965:1): argc=1 a0="id"')

    assert found is not None
    assert found.fields == {"type": "EXECVE", "argc": "1", "a0": "id"}


def test_a_node_is_kept():
    found = parse_record(b"node=web01 " + HEAD % b"EOE")

    assert found is not None
    assert found.node == "web01"


def test_arguments_are_in_numeric_order():
    found = record(b"EXECVE", b" ".join(b'a%d="%d"' % (number, number) for number in reversed(range(12))))

    assert arguments_of(found.fields) == [str(number) for number in range(12)]


def test_pieces_of_a_long_argument_are_joined():
    assert record(b"EXECVE", b'a1_len=9 a1[0]="cd /tmp" a1[1]=3B6964').fields["a1"] == "cd /tmp;id"


@pytest.mark.parametrize(
    ("saddr", "expected"),
    [
        ("0200115CCB007109", ("203.0.113.9", "4444")),
        ("0A0001BB00000000" + "20010DB8" + "0" * 23 + "1" + "00000000", ("2001:db8::1", "443")),
        ("01002F72756E2F78", None),
        ("0200", None),
        ("xyz", None),
    ],
)
def test_a_socket_address_tells_the_remote_end(saddr, expected):
    assert remote_end(saddr) == expected


@given(st.binary(max_size=300), st.sampled_from([b"SYSCALL", b"EXECVE", b"PATH", b"USER_CMD", b"SOCKADDR"]))
def test_any_body_is_read(body, kind):
    found = parse_record(HEAD % kind + body)

    assert found is not None
    assert all(isinstance(value, (str, tuple)) for value in found.fields.values())
