"""Messages of SMB 2 and 3."""

from __future__ import annotations

import struct
from collections import OrderedDict
from typing import Any

from otasuke.normalise.capture.cursor import Malformed, unpack
from otasuke.normalise.capture.dcerpc import Rpc
from otasuke.normalise.capture.ntlm import ntlm_message

_HEADER = struct.Struct("<4sHHIHHIIQIIQ")
_NEGOTIATE, _SESSION_SETUP, _TREE_CONNECT, _CREATE, _READ, _WRITE, _IOCTL, _SET_INFO = 0, 1, 3, 5, 8, 9, 11, 17
_COMMANDS = {
    _NEGOTIATE: "SMB2_COMMAND_NEGOTIATE_PROTOCOL", _SESSION_SETUP: "SMB2_COMMAND_SESSION_SETUP",
    _TREE_CONNECT: "SMB2_COMMAND_TREE_CONNECT", _CREATE: "SMB2_COMMAND_CREATE", _WRITE: "SMB2_COMMAND_WRITE",
    _READ: "SMB2_COMMAND_READ", _IOCTL: "SMB2_COMMAND_IOCTL", _SET_INFO: "SMB2_COMMAND_SET_INFO",
}  # fmt: skip
_DIALECTS = {0x0202: "2.02", 0x0210: "2.10", 0x0300: "3.00", 0x0302: "3.02", 0x0311: "3.11", 0x02FF: "2.??"}
_DISPOSITIONS = (
    "FILE_SUPERSEDE", "FILE_OPEN", "FILE_CREATE", "FILE_OPEN_IF", "FILE_OVERWRITE", "FILE_OVERWRITE_IF",
)  # fmt: skip
_SHARE_TYPES = {1: "FILE", 2: "PIPE", 3: "PRINT"}
STATUSES = {
    0x00000000: "STATUS_SUCCESS", 0xC0000022: "STATUS_ACCESS_DENIED", 0xC000006D: "STATUS_LOGON_FAILURE",
    0xC0000016: "STATUS_MORE_PROCESSING_REQUIRED", 0xC0000034: "STATUS_OBJECT_NAME_NOT_FOUND",
    0xC000003A: "STATUS_OBJECT_PATH_NOT_FOUND", 0xC0000043: "STATUS_SHARING_VIOLATION",
    0xC00000CC: "STATUS_BAD_NETWORK_NAME", 0xC000006E: "STATUS_ACCOUNT_RESTRICTION",
    0xC0000072: "STATUS_ACCOUNT_DISABLED", 0xC0000234: "STATUS_ACCOUNT_LOCKED_OUT", 0xC0000035: "STATUS_OBJECT_NAME_COLLISION",
    0xC00000BA: "STATUS_FILE_IS_A_DIRECTORY", 0x80000006: "STATUS_NO_MORE_FILES", 0xC00000BB: "STATUS_NOT_SUPPORTED",
}  # fmt: skip
_PENDING = 0x103
_ANSWER = 1
_PIPE_TRANSCEIVE = 0x0011C017
_RENAME_CLASS = 0x0A
_FILE_INFO = 1
_MOST_WAITING = 512
_MOST_KNOWN = 4096
_MOST_COMPOUND = 64


