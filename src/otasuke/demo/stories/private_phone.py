"""Case 2: an employee's own phone joins the office's Wi-Fi unasked and talks to a server known for distributing malware."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from otasuke.advice.colour import Colour
from otasuke.demo.stories.cast import Cast
from otasuke.demo.stories.script import Part, Shown, Truth, beat
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.writing import boxes, eve

_SERVER = "203.0.113.151"
_TALKS_S = 6 * 60 + 10
_KNOWN = "ET MALWARE Known Malware Distribution Host (TLS SNI)"


@dataclass(frozen=True, slots=True)
class _Scenes:
    """What the sensors see of it."""

    cast: Cast

    def all(self) -> Iterator[Scene]:
        yield from self._joins()
        yield from self._talks()

    @property
    def _address(self) -> str:
        return f"{self.cast.members[0].company.network}.63"

    def _seen(self, after_s: float, kind: str, parts: dict[str, object], outside: str, port: str) -> Scene:
        template = eve.eve(kind, parts, inside=self._address, outside=outside)
        return Scene(after_s, Role.SURICATA, template, {"dport": port.encode()})

    def _joins(self) -> Iterator[Scene]:
        guest, door = self.cast.guest, f"{self.cast.members[0].company.network}.1"
        yield Scene(0, Role.SURICATA, eve.lease_asked(guest.mac, guest.name))
        yield Scene(0.1, Role.SURICATA, eve.lease_given(guest.mac, self._address, door=door))
        yield Scene(0.1, Role.FORTIGATE, boxes.forti_lease(guest.mac, self._address, guest.name))
        probe = eve.http("/hotspot-detect.html", host="captive.apple.com", agent="CaptiveNetworkSupport-494 wispr")
        if "iPhone" in guest.agent:
            yield self._seen(1, "http", probe, "17.253.144.10", "80")
        for number, name in enumerate(("www.google.com", "www.yahoo.co.jp", "line.me", "www.instagram.com")):
            yield self._seen(20 + 50 * number, "dns", eve.dns(name), "8.8.8.8", "53")
            yield self._seen(21 + 50 * number, "tls", eve.tls(name), f"17.248.{number}.20", "443")

    def _talks(self) -> Iterator[Scene]:
        """Every two minutes, until the break is over."""
        name = f"cdn-7{self.cast.bad}.free-prize.example"
        known = eve.alert(2034567, _KNOWN, "A Network Trojan was detected", 1)
        page = eve.http("/prize?id=77", host=name, agent=self.cast.guest.agent, status=301)
        yield self._seen(_TALKS_S - 3, "http", page, _SERVER, "80")
        for number in range(8):
            at = _TALKS_S + 120 * number
            yield self._seen(at, "dns", eve.dns(name), "8.8.8.8", "53")
            yield self._seen(at + 0.3, "tls", eve.tls(name), _SERVER, "443")
            yield self._seen(at + 0.4, "alert", known, _SERVER, "443")
            site = boxes.forti_page(
                name, "Malicious Websites", action="passthrough", client=self._address, there=_SERVER
            )
            yield Scene(at + 0.5, Role.FORTIGATE, site)
            yield self._seen(at + 20, "flow", eve.FLOW, _SERVER, "443")


def private_phone(cast: Cast) -> Shown:
    """The story with this cast: one company."""
    begin, (member,) = cast.begin, cast.members
    truth = Truth(cast.guest.name, Colour.YELLOW, begin + timedelta(seconds=_TALKS_S))
    kind = "iPhone" if "iPhone" in cast.guest.agent else "スマホ"
    english = "iPhone" if kind == "iPhone" else "phone"
    return Shown(
        2,
        {"ja": f"だれにも聞かずにつないだ、自分の{kind}", "en": f"Somebody's own {english}, connected unasked"},
        (Part(member, begin, tuple(_Scenes(cast).all()), truths=(truth,)),),
        (
            beat(
                begin,
                0,
                f"休み時間に、社員が自分の{kind}を会社のWi-Fiにつなぎました。",
                f"In a break somebody connects their own {english} to the office's Wi-Fi.",
            ),
            beat(
                begin,
                _TALKS_S - 4,
                "景品の広告を押し、悪いプログラムを配ることで知られた相手につながりました。",
                "A tap on an advertisement: the phone talks to a server known for handing out malware.",
            ),
        ),
    )
