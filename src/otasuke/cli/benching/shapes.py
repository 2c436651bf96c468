"""Flat Windows events rewritten for other measurements. The same lines give the same result every time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

Record = dict[str, Any]

_LONG = 24
_SYSTEM = {
    "Channel",
    "EventID",
    "Hostname",
    "Computer",
    "SourceName",
    "@timestamp",
    "TimeCreated",
    "EventTime",
    "Message",
}
_FRESH_SHARE = 0.2
_GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_START = datetime(2026, 4, 1, tzinfo=UTC)


def rewrite(lines: Iterable[bytes], shape: str) -> Iterator[bytes]:
    """Each line in another shape, as a line; lines that are no object are left out."""
    dice = random.Random(2)
    change = _SHAPES[shape]
    for number, line in enumerate(lines):
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(record, dict):
            yield orjson.dumps(change(record, dice, number)) + b"\n"


def _worst(record: Record, _dice: random.Random, number: int) -> Record:
    """Every long text is one that was never seen before."""
    return {
        name: _unique(value, number) if isinstance(value, str) and len(value) >= _LONG and name != "Channel" else value
        for name, value in record.items()
    }


def _unique(value: str, number: int) -> str:
    """The same text with a number in its middle: prefixes and suffixes, at which rules look, stay."""
    middle = len(value) // 2
    return f"{value[:middle]}{number:08x}{value[middle:]}"


def _winlogbeat(record: Record, dice: random.Random, number: int) -> Record:
    """What Winlogbeat 8 sends for the event, with hosts, ids and times that keep changing."""
    data = {name: _fresh(value, dice) for name, value in record.items() if name not in _SYSTEM}
    host = f"{str(record.get('Hostname', 'pc')).split('.')[0].lower()}-{dice.randrange(200):03}"
    time = _time(number)
    return {
        "@timestamp": time,
        "event": {
            "code": str(record.get("EventID", 0)),
            "kind": "event",
            "provider": record.get("SourceName", ""),
            "created": time,
        },
        "host": {"name": host, "os": {"family": "windows", "platform": "windows", "version": "10.0"}},
        "agent": {"type": "winlogbeat", "version": "8.15.0", "name": host, "id": _guid(dice)},
        "ecs": {"version": "8.0.0"},
        "log": {"level": "information"},
        "message": record.get("Message", ""),
        "process": {"pid": dice.randrange(1, 20_000) * 4, "executable": record.get("Image", "")},
        "winlog": {
            "channel": record.get("Channel", ""),
            "computer_name": f"{host}.minori.example",
            "event_id": str(record.get("EventID", 0)),
            "provider_name": record.get("SourceName", ""),
            "record_id": number,
            "event_data": {name: value for name, value in data.items() if isinstance(value, str)},
        },
    }


def _fresh(value: Any, dice: random.Random) -> Any:
    """GUIDs are new each time; of other long values, one in five has a number in it that is new."""
    if not isinstance(value, str):
        return value
    value = _GUID.sub(lambda _: _guid(dice), value)
    return _unique(value, dice.getrandbits(32)) if len(value) >= _LONG and dice.random() < _FRESH_SHARE else value


def _guid(dice: random.Random) -> str:
    digits = f"{dice.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _time(number: int) -> str:
    return (_START + timedelta(milliseconds=7 * number)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _eve(_record: Record, dice: random.Random, number: int) -> Record:
    """A record as a small office's Suricata writes it: flows, DNS, TLS, HTTP and now and then an alert."""
    kind = dice.choices(("flow", "dns", "tls", "http", "fileinfo", "alert"), (40, 30, 15, 9, 4, 2))[0]
    inside, outside = f"192.168.{dice.randrange(4)}.{dice.randrange(2, 250)}", _outside(dice)
    common: Record = {
        "timestamp": _time(number).replace("Z", "+0000"),
        "flow_id": dice.getrandbits(50),
        "in_iface": "eth1",
        "event_type": kind,
        "src_ip": inside,
        "src_port": dice.randrange(1024, 65_000),
        "dest_ip": outside,
        "dest_port": {"dns": 53, "tls": 443, "http": 80}.get(kind, 443),
        "proto": "UDP" if kind == "dns" else "TCP",
        "host": "sensor01",
    }
    return {**common, **_EVE_PARTS[kind](dice)}


def _outside(dice: random.Random) -> str:
    return f"203.0.113.{dice.randrange(255)}" if dice.random() < 0.5 else f"198.51.100.{dice.randrange(255)}"


def _name(dice: random.Random) -> str:
    word = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randrange(5, 14)))
    return f"{dice.choice(('www', 'api', 'cdn', 'mail'))}.{word}.example"


def _flow_part(dice: random.Random) -> Record:
    packets = dice.randrange(1, 500)
    return {
        "app_proto": dice.choice(("tls", "http", "dns", "failed")),
        "flow": {
            "pkts_toserver": packets,
            "pkts_toclient": packets,
            "bytes_toserver": packets * 90,
            "bytes_toclient": packets * 700,
            "state": "closed",
            "reason": "timeout",
            "alerted": False,
        },
    }


def _dns_part(dice: random.Random) -> Record:
    return {"dns": {"version": 2, "type": "query", "id": dice.randrange(65_536), "rrname": _name(dice), "rrtype": "A"}}


def _tls_part(dice: random.Random) -> Record:
    name = _name(dice)
    return {
        "tls": {
            "subject": f"CN={name}",
            "issuerdn": "C=JP, O=Example Trust, CN=Example CA",
            "serial": f"{dice.getrandbits(64):016X}",
            "fingerprint": f"{dice.getrandbits(160):040x}",
            "sni": name,
            "version": "TLS 1.3",
            "ja3": {"hash": f"{dice.getrandbits(128):032x}"},
        }
    }


def _http_part(dice: random.Random) -> Record:
    return {
        "tx_id": 0,
        "http": {
            "hostname": _name(dice),
            "url": f"/{dice.choice(('index', 'search', 'item'))}/{dice.getrandbits(40):x}?q={dice.randrange(1000)}",
            "http_user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/128.0",
            "http_method": dice.choice(("GET", "GET", "POST")),
            "protocol": "HTTP/1.1",
            "status": 200,
            "length": dice.randrange(90_000),
        },
    }


def _file_part(dice: random.Random) -> Record:
    return {
        "fileinfo": {"filename": f"/{dice.getrandbits(40):x}.pdf", "state": "CLOSED", "size": dice.randrange(10**6)}
    }


def _alert_part(dice: random.Random) -> Record:
    number = dice.randrange(2_000_000, 2_050_000)
    alert = {"action": "allowed", "gid": 1, "signature_id": number, "rev": 3, "severity": 2}
    return {"alert": {**alert, "signature": f"EXAMPLE policy {number}", "category": "Potentially Bad Traffic"}}


_EVE_PARTS: dict[str, Callable[[random.Random], Record]] = {
    "flow": _flow_part,
    "dns": _dns_part,
    "tls": _tls_part,
    "http": _http_part,
    "fileinfo": _file_part,
    "alert": _alert_part,
}
_SHAPES: dict[str, Callable[[Record, random.Random, int], Record]] = {
    "worst": _worst,
    "winlogbeat": _winlogbeat,
    "eve": _eve,
}
