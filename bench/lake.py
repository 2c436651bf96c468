"""Measure the lake: bytes of storage by column, and the time to write, settle and join, of a fleet of small offices.

`columns` stores one sample in one file and says what each column costs. `fleet` writes as many tenants as you like through segments,
settles and joins, and prints one JSON object per step. The ordinary events are made here: an office of ten Windows computers with
Winlogbeat and Sysmon, behind a sensor with Suricata.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from otasuke.events import Event
from otasuke.lake.care import care_once
from otasuke.lake.columns import to_columns
from otasuke.lake.joining import joined
from otasuke.lake.manifest import tenants
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.settle import settle
from otasuke.lake.tables import SMALL, encoded, ordered
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

MORNING = datetime(2026, 4, 1, 0, tzinfo=UTC)
PARCEL_EVENTS = 10


def main() -> None:
    options = _options()
    options.run(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    columns = actions.add_parser("columns", help="bytes of each column of one file")
    columns.add_argument("--file", type=Path, help="events to store, in any format that is read (default: an office)")
    columns.add_argument("--events", type=int, default=50_000, help="how many at most (default 50000)")
    columns.add_argument("--shown", type=int, default=25, help="how many columns to show (default 25)")
    columns.set_defaults(run=_measure_columns)
    fleet = actions.add_parser("fleet", help="time and bytes of writing, settling, joining, reading")
    fleet.add_argument("--tenants", type=int, default=2_000, help="how many (default 2000)")
    fleet.add_argument("--rate", type=float, default=1.5, help="events a second of each (default 1.5)")
    fleet.add_argument("--flush-s", type=float, default=5, help="seconds between two flushes (default 5)")
    fleet.add_argument("--flushes", type=int, default=60, help="how many (default 60)")
    fleet.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    fleet.set_defaults(run=_measure_fleet)
    return parser.parse_args()


# A made-up office


class Office:
    """Ten computers and the people at them; each call is what happens next."""

    def __init__(self, dice: Random, now: datetime) -> None:
        self.dice = dice
        self.now = now
        self.record = 0
        self.domain = f"OFFICE{self.dice.randrange(1000)}"
        self.computers = [f"PC-{n:02}.{self.domain.lower()}.local" for n in range(10)]
        self.users = [
            f"{name}{n}" for n, name in enumerate("sato suzuki takahashi tanaka ito watanabe yamamoto".split())
        ]
        self.machine_ids = [f"{self.dice.getrandbits(32):08x}-{self.dice.getrandbits(16):04x}" for _ in self.computers]
        self.agents = [f"{self.dice.getrandbits(128):032x}" for _ in self.computers]

    def lines(self, count: int, step: timedelta) -> Iterator[bytes]:
        kinds = (_logon, _logoff, _process, _sysmon_process, _connection, _query, _flow, _dns, _http)
        weights = (8, 7, 5, 8, 14, 12, 22, 18, 6)
        for kind in self.dice.choices(kinds, weights, k=count):
            self.now += step * (2 * self.dice.random())
            yield json.dumps(kind(self), ensure_ascii=False).encode()


PROGRAMS = [
    (folder + name, f"{Random(name).getrandbits(256):064X}")
    for folder, names in (
        (
            "C:\\Windows\\System32\\",
            "svchost.exe backgroundTaskHost.exe RuntimeBroker.exe conhost.exe SearchProtocolHost.exe",
        ),
        ("C:\\Program Files\\Microsoft Office\\root\\Office16\\", "OUTLOOK.EXE EXCEL.EXE WINWORD.EXE"),
        ("C:\\Program Files\\Google\\Chrome\\Application\\", "chrome.exe"),
        ("C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\", "msedge.exe"),
        ("C:\\Program Files\\弥生\\弥生会計\\", "Yayoi.exe"),
    )
    for name in names.split()
]
SITES = [f"{host}.{name}" for name in "example.co.jp example.com example.net example.or.jp".split() for host in
         "www mail cdn static login api img telemetry update teams outlook files".split()]  # fmt: skip
LOGON_TEXT = """An account was successfully logged on.

Subject:
	Security ID:		S-1-5-18
	Account Name:		{SubjectUserName}
	Account Domain:		{SubjectDomainName}
	Logon ID:		{SubjectLogonId}

Logon Information:
	Logon Type:		{LogonType}
	Restricted Admin Mode:	-
	Virtual Account:		No
	Elevated Token:		Yes

Impersonation Level:		Impersonation

