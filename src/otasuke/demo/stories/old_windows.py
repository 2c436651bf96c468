"""Case 1: a Windows XP without protection is put on the network because of a printer, gets online and is infected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.demo.stories.members import METALWORKS
from otasuke.demo.stories.script import Part, Shown, Truth, beat
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.calendar import JST
from otasuke.simulating.writing import boxes, eve

_BEGIN = datetime(2026, 11, 24, 9, 12, 5, tzinfo=JST)
_NAME, _MAC = "KENSA-XP", "00:0c:76:31:5a:e2"
_XP, _PRINTER = (f"{METALWORKS.company.network}.{host}" for host in (77, 40))
_BROWSER = "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)"
_SYSTEM = "Windows 2002 Service Pack 3 2600"
"""As Windows XP calls itself in SMB."""
_DRIVERS = ("driver-soft.top", "203.0.113.141")
_MASTER = ("kgwmx-upd.example", "203.0.113.142")
_FETCHED_S, _CALLED_S, _SPREAD_S = 14 * 60 + 20, 16 * 60 + 40, 21 * 60


def _seen(after_s: float, kind: str, parts: dict[str, object], outside: str, port: str) -> Scene:
    template = eve.eve(kind, parts, inside=_XP, outside=outside)
    return Scene(after_s, Role.SURICATA, template, {"dport": port.encode()})


def _joins() -> Iterator[Scene]:
    door = f"{METALWORKS.company.network}.1"
    yield Scene(0, Role.SURICATA, eve.lease_asked(_MAC, _NAME))
    yield Scene(0.1, Role.SURICATA, eve.lease_given(_MAC, _XP, door=door))
    for number in range(3):
        yield _seen(39 + 90 * number, "smb", eve.signed_in(_SYSTEM), _PRINTER, "445")
        yield _seen(40 + 90 * number, "smb", eve.shared_files("NT LM 0.12"), _PRINTER, "445")
        yield _seen(45 + 90 * number, "flow", {**eve.FLOW, "app_proto": "failed"}, _PRINTER, "9100")


def _goes_online() -> Iterator[Scene]:
    """Nobody meant to: the browser opens its first page by itself, then somebody looks for a driver."""
    for number, (name, address) in enumerate((("www.msn.com", "204.79.197.203"),) * 3 + (_DRIVERS,)):
        page = eve.http("/", host=name, agent=_BROWSER)
        yield _seen(400 + 60 * number, "dns", eve.dns(name), "8.8.8.8", "53")
        yield _seen(401 + 60 * number, "http", page, address, "80")


def _is_infected() -> Iterator[Scene]:
    name, address = _DRIVERS
    file = eve.http("/dl/printer_driver_xp.exe", host=name, agent=_BROWSER, kind="application/x-dosexec")
    magic = "PE32 executable (GUI) Intel 80386, for MS Windows"
    virus = boxes.forti_virus(
        "W32/Agent.XP!tr", "printer_driver_xp.exe", action="monitored", service="HTTP", client=_XP, there=address
    )
    yield _seen(_FETCHED_S, "http", file, address, "80")
    yield _seen(_FETCHED_S + 1, "fileinfo", eve.fetched("/dl/printer_driver_xp.exe", magic, file), address, "80")
    yield Scene(_FETCHED_S + 2, Role.FORTIGATE, virus, {"dport": b"80"})


def _is_steered() -> Iterator[Scene]:
    name, address = _MASTER
    call = eve.alert(2030170, "ET MALWARE Win32/Agent CnC Checkin", "Malware Command and Control Activity Detected", 1)
    for number in range(6):
        at = _CALLED_S + 120 * number
        yield _seen(at, "dns", eve.dns(name), "8.8.8.8", "53")
        yield _seen(at + 1, "alert", call, address, "80")
        yield _seen(at + 2, "flow", {**eve.FLOW, "app_proto": "http"}, address, "80")


def _spreads() -> Iterator[Scene]:
    for host in range(10, 50):
        neighbour = f"{METALWORKS.company.network}.{host}"
        yield _seen(_SPREAD_S + host, "flow", eve.unanswered(), neighbour, "445")
    exploit = eve.alert(
        2025649,
        "ET EXPLOIT Possible ETERNALBLUE MS17-010 Generic Flags",
        "Attempted Administrator Privilege Gain",
        1,
    )
    for number in range(3):
        yield _seen(_SPREAD_S + 60 + 5 * number, "alert", exploit, f"{METALWORKS.company.network}.{10 + number}", "445")


_SCENES = (*_joins(), *_goes_online(), *_is_infected(), *_is_steered(), *_spreads())
OLD_WINDOWS = Shown(
    1,
    {"ja": "印刷のためにつないだ、古いWindows", "en": "An old Windows, plugged in to print"},
    (Part(METALWORKS, _BEGIN, _SCENES, truths=(Truth(_NAME, Colour.RED, _BEGIN + timedelta(seconds=_FETCHED_S)),)),),
    (
        beat(
            _BEGIN,
            0,
            "検査の機械に付いた古いWindowsを、印刷のために会社の線につなぎました。",
            "An old Windows of a measuring machine is plugged in, to print.",
        ),
        beat(
            _BEGIN,
            400,
            "つないだだけで、インターネットにも出られるようになりました。",
            "With that it is online, which nobody meant.",
        ),
        beat(
            _BEGIN,
            _FETCHED_S,
            "プリンターのソフトだと思って、悪いプログラムを取りました。",
            "What looks like a printer driver is not one.",
        ),
        beat(
            _BEGIN, _CALLED_S, "悪いプログラムが、犯人に指図を求めました。", "The program asks its masters what to do."
        ),
        beat(_BEGIN, _SPREAD_S, "ほかのパソコンに移ろうとしました。", "It tries to move on to the other computers."),
    ),
)
