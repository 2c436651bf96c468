"""Case 1: a Windows XP without protection is put on the network because of a printer, gets online and is infected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from otasuke.advice.colour import Colour
from otasuke.demo.stories.cast import Cast
from otasuke.demo.stories.script import Part, Shown, Truth, beat
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.writing import boxes, eve

_SYSTEM = "Windows 2002 Service Pack 3 2600"
"""As Windows XP calls itself in SMB."""
_DRIVERS, _MASTER = "203.0.113.141", "203.0.113.142"
_FILE = "printer_driver_xp.exe"
_ASKED_S, _FETCHED_S, _CALLED_S, _SPREAD_S = 400, 14 * 60 + 20, 16 * 60 + 40, 21 * 60


@dataclass(frozen=True, slots=True)
class _Scenes:
    """What the sensors see of it."""

    cast: Cast

    def all(self) -> Iterator[Scene]:
        yield from self._joins()
        yield from self._goes_online()
        yield from self._is_infected()
        yield from self._is_steered()
        yield from self._spreads()

    @property
    def _drivers(self) -> str:
        return f"driver-soft{self.cast.bad}.top"

    @property
    def _master(self) -> str:
        return f"kgwmx{self.cast.bad}-upd.example"

    def _inside(self, host: int) -> str:
        return f"{self.cast.members[0].company.network}.{host}"

    @property
    def _address(self) -> str:
        return self._inside(77)

    def _seen(self, after_s: float, kind: str, parts: dict[str, object], outside: str, port: str) -> Scene:
        template = eve.eve(kind, parts, inside=self._address, outside=outside)
        return Scene(after_s, Role.SURICATA, template, {"dport": port.encode()})

    def _joins(self) -> Iterator[Scene]:
        guest, printer = self.cast.guest, self._inside(40)
        yield Scene(0, Role.SURICATA, eve.lease_asked(guest.mac, guest.name))
        yield Scene(0.1, Role.SURICATA, eve.lease_given(guest.mac, self._address, door=self._inside(1)))
        yield Scene(0.1, Role.FORTIGATE, boxes.forti_lease(guest.mac, self._address, guest.name))
        for number in range(3):
            yield self._seen(39 + 90 * number, "smb", eve.signed_in(_SYSTEM), printer, "445")
            yield self._seen(40 + 90 * number, "smb", eve.shared_files("NT LM 0.12"), printer, "445")
            yield self._seen(45 + 90 * number, "flow", {**eve.FLOW, "app_proto": "failed"}, printer, "9100")

    def _goes_online(self) -> Iterator[Scene]:
        """Nobody meant to: the browser opens its first page by itself, then somebody looks for a driver."""
        pages = (("www.msn.com", "204.79.197.203"),) * 3 + ((self._drivers, _DRIVERS),)
        for number, (name, address) in enumerate(pages):
            at = _ASKED_S + 60 * number
            page = eve.http("/", host=name, agent=self.cast.guest.agent)
            yield self._seen(at, "dns", eve.dns(name), "8.8.8.8", "53")
            yield self._seen(at + 1, "http", page, address, "80")
            visit = boxes.forti_traffic("close", 1, there=address, client=self._address, service="HTTP")
            yield Scene(at + 4, Role.FORTIGATE, visit, {"dport": b"80"})

    def _is_infected(self) -> Iterator[Scene]:
        page, magic = f"/dl/{_FILE}", "PE32 executable (GUI) Intel 80386, for MS Windows"
        file = eve.http(page, host=self._drivers, agent=self.cast.guest.agent, kind="application/x-dosexec")
        virus = boxes.forti_virus(
            "W32/Agent.XP!tr", _FILE, action="monitored", service="HTTP", client=self._address, there=_DRIVERS
        )
        yield self._seen(_FETCHED_S, "http", file, _DRIVERS, "80")
        yield self._seen(_FETCHED_S + 1, "fileinfo", eve.fetched(page, magic, file), _DRIVERS, "80")
        yield Scene(_FETCHED_S + 2, Role.FORTIGATE, virus, {"dport": b"80"})

    def _is_steered(self) -> Iterator[Scene]:
        category = "Malware Command and Control Activity Detected"
        call = eve.alert(2030170, "ET MALWARE Win32/Agent CnC Checkin", category, 1)
        for number in range(6):
            at = _CALLED_S + 120 * number
            yield self._seen(at, "dns", eve.dns(self._master), "8.8.8.8", "53")
            yield self._seen(at + 1, "alert", call, _MASTER, "80")
            yield self._seen(at + 2, "flow", {**eve.FLOW, "app_proto": "http"}, _MASTER, "80")
            known = boxes.forti_botnet("Agent", client=self._address, there=_MASTER)
            yield Scene(at + 1, Role.FORTIGATE, known, {"dport": b"80"})

    def _spreads(self) -> Iterator[Scene]:
        for host in range(10, 50):
            yield self._seen(_SPREAD_S + host, "flow", eve.unanswered(), self._inside(host), "445")
        signature = "ET EXPLOIT Possible ETERNALBLUE MS17-010 Generic Flags"
        exploit = eve.alert(2025649, signature, "Attempted Administrator Privilege Gain", 1)
        for number in range(3):
            yield self._seen(_SPREAD_S + 60 + 5 * number, "alert", exploit, self._inside(10 + number), "445")


def old_windows(cast: Cast) -> Shown:
    """The story with this cast: one company."""
    begin, (member,) = cast.begin, cast.members
    truth = Truth(cast.guest.name, Colour.RED, begin + timedelta(seconds=_FETCHED_S))
    return Shown(
        1,
        {"ja": "印刷のためにつないだ、古いWindows", "en": "An old Windows, plugged in to print"},
        (Part(member, begin, tuple(_Scenes(cast).all()), truths=(truth,)),),
        (
            beat(
                begin,
                0,
                "検査の機械に付いた古いWindowsを、印刷のために会社の線につなぎました。",
                "An old Windows of a measuring machine is plugged in, to print.",
            ),
            beat(
                begin,
                _ASKED_S,
                "つないだだけで、インターネットにも出られるようになりました。",
                "With that it is online, which nobody meant.",
            ),
            beat(
                begin,
                _FETCHED_S,
                "プリンターのソフトだと思って、悪いプログラムを取りました。",
                "What looks like a printer driver is not one.",
            ),
            beat(
                begin,
                _CALLED_S,
                "悪いプログラムが、犯人に指図を求めました。",
                "The program asks its masters what to do.",
            ),
            beat(begin, _SPREAD_S, "ほかのパソコンに移ろうとしました。", "It tries to move on to the other computers."),
        ),
    )
