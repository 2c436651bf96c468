"""An ordinary day on the Windows computers of an office: what happens, how often, and what is different each time."""

from __future__ import annotations

from random import Random

from otasuke.simulating.writing import programs as known
from otasuke.simulating.writing import winlogbeat as write
from otasuke.simulating.writing.destinations import DECK, OFFICE
from otasuke.simulating.writing.programs import Program
from otasuke.simulating.writing.templates import Pattern, Template, Values, deck_of, draw, slot

_FILE = f"{slot('word')}_{slot('file')}"
_SHARE = rf"\\{slot('server')}\{slot('folder')}" + "\\"
_USERS = rf"C:\Users\{slot('user')}" + "\\"
_WORDS = [
    w.encode() for w in "見積書 請求書 納品書 注文書 議事録 日報 月報 図面 勤怠 名簿 契約書 在庫表 工程表 写真".split()
]
_FOLDERS = [w.encode() for w in "共有 経理 総務 営業 図面 見積 写真 工事 人事".split()]
_PRIVILEGES = "SeSecurityPrivilege\n\t\t\tSeBackupPrivilege\n\t\t\tSeRestorePrivilege\n\t\t\tSeDebugPrivilege\n\t\t\tSeImpersonatePrivilege"
_SERVICE_GROUPS = (
    *(
        "netsvcs -p -s Schedule",
        "netsvcs -p -s wlidsvc",
        "LocalService -p -s NcbService",
        "appmodel -p -s StateRepository",
    ),
    *(
        "netsvcs -p -s BITS",
        "LocalSystemNetworkRestricted -p -s StorSvc",
        "wsappx -p -s ClipSVC",
        "netsvcs -p -s wuauserv",
    ),
)
_NONE = "-"


def _any(values: Values, dice: Random) -> None:
    write.freshen(values, dice)


def _document(values: Values, dice: Random) -> None:
    write.freshen(values, dice)
    values["word"], values["folder"] = draw(_WORDS, dice), draw(_FOLDERS, dice)
    values["file"] = b"%d" % int(dice.paretovariate(0.6) * 40 % 1e8)


def _visit(values: Values, dice: Random) -> None:
    write.freshen(values, dice)
    there = draw(DECK, dice)
    values["there"], values["name"], values["results"] = there.address, there.name, there.results


def _to_office(values: Values, dice: Random) -> None:
    write.freshen(values, dice)
    there = draw(OFFICE, dice)
    values["there"], values["name"], values["results"] = there.address, there.name, there.results


def _cached(values: Values, dice: Random) -> None:
    write.freshen(values, dice)
    values["file"] = b"%012x" % dice.getrandbits(48)


def _neighbour(values: Values, dice: Random) -> None:
    """Somebody else of the company signs in over the network."""
    write.freshen(values, dice)
    values["there"] = b"%b.%d" % (values["network"], 10 + int(dice.random() * 12))


def _shared(values: Values, dice: Random) -> None:
    _neighbour(values, dice)
    values["folder"] = draw(_FOLDERS, dice)


def _starts(program: Program, command: str, *, parent: Program, user: str = write.PERSON) -> tuple[Template, Template]:
    """A start, as Sysmon and as the security log write it."""
    return (
        write.process(program, command, parent=parent, user=user),
        write.process_4688(program, command, parent=parent, user=user),
    )


def _logon(kind: int, user: str = slot("user"), address: str = _NONE, package: str = "Negotiate") -> Template:
    is_service = kind == 5
    return write.security(
        4624,
        {
            "SubjectUserSid": "S-1-0-0" if kind == 3 else "S-1-5-18",
            "SubjectUserName": _NONE if kind == 3 else slot("account"),
            "SubjectDomainName": _NONE if kind == 3 else slot("domain"),
            "SubjectLogonId": "0x0" if kind == 3 else "0x3e7",
            "TargetUserSid": "S-1-5-18" if is_service else slot("sid"),
            "TargetUserName": "SYSTEM" if is_service else user,
            "TargetDomainName": "NT AUTHORITY" if is_service else slot("domain"),
            "TargetLogonId": "0x3e7" if is_service else slot("logon"),
            "LogonType": str(kind),
            "LogonProcessName": {3: "NtLmSsp ", 5: "Advapi  "}.get(kind, "User32 "),
            "AuthenticationPackageName": package,
            "WorkstationName": _NONE if is_service else slot("netbios"),
            "LogonGuid": "{00000000-0000-0000-0000-000000000000}",
            "TransmittedServices": _NONE,
            "LmPackageName": "NTLM V2" if package == "NTLM" else _NONE,
            "KeyLength": "128" if package == "NTLM" else "0",
            "ProcessId": "0x0" if kind == 3 else "0x2f4",
            "ProcessName": _NONE if kind == 3 else known.SERVICES.image if is_service else known.SVCHOST.image,
            "IpAddress": address,
            "IpPort": slot("port") if address != _NONE else _NONE,
            "ImpersonationLevel": "%%1833",
            "RestrictedAdminMode": _NONE,
            "TargetOutboundUserName": _NONE,
            "TargetOutboundDomainName": _NONE,
            "VirtualAccount": "%%1843",
            "TargetLinkedLogonId": "0x0",
            "ElevatedToken": "%%1842" if is_service else "%%1843",
        },
    )


