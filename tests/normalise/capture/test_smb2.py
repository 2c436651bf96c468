from __future__ import annotations

import struct
from uuid import UUID

from normalise.capture.writing import ntlm, rpc_bind, rpc_call, smb2
from otasuke.normalise.capture.smb2 import Smb2

FILE = bytes(range(16))
SERVICES = UUID("367abb81-9844-35f1-ad32-98f038001003").bytes_le


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def spoken(*turns: tuple[bool, bytes]) -> list[dict[str, object]]:
    talk = Smb2()
    return [one for to_server, data in turns for one in talk.message(data[4:], to_server=to_server)]


def exchange(
    command: int, number: int, ask: bytes, answer: bytes, *, status: int = 0, tree: int = 0
) -> list[tuple[bool, bytes]]:
    return [
        (True, smb2(command, ask, number=number, tree=tree)),
        (False, smb2(command, answer, number=number, is_answer=True, status=status, tree=tree)),
    ]


def opened(name: str, share: str, kind: int) -> list[tuple[bool, bytes]]:
    path, text = wide(share), wide(name)
    create = struct.pack("<HBBIQQIIIIIHH", 57, 0, 0, 2, 0, 0, 0x12019F, 0, 7, 1, 0, 64 + 56, len(text)).ljust(56, b"\0")
    return [
        *exchange(
            3, 1, struct.pack("<HHHH", 9, 0, 72, len(path)) + path, struct.pack("<HBB", 16, kind, 0) + bytes(12), tree=5
        ),
        *exchange(5, 2, create + text, bytes(64) + FILE, tree=5),
    ]


def test_the_dialect_is_the_one_that_was_agreed():
    ask = struct.pack("<HH32x2H", 36, 2, 0x0202, 0x0311)

    first, second = spoken(*exchange(0, 0, ask, struct.pack("<HHH", 65, 1, 0x0311)), *exchange(1, 1, b"", b""))

    assert (first["command"], first["client_dialects"]) == ("SMB2_COMMAND_NEGOTIATE_PROTOCOL", ["2.02", "3.11"])
    assert second["dialect"] == "3.11"


def test_who_signs_in_is_told_with_the_outcome():
    (one,) = spoken(*exchange(1, 1, bytes(24) + ntlm("yamada", "KEIRI-PC"), b"", status=0xC000006D))

    assert one["ntlmssp"]["host"] == "KEIRI-PC"
    assert one["status"] == "STATUS_LOGON_FAILURE"


def test_a_file_is_told_with_its_share():
    tree, file = spoken(*opened("請求書.xlsx", "\\\\nas\\keiri", 1))

    assert (tree["share"], tree["share_type"]) == ("\\\\nas\\keiri", "FILE")
    assert (file["filename"], file["share"], file["disposition"]) == ("請求書.xlsx", "\\\\nas\\keiri", "FILE_OPEN")


def test_a_file_that_is_renamed_is_told_with_both_names():
    to = wide("a.xlsx.locked")
    info = bytes(16) + struct.pack("<I", len(to)) + to
    ask = struct.pack("<HBBIHHI", 33, 1, 10, len(info), 64 + 32, 0, 0) + FILE + info

    *_, last = spoken(*opened("a.xlsx", "\\\\nas\\keiri", 1), *exchange(17, 3, ask, b""))

    assert last["rename"] == {"from": "a.xlsx", "to": "a.xlsx.locked"}


def test_calls_through_a_pipe_are_told():
    bind, call = rpc_bind(SERVICES), rpc_call(12)
    write = struct.pack("<HHIQ", 49, 64 + 48, len(bind), 0) + FILE + bytes(16) + bind
    transceive = struct.pack("<HHI", 57, 0, 0x11C017) + FILE + struct.pack("<II", 64 + 56, len(call)) + bytes(24) + call

    *_, first, second = spoken(
        *opened("svcctl", "\\\\pc\\IPC$", 2), *exchange(9, 3, write, b""), *exchange(11, 4, transceive, b"")
    )

    assert first["dcerpc"]["request"] == "BIND"
    assert (second["named_pipe"], second["dcerpc"]["interfaces"][0]["procedure"]) == ("svcctl", "CreateServiceW")


def test_an_answer_that_nobody_asked_for_says_nothing():
    assert spoken((False, smb2(5, bytes(80), number=9, is_answer=True))) == []


def test_what_is_pending_is_told_when_it_is_answered():
    tree = struct.pack("<HHHH", 9, 0, 72, 2) + wide("x")

    found = spoken(
        (True, smb2(3, tree, number=1)),
        (False, smb2(3, b"", number=1, is_answer=True, status=0x103)),
        (False, smb2(3, b"", number=1, is_answer=True, status=0xC0000022)),
    )

    assert [one["status"] for one in found] == ["STATUS_ACCESS_DENIED"]
