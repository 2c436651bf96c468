"""Suricata's EVE records of a sensor at a small company's line to the internet.

Source: the chapter "Eve JSON Format" of Suricata 7's manual. The slots of a sensor are `host` and `network`.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from otasuke.simulating.writing.destinations import DECK
from otasuke.simulating.writing.templates import Pattern, Template, Values, deck_of, draw, json_template, number, slot
from otasuke.simulating.writing.winlogbeat import PORTS

_AGENTS = (
    b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
    b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0",
    b"Microsoft-CryptoAPI/10.0",
    b"Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.50",
    b"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
)
_NO_ADDRESS = "0.0.0.0"  # noqa: S104  of a device that has none yet
_SCANS = (
    (2402000, "ET DROP Dshield Block Listed Source group 1", "Misc Attack", 2),
    (2403346, "ET CINS Active Threat Intelligence Poor Reputation IP group 47", "Misc Attack", 2),
    (
        2013504,
        "ET INFO GNU/Linux APT User-Agent Outbound likely related to package management",
        "Not Suspicious Traffic",
        3,
    ),
    (2027865, "ET INFO Observed DNS Query to .cloud TLD", "Potentially Bad Traffic", 2),
)


def eve(
    kind: str,
    parts: Mapping[str, Any],
    *,
    inside: str = slot("client"),
    outside: str = slot("there"),
    ports: tuple[str, str] | None = None,
) -> Template:
    """A record of the sensor; `parts` are what this kind of event has beside the common members."""
    source_port, target_port = ports or (number("sport"), number("dport"))
    return json_template(
        {
            "timestamp": f"{slot('day')}T{slot('clock')}.{slot('us')}+0000",
            "flow_id": number("flow"),
            "in_iface": "enp2s0",
            "event_type": kind,
            "src_ip": inside,
            "src_port": _port(source_port),
            "dest_ip": outside,
            "dest_port": _port(target_port),
            "proto": "UDP" if kind == "dns" else "TCP",
            "pkt_src": "wire/pcap",
            **parts,
            "host": slot("host"),
        }
    )


def _port(text: str) -> str | int:
    return int(text) if text.isdigit() else text


def freshen(values: Values, dice: Random) -> None:
    """Fill the slots that are new with every record."""
    bits = dice.getrandbits(60)
    there = draw(DECK, dice)
    values["flow"] = b"%d" % (bits >> 9)
    values["sport"] = PORTS[bits & 0x3FFF]
    values["dport"] = b"443"
    values["client"] = b"%b.%d" % (values["network"], 10 + (bits >> 14 & 0xFF) % 12)
    values["there"], values["name"] = there.address, there.name
    packets = int(4 * (1.0 - dice.random()) ** -1.4) % 200_000
    values["out"], values["in"] = b"%d" % packets, b"%d" % (packets + (bits & 7))
    values["sent"], values["got"] = b"%d" % (packets * 92), b"%d" % (packets * 688)
    values["id"] = b"%d" % (bits >> 22 & 0xFFFF)
    values["digest"] = b"%08x" % (bits >> 28)


def _web(values: Values, dice: Random) -> None:
    freshen(values, dice)
    values["agent"] = draw(_AGENTS, dice)
    values["dport"] = b"80"


def _question(values: Values, dice: Random) -> None:
    freshen(values, dice)
    values["dport"] = b"53"


def _scanned(values: Values, dice: Random) -> None:
    freshen(values, dice)
    values["dport"] = draw((b"22", b"23", b"445", b"3389", b"8080"), dice)


FLOW: dict[str, Any] = {
    "app_proto": "tls",
    "flow": {
        "pkts_toserver": number("out"),
        "pkts_toclient": number("in"),
        "bytes_toserver": number("sent"),
        "bytes_toclient": number("got"),
        "start": f"{slot('day')}T{slot('clock')}.000000+0000",
        "end": f"{slot('day')}T{slot('clock')}.{slot('us')}+0000",
        "age": 0,
        "state": "closed",
        "reason": "timeout",
        "alerted": False,
    },
    "tcp": {
        "tcp_flags": "1b",
        "tcp_flags_ts": "1b",
        "tcp_flags_tc": "1b",
        "syn": True,
        "fin": True,
        "psh": True,
        "ack": True,
        "state": "closed",
    },
}


def dns(name: str = slot("name")) -> dict[str, Any]:
    """What a question has."""
    return {"dns": {"type": "query", "id": number("id"), "rrname": name, "rrtype": "A", "tx_id": 0, "opcode": 0}}


def tls(
    name: str = slot("name"),
    issuer: str = "C=US, O=Let's Encrypt, CN=R11",
    ja3: str = "cd08e31494f9531f560d64c695473da9",
) -> dict[str, Any]:
    """What a TLS handshake has."""
    return {
        "tls": {
            "subject": f"CN={name}",
            "issuerdn": issuer,
            "serial": f"04:{slot('digest')}",
            "fingerprint": f"7e:3c:{slot('digest')}:91:0b",
            "sni": name,
            "version": "TLS 1.3",
            "ja3": {"hash": ja3},
            "ja3s": {"hash": "eb1d94daa7e0344597e756a1fb6e7054"},
        }
    }


def http(
    url: str,
    *,
    host: str = slot("name"),
    agent: str = slot("agent"),
    method: str = "GET",
    kind: str = "text/html",
    status: int = 200,
) -> dict[str, Any]:
    """What a request has."""
    return {
        "tx_id": 0,
        "http": {
            "hostname": host,
            "url": url,
            "http_user_agent": agent,
            "http_content_type": kind,
            "http_method": method,
            "protocol": "HTTP/1.1",
            "status": status,
            "length": number("sent"),
        },
    }


def alert(signature_id: int, signature: str, category: str, severity: int) -> dict[str, Any]:
    """What an alert has."""
    return {
        "alert": {
            "action": "allowed",
            "gid": 1,
            "signature_id": signature_id,
            "rev": 4,
            "signature": signature,
            "category": category,
            "severity": severity,
        },
        "direction": "to_server",
    }


def lease_asked(mac: str, hostname: str) -> Template:
    """A device that calls itself so asks everybody for an address."""
    dhcp = {"type": "request", "id": number("id"), "client_mac": mac, "assigned_ip": _NO_ADDRESS}
    parts = {"proto": "UDP", "dhcp": {**dhcp, "dhcp_type": "request", "hostname": hostname}}
    return eve("dhcp", parts, inside=_NO_ADDRESS, outside="255.255.255.255", ports=("68", "67"))


def lease_given(mac: str, address: str, *, door: str) -> Template:
    """The door gives a device an address."""
    dhcp = {"type": "reply", "id": number("id"), "client_mac": mac, "assigned_ip": address}
    parts = {"proto": "UDP", "dhcp": {**dhcp, "dhcp_type": "ack", "lease_time": 86400}}
    return eve("dhcp", parts, inside=door, outside=address, ports=("67", "68"))


def shared_files(dialect: str) -> dict[str, Any]:
    """What the beginning of a conversation about shared files has."""
    command = "SMB1_COMMAND_NEGOTIATE_PROTOCOL" if dialect.startswith("NT LM") else "SMB2_COMMAND_NEGOTIATE_PROTOCOL"
    smb = {"id": 1, "dialect": dialect, "command": command, "status": "STATUS_SUCCESS", "status_code": "0x0"}
    return {"smb": {**smb, "session_id": 0, "tree_id": 0}}


def signed_in(system: str) -> dict[str, Any]:
    """What the sign-in of an old Windows to shared files has. system: as it calls itself."""
    smb = {"id": 2, "dialect": "NT LM 0.12", "command": "SMB1_COMMAND_SESSION_SETUP_ANDX", "status": "STATUS_SUCCESS"}
    request = {"native_os": system, "native_lm": "Windows 2002 5.1"}
    return {"smb": {**smb, "status_code": "0x0", "session_id": 1, "tree_id": 0, "request": request}}


def fetched(name: str, magic: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """What a file in an answer has. request: of `http`."""
    return {**request, "app_proto": "http", "fileinfo": {**_FILE, "filename": name, "magic": magic}}


def unanswered() -> dict[str, Any]:
    """What a flow has that nobody answered."""
    silent = {"pkts_toserver": 1, "pkts_toclient": 0, "bytes_toserver": 66, "bytes_toclient": 0, "state": "new"}
    return {"app_proto": "failed", "flow": {**FLOW["flow"], **silent}}


def _alerts() -> list[tuple[int, Pattern]]:
    """The internet's usual noise at the door."""
    return [
        (2, Pattern(eve("alert", alert(*one), inside=slot("there"), outside=slot("client")), _scanned))
        for one in _SCANS
    ]


def sensor_deck() -> list[Pattern]:
    """A sensor's ordinary day."""
    page = f"/{slot('digest')}/index.html?id={slot('id')}"
    return deck_of(
        [
            (420, Pattern(eve("flow", FLOW), freshen)),
            (330, Pattern(eve("dns", dns(), outside="8.8.8.8"), _question)),
            (170, Pattern(eve("tls", tls()), freshen)),
            (45, Pattern(eve("http", http(page)), _web)),
            (15, Pattern(eve("fileinfo", {**http(page), "fileinfo": _FILE}), _web)),
            *_alerts(),
        ]
    )


_FILE = {
    "filename": f"/{slot('digest')}/index.html",
    "gaps": False,
    "state": "CLOSED",
    "stored": False,
    "size": number("sent"),
    "tx_id": 0,
}
