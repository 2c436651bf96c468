"""Case 2: somebody's own iPhone joins the office's Wi-Fi unasked and talks to a server known for handing out malware."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.demo.stories.members import DENTIST
from otasuke.demo.stories.script import Part, Shown, Truth, beat
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.calendar import JST
from otasuke.simulating.writing import boxes, eve

_BEGIN = datetime(2026, 11, 26, 12, 38, 20, tzinfo=JST)
_PHONE, _DOOR = (f"{DENTIST.company.network}.{host}" for host in (63, 1))
_MAC = "f2:5d:1b:90:3c:47"
"""Made up by the phone for this Wi-Fi, as the second digit says."""
_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
_SERVER = ("cdn-7.free-prize.example", "203.0.113.151")
_TALKS_S = 6 * 60 + 10


def _seen(after_s: float, kind: str, parts: dict[str, object], outside: str, port: str) -> Scene:
    return Scene(after_s, Role.SURICATA, eve.eve(kind, parts, inside=_PHONE, outside=outside), {"dport": port.encode()})


def _joins() -> Iterator[Scene]:
    yield Scene(0, Role.SURICATA, eve.lease_asked(_MAC, "iPhone"))
    yield Scene(0.1, Role.SURICATA, eve.lease_given(_MAC, _PHONE, door=_DOOR))
    probe = eve.http("/hotspot-detect.html", host="captive.apple.com", agent="CaptiveNetworkSupport-494 wispr")
    yield _seen(1, "http", probe, "17.253.144.10", "80")
    for number, name in enumerate(("gateway.icloud.com", "www.apple.com", "line.me", "www.instagram.com")):
        yield _seen(20 + 50 * number, "dns", eve.dns(name), "8.8.8.8", "53")
        yield _seen(21 + 50 * number, "tls", eve.tls(name), f"17.248.{number}.20", "443")


def _talks() -> Iterator[Scene]:
    """Every two minutes, until lunch is over."""
    name, address = _SERVER
    known = eve.alert(
        2034567, "ET MALWARE Known Malware Distribution Host (TLS SNI)", "A Network Trojan was detected", 1
    )
    yield _seen(_TALKS_S - 3, "http", eve.http("/prize?id=77", host=name, agent=_AGENT, status=301), address, "80")
    for number in range(8):
        at = _TALKS_S + 120 * number
        yield _seen(at, "dns", eve.dns(name), "8.8.8.8", "53")
        yield _seen(at + 0.3, "tls", eve.tls(name), address, "443")
        yield _seen(at + 0.4, "alert", known, address, "443")
        page = boxes.forti_page(name, "Malicious Websites", action="passthrough", client=_PHONE, there=address)
        yield Scene(at + 0.5, Role.FORTIGATE, page)
        yield _seen(at + 20, "flow", eve.FLOW, address, "443")


PRIVATE_PHONE = Shown(
    2,
    {"ja": "だれにも聞かずにつないだ、自分のiPhone", "en": "Somebody's own iPhone, connected unasked"},
    (
        Part(
            DENTIST,
            _BEGIN,
            (*_joins(), *_talks()),
            truths=(Truth("iPhone", Colour.YELLOW, _BEGIN + timedelta(seconds=_TALKS_S)),),
        ),
    ),
    (
        beat(
            _BEGIN,
            0,
            "昼休みに、社員が自分のiPhoneを会社のWi-Fiにつなぎました。",
            "At lunch somebody connects their own iPhone to the office's Wi-Fi.",
        ),
        beat(
            _BEGIN,
            _TALKS_S - 4,
            "景品の広告を押し、悪いプログラムを配ることで知られた相手につながりました。",
            "A tap on an advertisement: the phone talks to a server known for handing out malware.",
        ),
    ),
)
