"""The recording of the demo: a morning at みのり坂木工, which is as invented as its people, machines and addresses.

At 9:41 the bookkeeper opens an attachment. By 10:20 the file server's backups are gone. Around it, an ordinary day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

Record = dict[str, Any]

_DOMAIN = "minorizaka.example"
_BOOKS, _OFFICE, _WORKSHOP, _SERVER = "KEIRI-02", "JIMU-01", "KOUBA-03", "FILE-01"
_USERS = {_BOOKS: "松原", _OFFICE: "稲森", _WORKSHOP: "岡部", _SERVER: "SYSTEM"}
_DAY = datetime(2026, 4, 14, 0, 0, tzinfo=UTC)  # 9:00 in Japan
_BAD_HOST = "203.0.113.77"
_NOISE = 2_400
_SYSMON, _SECURITY, _SYSTEM = "Microsoft-Windows-Sysmon/Operational", "Security", "System"
_PROVIDERS = {
    _SYSMON: "Microsoft-Windows-Sysmon",
    _SECURITY: "Microsoft-Windows-Security-Auditing",
    _SYSTEM: "Service Control Manager",
}
_PROGRAMS = (
    (r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE", r'EXCEL.EXE "\\FILE-01\経理\見積_{n}.xlsx"'),
    (r"C:\Program Files\Google\Chrome\Application\chrome.exe", "chrome.exe --type=renderer --lang=ja --id={n}"),
    (r"C:\Program Files\JwCad\Jw_win.exe", r'Jw_win.exe "\\FILE-01\図面\建具_{n}.jww"'),
    (r"C:\Windows\System32\svchost.exe", "svchost.exe -k netsvcs -p -s Schedule"),
    (r"C:\Windows\System32\notepad.exe", r'notepad.exe "C:\Users\Public\メモ_{n}.txt"'),
    (r"C:\Windows\System32\SearchProtocolHost.exe", "SearchProtocolHost.exe Global\\UsGthrFltPipe{n}"),
)


def write_recording(folder: Path) -> int:
    """Write the logs of Windows and of the company's UTM into a folder; the number of records."""
    windows = [_dumped(number, record) for number, record in enumerate(_windows_records())]
    # A crash cut one line short, as it happens.
    windows.insert(len(windows) // 2, windows[0][:120])
    utm = list(_utm_lines())
    (folder / "windows.ndjson").write_bytes(b"\n".join(windows) + b"\n")
    (folder / "utm.log").write_text("\n".join(utm) + "\n", encoding="utf-8")
    return len(windows) + len(utm)


def _dumped(number: int, record: Record) -> bytes:
    record["winlog"]["record_id"] = 41_000 + number
    return orjson.dumps(record)


def _windows_records() -> list[Record]:
    return sorted([*_attack(), *_noise(random.Random(3))], key=lambda record: str(record["@timestamp"]))


def _event(at: float, host: str, channel: str, event_id: int, data: Record) -> Record:
    """A record as Winlogbeat sends it. at: minutes after nine."""
    return {
        "@timestamp": (_DAY + timedelta(minutes=at)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "host": {"name": host.lower()},
        "agent": {"type": "winlogbeat", "version": "8.15.0"},
        "winlog": {
            "channel": channel,
            "provider_name": _PROVIDERS[channel],
            "event_id": str(event_id),
            "computer_name": f"{host}.{_DOMAIN}",
            "event_data": data,
        },
    }


def _process(at: float, host: str, image: str, command: str, parent: str) -> Record:
    user = _USERS[host]
    return _event(
        at,
        host,
        _SYSMON,
        1,
        {"Image": image, "CommandLine": command, "ParentImage": parent, "User": f"MINORI\\{user}", "ProcessId": "4120"},
    )


def _attack() -> Iterator[Record]:
    """The attachment, the script, the passwords, the server, the backups, the note."""
    system = "C:\\Windows\\System32\\"
    shell = system + "WindowsPowerShell\\v1.0\\powershell.exe"
    word = r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE"
    command = system + "cmd.exe"
    yield _process(41.2, _BOOKS, shell, "powershell.exe -NoP -w hidden -enc SQBFAFgAIAAoAC4ALgAuACkA", word)
    yield _event(
        41.3,
        _BOOKS,
        _SYSMON,
        3,
        {"Image": shell, "DestinationIp": _BAD_HOST, "DestinationPort": "443", "Initiated": "true", "Protocol": "tcp"},
    )
    dump = r"rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump 672 C:\Users\Public\k.dmp full"
    yield _process(48.5, _BOOKS, system + "rundll32.exe", dump, shell)
    for attempt in range(14):
        yield _event(
            52 + attempt / 10,
            _SERVER,
            _SECURITY,
            4625,
            {"TargetUserName": "administrator", "IpAddress": "192.168.10.22", "LogonType": "3", "Status": "0xc000006d"},
        )
    yield _event(
        54,
        _SERVER,
        _SECURITY,
        4624,
        {"TargetUserName": "administrator", "IpAddress": "192.168.10.22", "LogonType": "3", "WorkstationName": _BOOKS},
    )
    yield _event(
        55.1,
        _SERVER,
        _SYSTEM,
        7045,
        {"ServiceName": "kgwmx", "ImagePath": r"\\127.0.0.1\ADMIN$\kgwmx.exe", "StartType": "demand start"},
    )
    tools = (
        "vssadmin.exe delete shadows /all /quiet",
        "wbadmin.exe delete catalog -quiet",
        "bcdedit.exe /set {default} recoveryenabled no",
    )
    for step, line in enumerate(tools):
        yield _process(76 + step / 5, _SERVER, system + line.partition(" ")[0], line, command)
    for number, share in enumerate(("経理", "図面", "見積", "写真")):
        note = rf"D:\共有\{share}\お読みください_復元方法.txt"
        yield _event(79 + number / 4, _SERVER, _SYSMON, 11, {"Image": r"C:\Windows\kgwmx.exe", "TargetFilename": note})


def _noise(dice: random.Random) -> Iterator[Record]:
    """People at work from nine to eleven."""
    for number in range(_NOISE):
        at, host = dice.uniform(0, 120), dice.choice((_BOOKS, _OFFICE, _WORKSHOP))
        kind = dice.random()
        if kind < 0.5:
            image, command = dice.choice(_PROGRAMS)
            yield _process(at, host, image, command.format(n=number), r"C:\Windows\explorer.exe")
        elif kind < 0.75:
            address = f"198.51.100.{dice.randrange(1, 250)}"
            data = {"Image": _PROGRAMS[1][0], "DestinationIp": address, "DestinationPort": "443", "Initiated": "true"}
            yield _event(at, host, _SYSMON, 3, data)
        elif kind < 0.98:
            data = {
                "TargetUserName": _USERS[host],
                "LogonType": "3",
                "IpAddress": f"192.168.10.{dice.randrange(20, 30)}",
            }
            yield _event(at, _SERVER, _SECURITY, 4624, data)
        else:
            data = {"TargetUserName": _USERS[host], "LogonType": "2", "IpAddress": "-", "Status": "0xc000006a"}
            yield _event(at, host, _SECURITY, 4625, data)


def _utm_lines() -> Iterator[str]:
    """What a small UTM writes about the same morning."""
    dice = random.Random(4)
    for number in range(600):
        moment = _DAY + timedelta(seconds=12 * number)
        is_bad = moment >= _DAY + timedelta(minutes=42) and number % 40 == 0
        target = _BAD_HOST if is_bad else f"198.51.100.{dice.randrange(1, 250)}"
        source = "192.168.10.22" if is_bad else f"192.168.10.{dice.randrange(20, 30)}"
        yield (
            f"date={moment:%Y-%m-%d} time={moment:%H:%M:%S} devname=UTM-01 devid=FGT40F0000000000 eventtime="
            f'{int(moment.timestamp())}000000000 tz="+0000" logid="0000000013" type="traffic" subtype="forward" '
            f'level="notice" vd="root" srcip={source} srcport={dice.randrange(20000, 60000)} srcintf="lan" '
            f'dstip={target} dstport=443 dstintf="wan1" proto=6 action="{"deny" if is_bad else "close"}" policyid=1 '
            f'service="HTTPS" sentbyte={dice.randrange(9000)} rcvdbyte={dice.randrange(90000)}'
        )
