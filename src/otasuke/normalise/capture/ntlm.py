"""NTLM, wherever it stands: who signs in, from which computer, with which Windows.

Source: [MS-NLMP] 2.2.1.
"""

from __future__ import annotations

import struct
from typing import Any

from otasuke.normalise.capture.cursor import Malformed, unpack

_MAGIC = b"NTLMSSP\0"
_CHALLENGE, _AUTHENTICATE = 2, 3
_HEAD = struct.Struct("<8sI")
_BUFFER = struct.Struct("<HHI")
_FLAGS = struct.Struct("<I")
_VERSION = struct.Struct("<BBHxxxB")
_HAS_VERSION = 1 << 25
_UNICODE = 1
_NAMES = {1: "nb_computer_name", 2: "nb_domain_name", 3: "dns_computer_name"}


def ntlm_message(data: bytes) -> tuple[str, dict[str, Any]] | None:
    """The NTLM message in these bytes: "client" or "server", and what it says. None if there is none. Raises Malformed."""
    at = data.find(_MAGIC)
    if at < 0:
        return None
    message = data[at:]
    kind = unpack(_HEAD, message, 0)[1]
    if kind == _AUTHENTICATE:
        return "client", _authenticate(message)
    if kind == _CHALLENGE:
        return "server", _challenge(message)
    return None


def _authenticate(message: bytes) -> dict[str, Any]:
    (flags,) = unpack(_FLAGS, message, 60)
    parts = {name: _text(message, at, flags) for name, at in (("domain", 28), ("user", 36), ("host", 44))}
    return {name: text for name, text in parts.items() if text} | _version(message, 64, flags)


def _challenge(message: bytes) -> dict[str, Any]:
    (flags,) = unpack(_FLAGS, message, 20)
    found: dict[str, Any] = _version(message, 48, flags)
    target = _buffer(message, 40)
    at = 0
    while at + 4 <= len(target):
        kind, size = struct.unpack_from("<HH", target, at)
        if kind in _NAMES:
            found[_NAMES[kind]] = target[at + 4 : at + 4 + size].decode("utf-16-le", "backslashreplace")
        at += 4 + size
    return found


def _buffer(message: bytes, at: int) -> bytes:
    size, _, start = unpack(_BUFFER, message, at)
    if start + size > len(message):
        raise Malformed("a part of NTLM lies outside of the message")
    return message[start : start + size]


def _text(message: bytes, at: int, flags: int) -> str:
    codec = "utf-16-le" if flags & _UNICODE else "shift_jis"
    return _buffer(message, at).decode(codec, "backslashreplace")


def _version(message: bytes, at: int, flags: int) -> dict[str, Any]:
    if not flags & _HAS_VERSION or len(message) < at + _VERSION.size:
        return {}
    major, minor, build, revision = _VERSION.unpack_from(message, at)
    # What is no Windows leaves it empty, and Samba says 6.1 build 0.
    return {"version": f"{major}.{minor} build {build} rev {revision}"} if build else {}