def failed_logon(kind: str, user: str, address: str, *, station: str = slot("netbios")) -> Template:
    """Security 4625."""
    return write.security(
        4625,
        {
            "SubjectUserSid": "S-1-0-0",
            "SubjectUserName": _NONE,
            "SubjectDomainName": _NONE,
            "SubjectLogonId": "0x0",
            "TargetUserSid": "S-1-0-0",
            "TargetUserName": user,
            "TargetDomainName": slot("domain"),
            "Status": "0xc000006d",
            "FailureReason": "%%2313",
            "SubStatus": "0xc000006a",
            "LogonType": kind,
            "LogonProcessName": "NtLmSsp " if kind == "3" else "User32 ",
            "AuthenticationPackageName": "NTLM" if kind == "3" else "Negotiate",
            "WorkstationName": station,
            "TransmittedServices": _NONE,
            "LmPackageName": _NONE,
            "KeyLength": "0",
            "ProcessId": "0x0" if kind == "3" else "0x2f4",
            "ProcessName": _NONE if kind == "3" else known.SVCHOST.image,
            "IpAddress": address,
            "IpPort": slot("port") if kind == "3" else "0",
        },
    )


def network_logon(user: str, address: str) -> Template:
    """Security 4624 of type 3: somebody signs in over the network."""
    return _logon(3, user, address, "NTLM")


_LOGOFF = write.security(
    4634,
    {
        "TargetUserSid": slot("sid"),
        "TargetUserName": slot("user"),
        "TargetDomainName": slot("domain"),
        "TargetLogonId": slot("logon"),
        "LogonType": "3",
    },
)
_PRIVILEGED = write.security(
    4672,
    {
        "SubjectUserSid": "S-1-5-18",
        "SubjectUserName": "SYSTEM",
        "SubjectDomainName": "NT AUTHORITY",
        "SubjectLogonId": "0x3e7",
        "PrivilegeList": _PRIVILEGES,
    },
)


_SHARE_USED = write.security(
    5140,
    {
        "SubjectUserSid": slot("sid"),
        "SubjectUserName": slot("user"),
        "SubjectDomainName": slot("domain"),
        "SubjectLogonId": slot("logon"),
        "ObjectType": "File",
        "IpAddress": slot("there"),
        "IpPort": slot("port"),
        "ShareName": rf"\\\*\{slot('folder')}",
        "ShareLocalPath": rf"\??\D:\{slot('folder')}",
        "AccessMask": "0x1",
        "AccessList": "%%4416\n\t\t\t\t",
    },
)
_CHECKED = write.security(
    4776,
    {
        "PackageName": "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        "TargetUserName": slot("user"),
        "Workstation": slot("netbios"),
        "Status": "0x0",
    },
)


def _system_starts() -> list[tuple[int, Pattern]]:
    """What Windows does by itself."""
    starts = [
        _starts(
            known.SVCHOST, rf"C:\Windows\system32\svchost.exe -k {group}", parent=known.SERVICES, user=write.SYSTEM_USER
        )
        for group in _SERVICE_GROUPS
    ]
    starts += [
        _starts(known.TASKHOST, "taskhostw.exe", parent=known.SVCHOST),
        _starts(
            known.WMI_HOST,
            r"C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding",
            parent=known.SVCHOST,
            user=write.SYSTEM_USER,
        ),
        _starts(known.AUDIO, r"C:\Windows\system32\AUDIODG.EXE 0x4f4", parent=known.SVCHOST, user=write.SYSTEM_USER),
        _starts(known.BROKER, r"C:\Windows\System32\RuntimeBroker.exe -Embedding", parent=known.SVCHOST),
        _starts(
            known.BACKGROUND,
            r'"C:\Windows\system32\backgroundTaskHost.exe" -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca',
            parent=known.SVCHOST,
        ),
        _starts(
            known.DLLHOST,
            r"C:\Windows\system32\DllHost.exe /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}",
            parent=known.SVCHOST,
        ),
    ]
    search = (
        r'"C:\Windows\system32\SearchProtocolHost.exe" Global\UsGthrFltPipeMssGthrPipe_S-1-5-21-'
        + slot("thread")
        + "1_"
    )
    starts.append(_starts(known.SEARCH, search, parent=known.SEARCH_INDEXER, user=write.SYSTEM_USER))
    return [(weight, Pattern(one, _any)) for pair in starts for weight, one in zip((7, 5), pair, strict=True)]


