"""Real records as sensors write them, as columns of the lake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgpack
import orjson
import pyarrow as pa

from otasuke.events import Event
from otasuke.lake.columns import to_columns
from otasuke.lake.joining import joined
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

MORNING = datetime(2026, 4, 14, 0, tzinfo=UTC)  # nine o'clock in Japan


def table_of(*lines: bytes, tenant: str = "sakura") -> pa.Table:
    """The records as the lake has them, all of one tenant."""
    events = [one for one in normalise(b"\n".join(lines), Context(MORNING)) if isinstance(one, Event)]
    assert len(events) == len(lines)
    table = joined([to_columns([("b", number, event) for number, event in enumerate(events)])])
    return table.append_column("tenant", pa.array([tenant] * len(table)))


def flow(at: timedelta, source: str, destination: str, *, port: int = 443, out: int = 400, back: int = 900) -> bytes:
    """A connection as Suricata writes it. at: after MORNING."""
    return eve(
        "flow",
        at,
        src_ip=source,
        src_port=50000,
        dest_ip=destination,
        dest_port=port,
        proto="TCP",
        flow={"bytes_toserver": out, "bytes_toclient": back, "state": "closed"},
    )


def question(at: timedelta, source: str, name: str, kind: str = "A") -> bytes:
    """A question about a name."""
    dns = {"type": "query", "rrname": name, "rrtype": kind}
    return eve("dns", at, src_ip=source, src_port=53111, dest_ip="8.8.8.8", dest_port=53, proto="UDP", dns=dns)


def eve(event_type: str, at: timedelta, **rest: Any) -> bytes:
    """A record of Suricata."""
    time = (MORNING + at).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    return orjson.dumps({"timestamp": time, "flow_id": 1, "event_type": event_type, **rest})


def lease(
    at: timedelta, mac: str, *, hostname: str | None = None, vendor: str | None = None, ip: str = "192.168.11.77"
) -> bytes:
    """A device gets an address, as Suricata writes it."""
    said = {"hostname": hostname, "vendor_class_identifier": vendor}
    dhcp = {"type": "reply", "dhcp_type": "ack", "client_mac": mac, "assigned_ip": ip}
    dhcp |= {name: value for name, value in said.items() if value}
    return eve("dhcp", at, src_ip="192.168.11.1", src_port=67, dest_ip=ip, dest_port=68, proto="UDP", dhcp=dhcp)


def request(at: timedelta, source: str, agent: str) -> bytes:
    """A page that is asked for, as Suricata writes it."""
    http = {"hostname": "www.example.com", "url": "/", "http_user_agent": agent, "http_method": "GET"}
    return eve("http", at, src_ip=source, src_port=50000, dest_ip="93.184.216.34", dest_port=80, proto="TCP", http=http)


def no_such_name(at: timedelta, source: str, name: str) -> bytes:
    """The answer that a name does not exist, as Suricata 7 writes it."""
    dns = {"type": "answer", "rrname": name, "rrtype": "A", "rcode": "NXDOMAIN"}
    return eve("dns", at, src_ip="8.8.8.8", src_port=53, dest_ip=source, dest_port=53111, proto="UDP", dns=dns)


def sign_in(
    at: timedelta, user: str, address: str, *, country: str = "", place: tuple[float, float] | None = None
) -> bytes:
    """A sign-in that succeeded, as Entra writes it."""
    location: dict[str, Any] = {"countryOrRegion": country}
    if place:
        location["geoCoordinates"] = {"latitude": place[0], "longitude": place[1]}
    return orjson.dumps(
        {
            "createdDateTime": (MORNING + at).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "userPrincipalName": user,
            "appDisplayName": "Office 365 Exchange Online",
            "ipAddress": address,
            "conditionalAccessStatus": "success",
            "appliedConditionalAccessPolicies": [],
            "status": {"errorCode": 0},
            "location": location,
        }
    )


def nas_change(at: timedelta, operation: str, path: str, *, user: str = "keiri") -> bytes:
    """A change of a file on a NAS, as Samba's audit writes it."""
    time = (MORNING + at).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    return f"<134>{time} nas01 smbd_audit: 192.168.11.14|{user}|{operation}|ok|{path}".encode()


def entered(at: timedelta, computer: str, source: str, *, user: str = "Administrator") -> bytes:
    """A sign-in over the office's network, as Winlogbeat ships it from the computer that was entered."""
    record = {
        "@timestamp": (MORNING + at).isoformat(),
        "winlog": {
            "channel": "Security",
            "provider_name": "Microsoft-Windows-Security-Auditing",
            "event_id": "4624",
            "computer_name": computer,
            "event_data": {"TargetUserName": user, "LogonType": "3", "IpAddress": source},
        },
    }
    return orjson.dumps(record)


def posted(at: timedelta, queue: str, words: str, *, program: str = "smtp") -> bytes:
    """A line of Postfix."""
    time = (MORNING + at).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    return f"<22>{time} mail01 postfix/{program}[812]: {queue}: {words}".encode()


def again(detector: Any, restored: Any) -> Any:
    """The second detector with the state of the first, as a process that was started anew."""
    restored.restore(msgpack.unpackb(msgpack.packb(detector.state()), strict_map_key=False))
    return restored
