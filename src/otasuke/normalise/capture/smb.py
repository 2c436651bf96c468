"""SMB 1 to 3: dialects, sign-ins, shares, files that are opened or renamed, and calls through named pipes.

A request is told with its answer, as Suricata does; what is encrypted cannot be seen.
Source: [MS-SMB2] 2.2, [MS-CIFS] 2.2.
"""

from __future__ import annotations

from typing import Any

from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.smb1 import Smb1
from otasuke.normalise.capture.smb2 import Smb2

_SHOWN = 1 << 13
"""Of a message so much is looked at; files and their contents come behind it."""


class Smb:
    """A connection that speaks SMB over TCP."""

    name = "smb"

    def __init__(self) -> None:
        self._buffer = {True: b"", False: b""}
        self._to_skip = {True: 0, False: 0}
        self._old, self._new = Smb1(), Smb2()

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """What was done with these bytes. Raises Malformed."""
        gone = min(self._to_skip[to_server], len(data))
        self._to_skip[to_server] -= gone
        buffer, found, at = self._buffer[to_server] + data[gone:], [], 0
        while len(buffer) - at >= 4:
            kind, length = buffer[at], int.from_bytes(buffer[at + 1 : at + 4], "big")
            if kind not in {0x00, 0x81, 0x82, 0x83, 0x84, 0x85}:
                raise Malformed(f"a session message of kind {kind} cannot be")
            if len(buffer) - at - 4 < min(length, _SHOWN):
                break
            found += self._message(buffer[at + 4 : at + 4 + min(length, _SHOWN)], to_server=to_server)
            at += 4 + length
            self._to_skip[to_server] = max(0, at - len(buffer))
        self._buffer[to_server] = buffer[at:]
        return [{"smb": one} for one in found]

    def _message(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        if data.startswith(b"\xfeSMB"):
            return self._new.message(data, to_server=to_server)
        if data.startswith(b"\xffSMB"):
            return self._old.message(data, to_server=to_server)
        return []

    def lose(self, *, to_server: bool) -> None:
        """Bytes are missing here: what follows is taken for a beginning."""
        self._buffer[to_server], self._to_skip[to_server] = b"", 0

    def end(self) -> list[dict[str, Any]]:
        """What was asked and not answered."""
        return [{"smb": one} for one in (*self._old.waiting.values(), *self._new.waiting.values())]
