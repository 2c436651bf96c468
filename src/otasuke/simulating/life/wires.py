"""What the boxes at the door and the NAS write of an event of an activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from otasuke.simulating.company import Kind
from otasuke.simulating.life.activity import Trace
from otasuke.simulating.life.places import address_of
from otasuke.simulating.life.software import Software
from otasuke.simulating.writing import boxes, eve
from otasuke.simulating.writing.templates import Template, number, slot

_SMALL = 40_000
_RESOLVER = "8.8.8.8"


def wire_traces(table: Mapping[str, Any], _software: Software) -> Sequence[Trace]:
    """The traces of an event of the network, for each kind of box that tells of it."""
    word = next(word for word in _WRITERS if word in table)
    return tuple(Trace(template, on=kind) for kind, template in _WRITERS[word](table).items())


def _looked_up(table: Mapping[str, Any]) -> dict[Kind, Template]:
    name, client = table["name"], table.get("from", slot("client"))
    ports = (number("sport"), "53")
    found = eve.dns(name)
    found["dns"]["rrtype"] = table.get("rrtype", "A")
    if table.get("failed"):
        answer = {"version": 2, "type": "answer", "id": 4711, "rcode": "NXDOMAIN", "rrname": name, "rrtype": "A"}
        return {Kind.SURICATA: eve.eve("dns", {"dns": answer}, inside=client, outside=_RESOLVER, ports=ports)}
    return {
        Kind.SURICATA: eve.eve("dns", found, inside=client, outside=_RESOLVER, ports=ports),
        Kind.FORTIGATE: boxes.forti_dns(name, address_of(name)),
    }


def _went(table: Mapping[str, Any]) -> dict[Kind, Template]:
    target, _, port = table["goes"].rpartition(":")
    name = target if any(letter.isalpha() for letter in target.partition("⟦")[0]) else ""
    address, client = address_of(name) if name else target, table.get("from", slot("client"))
    sent, got = table.get("sent", _SMALL), table.get("got", _SMALL)
    flow = {
        **eve.FLOW,
        "app_proto": table.get("app", {"443": "tls", "80": "http"}.get(port, "failed")),
        "flow": {
            **eve.FLOW["flow"],
            "pkts_toserver": sent // 1000 + 4,
            "pkts_toclient": got // 1000 + 4,
            "bytes_toserver": sent,
            "bytes_toclient": got,
        },
    }
    session = f"[INSPECT] PP[01][out][101098] TCP {client}:{slot('sport')} > {address}:{port} ({slot('jslash')} {slot('jclock')})"
    return {
        Kind.SURICATA: eve.eve("flow", flow, inside=client, outside=address, ports=(number("sport"), port)),
        Kind.FORTIGATE: boxes.forti_traffic(
            "close", 1, there=address, client=client, service=_service(port), port=port
        ),
        Kind.RTX: boxes.rtx_line(session),
    }


def _service(port: str) -> str:
    return {"443": "HTTPS", "80": "HTTP", "22": "SSH", "3389": "RDP"}.get(port, f"tcp/{port}")


def _knocked(table: Mapping[str, Any]) -> dict[Kind, Template]:
    port, there = str(table["comes"]), table.get("from", slot("foreign"))
    knock = f"PP[01] Rejected at IN(2000) filter: TCP {there}:{slot('sport')} > {slot('outside')}:{port}"
    ports = (number("sport"), port)
    return {
        Kind.SURICATA: eve.eve("flow", eve.unanswered(), inside=there, outside=slot("outside"), ports=ports),
        Kind.FORTIGATE: boxes.forti_traffic("deny", 0, there=there, service=f"tcp/{port}", port=port),
        Kind.RTX: boxes.rtx_line(knock),
    }


def _alerted(table: Mapping[str, Any]) -> dict[Kind, Template]:
    parts = eve.alert(table["sid"], table["alert"], table["class"], table.get("severity", 3))
    parts["alert"]["action"] = table.get("action", "allowed")
    inside, outside = table.get("from", slot("client")), table.get("to", _RESOLVER)
    port = str(table.get("port", 443))
    app = {"app_proto": table["app"]} if "app" in table else {}
    return {
        Kind.SURICATA: eve.eve("alert", {**parts, **app}, inside=inside, outside=outside, ports=(number("sport"), port))
    }


def _requested(table: Mapping[str, Any]) -> dict[Kind, Template]:
    host = table["host"]
    parts = eve.http(
        table["request"],
        host=host,
        agent=table["agent"],
        method=table.get("method", "GET"),
        kind=table.get("kind", "text/html"),
        status=table.get("status", 200),
    )
    inside, outside = table.get("from", slot("client")), table.get("to", address_of(host))
    return {
        Kind.SURICATA: eve.eve(
            "http", parts, inside=inside, outside=outside, ports=(number("sport"), str(table.get("port", 80)))
        )
    }


def _handshake(table: Mapping[str, Any]) -> dict[Kind, Template]:
    name = table["tls"]
    parts = eve.tls(name, **{word: table[word] for word in ("issuer", "ja3") if word in table})
    inside, outside = table.get("from", slot("client")), table.get("to", address_of(name))
    return {
        Kind.SURICATA: eve.eve(
            "tls", parts, inside=inside, outside=outside, ports=(number("sport"), str(table.get("port", 443)))
        )
    }


def _leased(table: Mapping[str, Any]) -> dict[Kind, Template]:
    name, mac, address = table["lease"], table["mac"], f"{slot('network')}.{table['host']}"
    return {
        Kind.SURICATA: eve.lease_asked(mac, name),
        Kind.FORTIGATE: boxes.forti_line(
            f'logid="0100026001" type="event" subtype="system" level="information" vd="root" logdesc="DHCP Ack log" '
            f'interface="internal" dhcp_msg="Ack" mac="{mac}" ip={address} lease=86400 hostname="{name}" '
            f'msg="DHCP server sends a DHCPACK"'
        ),
        Kind.RTX: boxes.rtx_line(f"[DHCPD] LAN1(port1) Allocates {address}: {mac}"),
    }


def _record(table: Mapping[str, Any]) -> dict[Kind, Template]:
    """A record of the sensor with members of its own."""
    inside, outside = table.get("from", slot("client")), table.get("to", slot("there"))
    return {
        Kind.SURICATA: eve.eve(
            table["eve"],
            table["parts"],
            inside=inside,
            outside=outside,
            ports=(number("sport"), str(table.get("port", 443))),
        )
    }


def _forti(table: Mapping[str, Any]) -> dict[Kind, Template]:
    return {Kind.FORTIGATE: boxes.forti_line(table["forti"])}


def _rtx(table: Mapping[str, Any]) -> dict[Kind, Template]:
    return {Kind.RTX: boxes.rtx_line(table["rtx"])}


def _nas(table: Mapping[str, Any]) -> dict[Kind, Template]:
    program, _, words = table["nas"].partition(" ")
    return {Kind.NAS: boxes.nas_line(table.get("priority", 30), program, words)}


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], dict[Kind, Template]]] = {
    "name": _looked_up,
    "goes": _went,
    "comes": _knocked,
    "alert": _alerted,
    "request": _requested,
    "tls": _handshake,
    "lease": _leased,
    "eve": _record,
    "forti": _forti,
    "rtx": _rtx,
    "nas": _nas,
}
WIRE_WORDS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"from", "rrtype", "failed"}),
    "goes": frozenset({"from", "sent", "got", "app"}),
    "comes": frozenset({"from"}),
    "alert": frozenset({"sid", "class", "severity", "action", "from", "to", "port", "app"}),
    "request": frozenset({"host", "agent", "method", "kind", "status", "from", "to", "port"}),
    "tls": frozenset({"issuer", "ja3", "from", "to", "port"}),
    "lease": frozenset({"mac", "host"}),
    "eve": frozenset({"parts", "from", "to", "port"}),
    "forti": frozenset(),
    "rtx": frozenset(),
    "nas": frozenset({"priority"}),
}
"""The words that say what happens, and what else may be said of it."""