New Logon:
	Security ID:		{TargetUserSid}
	Account Name:		{TargetUserName}
	Account Domain:		{TargetDomainName}
	Logon ID:		{TargetLogonId}
	Linked Logon ID:		0x0
	Network Account Name:	-
	Network Account Domain:	-
	Logon GUID:		{{00000000-0000-0000-0000-000000000000}}

Process Information:
	Process ID:		{ProcessId}
	Process Name:		{ProcessName}

Network Information:
	Workstation Name:	{WorkstationName}
	Source Network Address:	{IpAddress}
	Source Port:		{IpPort}

Detailed Authentication Information:
	Logon Process:		Advapi  
	Authentication Package:	Negotiate
	Transited Services:	-
	Package Name (NTLM only):	-
	Key Length:		0

This event is generated when a logon session is created. It is generated on the computer that was accessed.

The subject fields indicate the account on the local system which requested the logon. This is most commonly a service such as the Server service, or a local process such as Winlogon.exe or Services.exe.

The logon type field indicates the kind of logon that occurred. The most common types are 2 (interactive) and 3 (network).
"""  # noqa: W291  # as Windows writes it


def _windows(
    office: Office, at: int, code: int, provider: str, channel: str, data: dict[str, str], text: str
) -> dict[str, Any]:
    """As Winlogbeat 8 sends it."""
    office.record += 1
    stamp = f"{office.now:%Y-%m-%dT%H:%M:%S}.{office.now.microsecond // 1000:03}Z"
    return {
        "@timestamp": stamp,
        "agent": {"id": office.agents[at], "name": office.computers[at], "type": "winlogbeat", "version": "8.15.0"},
        "ecs": {"version": "8.0.0"},
        "event": {"code": str(code), "created": stamp, "kind": "event", "provider": provider},
        "host": {"name": office.computers[at]},
        "log": {"level": "information"},
        "message": text,
        "winlog": {
            "api": "wineventlog",
            "channel": channel,
            "computer_name": office.computers[at],
            "event_data": data,
            "event_id": str(code),
            "process": {"pid": 3000 + at, "thread": {"id": 4000 + office.dice.randrange(20)}},
            "provider_name": provider,
            "record_id": office.record,
        },
    }


def _security(office: Office, code: int, data: dict[str, str], text: str) -> dict[str, Any]:
    at = office.dice.randrange(10)
    data |= {"SubjectDomainName": office.domain, "SubjectUserName": f"PC-{at:02}$", "SubjectLogonId": "0x3e7"}
    return _windows(office, at, code, "Microsoft-Windows-Security-Auditing", "Security", data, text.format(**data))


def _logon(office: Office) -> dict[str, Any]:
    user = office.dice.randrange(7)
    return _security(
        office,
        4624,
        {
            "TargetUserSid": f"S-1-5-21-1004336348-1177238915-682003330-{1100 + user}",
            "TargetUserName": office.users[user],
            "TargetDomainName": office.domain,
            "TargetLogonId": f"0x{office.dice.getrandbits(28):x}",
            "LogonType": office.dice.choice(["2", "3", "3", "5", "7"]),
            "ProcessId": f"0x{4 * office.dice.randrange(2000):x}",
            "ProcessName": "C:\\Windows\\System32\\services.exe",
            "WorkstationName": f"PC-{user:02}",
            "IpAddress": f"192.168.1.{20 + user}",
            "IpPort": str(office.dice.randrange(49152, 65536)),
        },
        LOGON_TEXT,
    )


def _logoff(office: Office) -> dict[str, Any]:
    user = office.dice.randrange(7)
    data = {
        "TargetUserSid": f"S-1-5-21-1004336348-1177238915-682003330-{1100 + user}",
        "TargetUserName": office.users[user],
        "TargetDomainName": office.domain,
        "TargetLogonId": f"0x{office.dice.getrandbits(28):x}",
        "LogonType": "3",
    }
    text = "An account was logged off.\n\nSubject:\n\tSecurity ID:\t\t{TargetUserSid}\n\tAccount Name:\t\t{TargetUserName}\n"
    return _security(office, 4634, data, text + "\tLogon ID:\t\t{TargetLogonId}\n\nLogon Type:\t\t\t{LogonType}\n")


def _process(office: Office) -> dict[str, Any]:
    image, _ = office.dice.choice(PROGRAMS)
    data = {
        "NewProcessId": f"0x{4 * office.dice.randrange(4000):x}",
        "NewProcessName": image,
        "ProcessId": f"0x{4 * office.dice.randrange(4000):x}",
        "ParentProcessName": office.dice.choice(PROGRAMS)[0],
        "CommandLine": _command_line(office, image),
        "TokenElevationType": "%%1938",
    }
    text = "A new process has been created.\n\nProcess Information:\n\tNew Process ID:\t\t{NewProcessId}\n"
    text += "\tNew Process Name:\t{NewProcessName}\n\tCreator Process ID:\t{ProcessId}\n"
    return _security(office, 4688, data, text + "\tProcess Command Line:\t{CommandLine}\n")


def _command_line(office: Office, image: str) -> str:
    if "chrome" in image or "edge" in image:
        return f'"{image}" --type=renderer --lang=ja --renderer-client-id={office.dice.randrange(900)} --mojo-platform-channel-handle={office.dice.randrange(9000)}'
    if "Office16" in image:
        return f'"{image}" "C:\\Users\\{office.dice.choice(office.users)}\\Documents\\見積書_{office.dice.randrange(400)}.xlsx"'
    return f"{image} -k netsvcs -p" if "svchost" in image else image


def _sysmon(office: Office, code: int, title: str, data: dict[str, str]) -> dict[str, Any]:
    at = office.dice.randrange(10)
    process = office.dice.randrange(4000) * 4
    begun = int(office.now.timestamp()) - office.dice.choice([1, 60, 3600, 7200]) // 10
    head = {
        "RuleName": "-",
        "UtcTime": f"{office.now:%Y-%m-%d %H:%M:%S}.{office.now.microsecond // 1000:03}",
        "ProcessGuid": f"{{{office.machine_ids[at]}-{begun & 0xFFFF:04x}-{process:04x}-000000000{office.dice.randrange(16):x}00}}",
        "ProcessId": str(process),
    }
    data = head | data
    text = title + ":\n" + "\n".join(f"{key}: {value}" for key, value in data.items())
    return _windows(office, at, code, "Microsoft-Windows-Sysmon", "Microsoft-Windows-Sysmon/Operational", data, text)


def _sysmon_process(office: Office) -> dict[str, Any]:
    image, digest = office.dice.choice(PROGRAMS)
    parent = office.dice.choice(PROGRAMS)[0]
    return _sysmon(
        office,
        1,
        "Process Create",
        {
            "Image": image,
            "FileVersion": "10.0.22621.1",
            "Description": "-",
            "Product": "Microsoft® Windows® Operating System",
            "Company": "Microsoft Corporation",
            "OriginalFileName": image.rpartition("\\")[2],
            "CommandLine": _command_line(office, image),
            "CurrentDirectory": "C:\\Windows\\system32\\",
            "User": f"{office.domain}\\{office.dice.choice(office.users)}",
            "LogonGuid": f"{{{office.machine_ids[0]}-0000-0000-e7030000{office.dice.randrange(9)}000}}",
            "LogonId": f"0x{office.dice.choice([0x3E7, 0x1A2B3C, 0x4D5E6F]):x}",
            "TerminalSessionId": "1",
            "IntegrityLevel": office.dice.choice(["Medium", "Medium", "System", "Low"]),
            "Hashes": f"SHA256={digest}",
            "ParentProcessId": str(office.dice.randrange(4000) * 4),
            "ParentImage": parent,
            "ParentCommandLine": parent,
        },
    )


def _connection(office: Office) -> dict[str, Any]:
    return _sysmon(
        office,
        3,
        "Network connection detected",
        {
            "Image": office.dice.choice(PROGRAMS)[0],
            "User": f"{office.domain}\\{office.dice.choice(office.users)}",
            "Protocol": "tcp",
            "Initiated": "true",
            "SourceIsIpv6": "false",
            "SourceIp": f"192.168.1.{office.dice.randrange(20, 30)}",
            "SourceHostname": "-",
            "SourcePort": str(office.dice.randrange(49152, 65536)),
            "DestinationIsIpv6": "false",
            "DestinationIp": _address(office),
            "DestinationHostname": "-",
            "DestinationPort": "443",
        },
    )


def _address(office: Office) -> str:
    site = int(len(SITES) * office.dice.random() ** 2)
    return f"203.0.{site}.{office.dice.randrange(8)}"


def _query(office: Office) -> dict[str, Any]:
    site = SITES[int(len(SITES) * office.dice.random() ** 2)]
    image = office.dice.choice(PROGRAMS)[0]
    results = f"type:  5 {site}.cdn.example;::ffff:{_address(office)};"
    return _sysmon(
        office, 22, "Dns query", {"QueryName": site, "QueryStatus": "0", "QueryResults": results, "Image": image}
    )


def _eve(office: Office, kind: str, body: dict[str, Any], port: int, protocol: str) -> dict[str, Any]:
    """As Suricata 7 writes it."""
    return {
        "timestamp": f"{office.now:%Y-%m-%dT%H:%M:%S.%f}+0000",
        "flow_id": office.dice.getrandbits(50),
        "in_iface": "br0",
        "event_type": kind,
        "src_ip": f"192.168.1.{office.dice.randrange(20, 40)}",
        "src_port": office.dice.randrange(49152, 65536),
        "dest_ip": "192.168.1.1" if port == 53 else _address(office),
        "dest_port": port,
        "proto": protocol,
        "pkt_src": "wire/pcap",
        **body,
    }


def _flow(office: Office) -> dict[str, Any]:
    packets = 1 + int(200 * office.dice.random() ** 4)
    begun = office.now - timedelta(seconds=60 * office.dice.random())
    flow = {
        "pkts_toserver": packets,
        "pkts_toclient": packets + office.dice.randrange(9),
        "bytes_toserver": packets * office.dice.randrange(60, 200),
        "bytes_toclient": packets * office.dice.randrange(60, 1400),
        "start": f"{begun:%Y-%m-%dT%H:%M:%S.%f}+0000",
        "end": f"{office.now:%Y-%m-%dT%H:%M:%S.%f}+0000",
        "age": int((office.now - begun).total_seconds()),
        "state": "closed",
        "reason": "timeout",
        "alerted": False,
    }
    return _eve(
        office, "flow", {"app_proto": office.dice.choice(["tls", "tls", "http", "failed"]), "flow": flow}, 443, "TCP"
    )


def _dns(office: Office) -> dict[str, Any]:
    site = SITES[int(len(SITES) * office.dice.random() ** 2)]
    dns = {"version": 2, "type": "query", "id": office.dice.getrandbits(16), "rrname": site, "rrtype": "A", "tx_id": 0}
    return _eve(office, "dns", {"dns": dns}, 53, "UDP")


def _http(office: Office) -> dict[str, Any]:
    http = {
        "hostname": SITES[int(len(SITES) * office.dice.random() ** 2)],
        "url": f"/assets/{office.dice.choice(['app', 'vendor', 'logo'])}.{office.dice.randrange(300)}.js?v={office.dice.randrange(9)}",
        "http_user_agent": "Microsoft-Delivery-Optimization/10.1",
        "http_method": "GET",
        "protocol": "HTTP/1.1",
        "status": office.dice.choice([200, 200, 200, 304, 404]),
        "length": office.dice.randrange(40_000),
    }
    return _eve(office, "http", {"tx_id": 0, "http": http}, 80, "TCP")


# Storage


def _measure_columns(options: argparse.Namespace) -> None:
    events, input_bytes = _sample(options)
    rows = [(f"{_parcel_name(number)}", number % PARCEL_EVENTS, event) for number, event in enumerate(events)]
    table = ordered(joined([to_columns(rows[at : at + 5_000]) for at in range(0, len(rows), 5_000)]))
    begun = time.process_time()
    data = encoded(table, level=SMALL, row_group_rows=1 << 16)
    seconds = time.process_time() - begun
    sizes = _sizes(data)
    print(f"{len(events)} events of {input_bytes / len(events):.0f} bytes, {table.num_columns} columns")
    print(
        f"{len(data) / len(events):.1f} bytes an event in the file; {seconds / len(events) * 1e6:.1f} µs to encode one"
    )
    for name, size in [
        *sizes.most_common(options.shown),
        ("all others", sum(sizes.values()) - sum(dict(sizes.most_common(options.shown)).values())),
    ]:
        print(f"{size / len(events):8.2f}  {name}")


def _parcel_name(number: int) -> str:
    return f"{Random(number // PARCEL_EVENTS).getrandbits(128):032x}"


def _sample(options: argparse.Namespace) -> tuple[list[Event], int]:
    if options.file:
        with options.file.open("rb") as file:
            lines = [line for _, line in zip(range(options.events), file, strict=False)]
    else:
        office = Office(Random(1), MORNING)
        lines = [line + b"\n" for line in office.lines(options.events, timedelta(days=1) / 130_000)]
    found = normalise(b"".join(lines), Context(received_at=MORNING))
    return [one for one in found if isinstance(one, Event)], sum(map(len, lines))


def _sizes(data: bytes) -> Counter[str]:
    metadata = pq.ParquetFile(pa.BufferReader(data)).metadata
    sizes = Counter({"(what Parquet says about columns)": metadata.serialized_size})
    for group in range(metadata.num_row_groups):
        for at in range(metadata.num_columns):
            column = metadata.row_group(group).column(at)
            sizes[column.path_in_schema] += column.total_compressed_size
    return sizes


# Time


def _measure_fleet(options: argparse.Namespace) -> None:
    if options.folder:
        return _run_fleet(options, options.folder)
    with tempfile.TemporaryDirectory() as folder:
        return _run_fleet(options, Path(folder))


def _run_fleet(options: argparse.Namespace, lake: Path) -> None:
    tenants_count, each = options.tenants, round(options.tenants * options.rate * options.flush_s)
    office = Office(Random(1), MORNING)
    found = normalise(b"\n".join(office.lines(each, timedelta(seconds=1))), Context(received_at=MORNING))
    events = [one for one in found if isinstance(one, Event)]
    templates = [to_columns([("x", 0, one) for one in events[at : at + 2_000]]) for at in range(0, len(events), 2_000)]
    writer = RecentWriter(lake)
    dice = Random(2)
    spent, asked = [], 0.0
    for flush in range(options.flushes):
        at = MORNING + timedelta(seconds=flush * options.flush_s)
        for number, template in enumerate(templates):
            message = f"m{flush}-{number}"
            batch, parcels = _as_sent(template, dice, tenants_count, at)
            begun = time.process_time()
            assert not writer.has_message(message)
            assert all(writer.new_parcels(parcels))
            asked += time.process_time() - begun
            writer.add(message, parcels, [batch])
        spent.append(_spent(lambda: writer.flush(at)))  # noqa: B023  # called at once
    total = len(events) * options.flushes
    stored = sum(path.stat().st_size for path in lake.glob("recent/*.parquet"))
    _say(
        "flush",
        total,
        [sum(one) for one in zip(*spent, strict=True)],
        longest_s=round(max(one[1] for one in spent), 2),
        bytes_each=round(stored / total, 1),
        asking_us_each=round(asked / total * 1e6, 2),
    )
    tenant = "t00007"
    _say("read one tenant, recent", total, _spent(lambda: _read(lake, tenant)))
    later = MORNING + timedelta(hours=3)
    _say("settle", total, _spent(lambda: settle(lake, now=later)), **_stored(lake, total))
    _say("read one tenant, settled", total, _spent(lambda: _read(lake, tenant)))
    _say("join", total, _spent(lambda: care_once(lake, now=later + timedelta(days=3))), **_stored(lake, total))


def _as_sent(
    template: pa.RecordBatch, dice: Random, tenants_count: int, at: datetime
) -> tuple[pa.RecordBatch, list[tuple[str, str]]]:
    """The columns as a message of parcels of many tenants that just came."""
    count = -(-len(template) // PARCEL_EVENTS)
    owners = [f"t{dice.randrange(tenants_count):05}" for _ in range(count)]
    names = [f"{dice.getrandbits(128):032x}" for _ in range(count)]
    of_row = pa.array([row // PARCEL_EVENTS for row in range(len(template))], pa.int32())
    moment = pa.array([at] * len(template), pa.timestamp("us", "UTC"))
    changed = {
        "batch": pa.DictionaryArray.from_arrays(of_row, names),
        "ordinal": pa.array([row % PARCEL_EVENTS for row in range(len(template))], pa.int32()),
        "time": moment,
        "received_at": moment,
        "tenant": pa.DictionaryArray.from_arrays(of_row, owners),
        "sent_by": pa.array(["sensor"] * len(template)).dictionary_encode(),
    }
    kept = dict(zip(template.schema.names, template.columns, strict=True))
    return pa.RecordBatch.from_pydict(kept | changed), list(zip(owners, names, strict=True))


def _read(lake: Path, tenant: str) -> int:
    return sum(batch.num_rows for batch in LakeReader(lake, tenant).batches())


def _stored(lake: Path, total: int) -> dict[str, object]:
    files = [
        lake / f"tenant={tenant}" / file.name for tenant in tenants(lake) for file in LakeReader(lake, tenant).files()
    ]
    return {"files": len(files), "bytes_each": round(sum(file.stat().st_size for file in files) / total, 1)}


def _spent(do: Callable[[], object]) -> tuple[float, float]:
    cpu, clock = time.process_time(), time.perf_counter()
    do()
    return time.process_time() - cpu, time.perf_counter() - clock


def _say(step: str, events: int, spent: Sequence[float], **more: object) -> None:
    cpu, clock = spent
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        json.dumps(
            {
                "step": step,
                "events": events,
                "cpu_us_each": round(cpu / events * 1e6, 2),
                "seconds": round(clock, 2),
                "peak_mb": memory,
                **more,
            }
        )
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