def _people_start(business: Program) -> list[tuple[int, Pattern]]:
    """What people open."""
    documents = [
        (9, _starts(known.EXCEL, f'"{known.EXCEL.image}" "{_SHARE}{_FILE}.xlsx"', parent=known.EXPLORER)),
        (5, _starts(known.WORD, f'"{known.WORD.image}" /n "{_SHARE}{_FILE}.docx" /o ""', parent=known.EXPLORER)),
        (6, _starts(known.ACROBAT, f'"{known.ACROBAT.image}" "{_USERS}Downloads\\{_FILE}.pdf"', parent=known.EXPLORER)),
        (3, _starts(known.NOTEPAD, f'"{known.NOTEPAD.image}" {_USERS}Desktop\\{_FILE}.txt', parent=known.EXPLORER)),
        (6, _starts(business, f'"{business.image}"', parent=known.EXPLORER)),
        (3, _starts(known.OUTLOOK, f'"{known.OUTLOOK.image}"', parent=known.EXPLORER)),
        (2, _starts(known.SPLWOW, r"C:\Windows\splwow64.exe 12288", parent=known.EXCEL)),
        (2, _starts(known.CONHOST, r"\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1", parent=known.CMD)),
    ]
    renderer = (
        f"--type=renderer --lang=ja --device-scale-factor=1 --num-raster-threads=2 --renderer-client-id={slot('thread')} "
        f"--time-ticks-at-unix-epoch=-17130{slot('ppid')}{slot('pid')} --launch-time-ticks={slot('pid')}{slot('thread')} /prefetch:1"
    )
    browsers = [
        (24, _starts(known.CHROME, f'"{known.CHROME.image}" {renderer}', parent=known.CHROME)),
        (18, _starts(known.EDGE, f'"{known.EDGE.image}" {renderer}', parent=known.EDGE)),
    ]
    return [(weight, Pattern(one, _document)) for weight, pair in (*documents, *browsers) for one in pair]


def _network() -> list[tuple[int, Pattern]]:
    there, name, results = slot("there"), slot("name"), slot("results")
    found = []
    for weight, program, go in ((45, known.CHROME, _visit), (35, known.EDGE, _visit), (14, known.OUTLOOK, _to_office)):
        found.append((weight, Pattern(write.connection(program, there, "443"), go)))
        found.append((weight, Pattern(write.name_asked(program, name, results), go)))
    # An add-in of the accounting program asks its maker.
    found.append((1, Pattern(write.connection(known.EXCEL, there, "443"), _visit)))
    return found


def _files_and_keys() -> list[tuple[int, Pattern]]:
    cache = _USERS + r"AppData\Local\Google\Chrome\User Data\Default\Cache\Cache_Data\f_" + slot("file")
    recent = rf"HKU\{slot('sid')}\SOFTWARE\Microsoft\Office\16.0\Excel\User MRU\Item 1"
    update = r"HKLM\SOFTWARE\Microsoft\Windows Defender\Signature Updates\SignaturesLastUpdated"
    libraries = [
        Program(known.SYSTEM32 + name, "Windows library") for name in ("ole32.dll", "propsys.dll", "edputil.dll")
    ]
    return [
        (26, Pattern(write.file_created(known.CHROME, cache), _cached)),
        (14, Pattern(write.file_created(known.EXCEL, f"{_SHARE}~${_FILE}.xlsx"), _document)),
        (8, Pattern(write.registry_set(known.EXCEL, recent, f"[F00000000]*{_SHARE}{_FILE}.xlsx"), _document)),
        (3, Pattern(write.registry_set(known.DEFENDER, update, "Binary Data", user=write.SYSTEM_USER), _any)),
        *((9, Pattern(write.image_loaded(known.EXPLORER, library), _any)) for library in libraries),
    ]


def _signing_in() -> list[tuple[int, Pattern]]:
    return [
        (30, Pattern(_logon(5), _any)),
        (3, Pattern(_logon(2, address="127.0.0.1"), _any)),
        (4, Pattern(_logon(7), _any)),
        (30, Pattern(_PRIVILEGED, _any)),
        (1, Pattern(_LOGOFF, _any)),
        (1, Pattern(failed_logon("2", slot("user"), "127.0.0.1"), _any)),
        (1, Pattern(write.script_block("prompt"), _any)),
    ]


def pc_deck(business: Program) -> list[Pattern]:
    """A PC on which somebody works; `business` is what the company's work is done with."""
    return deck_of([*_system_starts(), *_people_start(business), *_network(), *_files_and_keys(), *_signing_in()])


def server_deck() -> list[Pattern]:
    """A file server: people sign in over the network all day."""
    return deck_of(
        [
            (260, Pattern(network_logon(slot("user"), slot("there")), _neighbour)),
            (190, Pattern(_SHARE_USED, _shared)),
            (60, Pattern(_CHECKED, _neighbour)),
            (12, Pattern(_PRIVILEGED, _any)),
            (6, Pattern(_LOGOFF, _any)),
            (2, Pattern(failed_logon("3", slot("user"), slot("there")), _neighbour)),
            *_system_starts(),
        ]
    )