class Smb2:
    """The state of a connection: what was asked, which trees and pipes are open."""

    def __init__(self) -> None:
        self.waiting: OrderedDict[int, dict[str, Any]] = OrderedDict()
        self._dialect = ""
        self._trees: OrderedDict[int, dict[str, Any]] = OrderedDict()
        self._files: OrderedDict[bytes, str] = OrderedDict()
        self._pipes: OrderedDict[bytes, Rpc] = OrderedDict()

    def message(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """What the messages in a frame complete. Raises Malformed."""
        found: list[dict[str, Any]] = []
        for _ in range(_MOST_COMPOUND):
            _, size, _, status, command, _, flags, following, number, _, tree, session = unpack(_HEADER, data, 0)
            if size != 64:
                raise Malformed("the SMB header's length cannot be")
            body = data[64:following] if following else data[64:]
            header = {
                "id": number,
                "command": _COMMANDS.get(command, str(command)),
                "session_id": session,
                "tree_id": tree,
            }
            if command in _COMMANDS and bool(flags & _ANSWER) is not to_server:
                if to_server:
                    self._ask(command, body, header, data)
                else:
                    found += self._answer(command, body, header, status)
            if not following or following >= len(data):
                break
            data = data[following:]
        return found

    def _ask(self, command: int, body: bytes, header: dict[str, Any], data: bytes) -> None:
        asked = self._request(command, body, header, data)
        if asked is not None:
            _keep(self.waiting, header["id"], header | asked, _MOST_WAITING)

    def _request(self, command: int, body: bytes, header: dict[str, Any], data: bytes) -> dict[str, Any] | None:
        if command == _NEGOTIATE:
            (count,) = unpack(struct.Struct("<H"), body, 2)
            dialects = unpack(struct.Struct(f"<{min(count, 64)}H"), body, 36)
            return {"client_dialects": [_dialect(one) for one in dialects]}
        if command == _SESSION_SETUP:
            said = ntlm_message(body)
            return {"ntlmssp": said[1]} if said and said[0] == "client" else {}
        if command == _TREE_CONNECT:
            return {"share": _text(data, *unpack(struct.Struct("<HH"), body, 4))}
        if command == _CREATE:
            access, disposition = unpack(struct.Struct("<I8xI"), body, 24)
            name = _text(data, *unpack(struct.Struct("<HH"), body, 44))
            kind = _DISPOSITIONS[disposition] if disposition < len(_DISPOSITIONS) else "UNKNOWN"
            tree = self._trees.get(header["tree_id"], {})
            return {"filename": name or "<share_root>", "disposition": kind, "access": f"0x{access:08x}"} | tree
        if command == _SET_INFO:
            return self._rename(body, data)
        return self._pipe_call(command, body, data)

    def _rename(self, body: bytes, data: bytes) -> dict[str, Any] | None:
        kind, info = unpack(struct.Struct("<BB"), body, 2)
        if kind != _FILE_INFO or info != _RENAME_CLASS:
            return None
        size, at = unpack(struct.Struct("<IH"), body, 4)
        new = data[at : at + size]
        (length,) = unpack(struct.Struct("<I"), new, 16)
        to = new[20 : 20 + length].decode("utf-16-le", "backslashreplace")
        return {"rename": {"from": self._files.get(body[16:32], ""), "to": to}}

    def _pipe_call(self, command: int, body: bytes, data: bytes) -> dict[str, Any] | None:
        """A call through a named pipe, if the bytes that are written are one."""
        if command == _IOCTL:
            code, at, size = unpack(struct.Struct("<I16xII"), body, 4)
            file = body[8:24]
            if code != _PIPE_TRANSCEIVE:
                return None
        elif command == _WRITE:
            at, size = unpack(struct.Struct("<HI"), body, 2)
            file = body[16:32]
        else:
            return None
        pipe = self._pipes.get(file)
        if pipe is None:
            return None
        calls = pipe.message(data[at : at + size])
        return {"dcerpc": calls[0], "named_pipe": self._files.get(file, "")} if calls else None

    def _answer(self, command: int, body: bytes, header: dict[str, Any], status: int) -> list[dict[str, Any]]:
        if status == _PENDING:
            return []
        asked = self.waiting.pop(header["id"], None)
        if asked is None:
            return []
        if not status:
            asked |= self._learn(command, body, header, asked)
        if command == _SESSION_SETUP and (said := ntlm_message(body)) and said[0] == "server":
            asked["ntlmssp_server"] = said[1]
        known = {"dialect": self._dialect} if self._dialect else {}
        code = f"0x{status:x}"
        return [known | asked | {"status": STATUSES.get(status, code), "status_code": code}]

    def _learn(self, command: int, body: bytes, header: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
        """What is known from an answer from now on."""
        if command == _NEGOTIATE:
            self._dialect = _dialect(unpack(struct.Struct("<H"), body, 4)[0])
        elif command == _TREE_CONNECT:
            kind = _SHARE_TYPES.get(unpack(struct.Struct("<B"), body, 2)[0], "UNKNOWN")
            _keep(self._trees, header["tree_id"], {"share": asked["share"], "share_type": kind}, _MOST_KNOWN)
            return {"share_type": kind, "tree_id": header["tree_id"]}
        elif command == _CREATE and len(body) >= 80:
            file = body[64:80]
            _keep(self._files, file, asked["filename"], _MOST_KNOWN)
            if asked.get("share_type") == "PIPE" or asked.get("share", "").endswith("IPC$"):
                _keep(self._pipes, file, Rpc(), _MOST_KNOWN)
            return {"fuid": file.hex()}
        elif command == _SESSION_SETUP:
            return {"session_id": header["session_id"]}
        return {}


def _keep(kept: OrderedDict[Any, Any], key: object, value: object, most: int) -> None:
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)


def _dialect(number: int) -> str:
    return _DIALECTS.get(number, f"0x{number:04x}")


def _text(data: bytes, at: int, size: int) -> str:
    if at + size > len(data):
        raise Malformed("a name lies outside of the message")
    return data[at : at + size].decode("utf-16-le", "backslashreplace")
