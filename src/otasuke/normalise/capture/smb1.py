"""Messages of SMB 1: what old computers, printers and NAS speak."""

from __future__ import annotations

import struct
from collections import OrderedDict
from typing import Any

from otasuke.normalise.capture.cursor import Malformed, unpack
from otasuke.normalise.capture.ntlm import ntlm_message
from otasuke.normalise.capture.smb2 import STATUSES

_HEADER = struct.Struct("<4sBIBHH8xHHHHH")
_NEGOTIATE, _SESSION_SETUP, _TREE_CONNECT, _CREATE, _RENAME = 0x72, 0x73, 0x75, 0xA2, 0x07
_COMMANDS = {
    _NEGOTIATE: "SMB1_COMMAND_NEGOTIATE_PROTOCOL", _SESSION_SETUP: "SMB1_COMMAND_SESSION_SETUP_ANDX",
    _TREE_CONNECT: "SMB1_COMMAND_TREE_CONNECT_ANDX", _CREATE: "SMB1_COMMAND_NT_CREATE_ANDX", _RENAME: "SMB1_COMMAND_RENAME",
}  # fmt: skip
_ANSWER = 0x80
_UNICODE = 0x8000
_MOST_WAITING = 512
_EXTENDED_WORDS = 12
_PLAIN_WORDS = 13
_ANSWER_WORDS = (3, 4)


class Smb1:
    """The state of a connection: what was asked, and the dialect that was agreed."""

    def __init__(self) -> None:
        self.waiting: OrderedDict[tuple[int, int], dict[str, Any]] = OrderedDict()
        self._dialect = ""
        self._offered: list[str] = []

    def message(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """What a message completes. Raises Malformed."""
        _, command, status, flags, flags2, _, _, tree, _, user, number = unpack(_HEADER, data, 0)
        if command not in _COMMANDS or bool(flags & _ANSWER) is to_server:
            return []
        words = data[33 : 33 + data[32] * 2] if len(data) > 32 else b""
        at = 33 + len(words) + 2
        is_unicode = bool(flags2 & _UNICODE)
        if to_server:
            asked = self._request(command, words, data, at, is_unicode=is_unicode)
            header = {"id": number, "command": _COMMANDS[command], "session_id": user, "tree_id": tree}
            self.waiting[(command, number)] = header | asked
            if len(self.waiting) > _MOST_WAITING:
                self.waiting.popitem(last=False)
            return []
        answered = self.waiting.pop((command, number), None)
        if answered is None:
            return []
        answered |= self._response(command, words, data, at, is_unicode=is_unicode)
        known = {"dialect": self._dialect} if self._dialect else {}
        code = f"0x{status:x}"
        return [known | answered | {"status": STATUSES.get(status, code), "status_code": code}]

    def _request(self, command: int, words: bytes, data: bytes, at: int, *, is_unicode: bool) -> dict[str, Any]:
        if command == _NEGOTIATE:
            parts = data[at:].split(b"\x02")[1:]
            self._offered = [one.rstrip(b"\0").decode("ascii", "backslashreplace") for one in parts[:64]]
            return {"client_dialects": self._offered}
        if command == _SESSION_SETUP:
            return self._setup(words, data, at, is_unicode=is_unicode)
        if command == _TREE_CONNECT:
            (size,) = unpack(struct.Struct("<H"), words, 6)
            return {"share": _texts(data, at + size, is_unicode=is_unicode)[0]}
        if command == _CREATE:
            return {"filename": _texts(data, at, is_unicode=is_unicode)[0] or "<share_root>"}
        old, new = (*_texts(data[: len(data)], at + 1, is_unicode=is_unicode), "", "")[:2]
        return {"rename": {"from": old, "to": new.removeprefix("\x04")}}

    def _setup(self, words: bytes, data: bytes, at: int, *, is_unicode: bool) -> dict[str, Any]:
        """Who signs in, and with which system (`native_os`)."""
        body: dict[str, Any] = {}
        if len(words) == _EXTENDED_WORDS * 2:
            (size,) = unpack(struct.Struct("<H"), words, 14)
            said = ntlm_message(data[at : at + size])
            body |= {"ntlmssp": said[1]} if said and said[0] == "client" else {}
            texts = _texts(data, at + size, is_unicode=is_unicode)
        elif len(words) == _PLAIN_WORDS * 2:
            plain, hashed = unpack(struct.Struct("<HH"), words, 14)
            user, domain, *texts = (*_texts(data, at + plain + hashed, is_unicode=is_unicode), "", "")
            body |= {"ntlmssp": {"user": user, "domain": domain}} if user else {}
        else:
            raise Malformed(f"a session setup of {len(words) // 2} words cannot be")
        system, program = (*texts, "", "")[:2]
        return body | ({"request": {"native_os": system, "native_lm": program}} if system else {})

    def _response(self, command: int, words: bytes, data: bytes, at: int, *, is_unicode: bool) -> dict[str, Any]:
        if command == _NEGOTIATE and len(words) >= 2:
            (number,) = struct.unpack_from("<H", words)
            self._dialect = self._offered[number] if number < len(self._offered) else "unknown"
        if command == _SESSION_SETUP and len(words) // 2 in _ANSWER_WORDS:
            size = struct.unpack_from("<H", words, 6)[0] if len(words) == _ANSWER_WORDS[1] * 2 else 0
            said = ntlm_message(data[at : at + size])
            system, program = (*_texts(data, at + size, is_unicode=is_unicode), "", "")[:2]
            found: dict[str, Any] = {"response": {"native_os": system, "native_lm": program}} if system else {}
            return found | ({"ntlmssp_server": said[1]} if said and said[0] == "server" else {})
        return {}


def _texts(data: bytes, at: int, *, is_unicode: bool) -> list[str]:
    """The texts from here on, each with a zero behind it."""
    if not is_unicode:
        return [one.decode("shift_jis", "backslashreplace") for one in data[at:].split(b"\0")]
    rest = data[at + at % 2 :]  # they begin at an even place of the message
    return rest[: len(rest) // 2 * 2].decode("utf-16-le", "backslashreplace").split("\0")
