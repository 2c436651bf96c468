"""DHCP, as Suricata writes it with `extended: yes`: what a device calls itself, and which options it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.frames import address, mac

_COOKIE = b"\x63\x82\x53\x63"
_TYPES = {1: "discover", 2: "offer", 3: "request", 4: "decline", 5: "ack", 6: "nak", 7: "release", 8: "inform"}
_PARAMETER_NAMES = {
    1: "subnet_mask", 3: "router", 6: "dns_server", 15: "domain", 35: "arp_timeout", 42: "ntp_server", 66: "tftp_server_name",
    150: "tftp_server_ip",
}  # fmt: skip
_PADDING, _END, _KIND, _PARAMETERS = 0, 255, 53, 55


def _text(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "backslashreplace")


def _addresses(data: bytes) -> list[str]:
    return [address(data[at : at + 4]) for at in range(0, len(data) - 3, 4)]


_OPTIONS: Mapping[int, tuple[str, Callable[[bytes], Any]]] = {
    1: ("subnet_mask", address),
    3: ("routers", _addresses),
    6: ("dns_servers", _addresses),
    12: ("hostname", _text),
    50: ("requested_ip", address),
    51: ("lease_time", lambda data: int.from_bytes(data, "big")),
    60: ("vendor_class_identifier", _text),
    61: ("client_id", mac),
    81: ("client_fqdn", lambda data: _text(data[3:])),
}


def dhcp_message(data: bytes) -> dict[str, Any]:
    """A message of DHCP. Raises Malformed.

    params  the options that the client asks for, in its order, which tells systems apart: numbers, a few with words.
    """
    cursor = Cursor(data)
    is_reply, hardware, size = cursor.number(1) == 2, cursor.number(1), cursor.number(1)
    cursor.skip(1)
    number = cursor.number(4)
    cursor.skip(4)
    client, assigned, server, relay = (address(cursor.take(4)) for _ in range(4))
    hardware_address = cursor.take(16)
    cursor.skip(64 + 128)
    if cursor.take(4) != _COOKIE:
        raise Malformed("this is BOOTP, not DHCP")
    body: dict[str, Any] = {
        "type": "reply" if is_reply else "request",
        "id": number,
        "client_ip": client,
        "assigned_ip": assigned,
        "next_server_ip": server,
        "relay_ip": relay,
    }
    if hardware == 1 and size == 6:
        body["client_mac"] = mac(hardware_address[:6])
    return body | _options(cursor)


def _options(cursor: Cursor) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while cursor.left:
        code = cursor.number(1)
        if code == _END:
            break
        if code == _PADDING:
            continue
        value = cursor.take(cursor.number(1))
        if code == _KIND and value:
            found["dhcp_type"] = _TYPES.get(value[0], "unknown")
        elif code == _PARAMETERS:
            found["params"] = [_PARAMETER_NAMES.get(one, str(one)) for one in value]
        elif code in _OPTIONS and value:
            name, read = _OPTIONS[code]
            found[name] = read(value)
    return found
