"""Case 3: on a hotel's Wi-Fi a forged mail is opened; Emotet reads the address book and writes to the partners.

What happens on the laptop is the load test's story of the same name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.demo.stories.mail import Mail
from otasuke.demo.stories.members import TRADERS
from otasuke.demo.stories.script import MAIL_SERVER, Member, Part, Shown, Truth, beat
from otasuke.simulating.attacks.stories import STORIES
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.calendar import JST
from otasuke.simulating.writing import programs as known
from otasuke.simulating.writing import winlogbeat as write
from otasuke.simulating.writing.programs import Program

_BEGIN = datetime(2026, 12, 1, 7, 52, 31, tzinfo=JST)
_LAPTOP, _USER, _IN_HOTEL = "EIGYO-02", "hayase", "172.20.4.57"
_OPENED_S, _SENT_S = 11 * 60, 26 * 60
_MAPI = Program(
    r"C:\Program Files\Microsoft Office\root\Office16\OLMAPI32.DLL", "Microsoft Outlook MAPI", "Microsoft Office"
)
_PARTNERS = ("kawabe-shoji", "minato-unso", "tokiwa-print", "sakae-kenzai", "aoba-hoken", "kikugawa-buhin")


def _away(member: Member) -> Member:
    """The same company, with the laptop in a hotel."""
    moved = tuple(replace(one, address=_IN_HOTEL) if one.name == _LAPTOP else one for one in member.company.devices)
    return replace(member, company=replace(member.company, devices=moved))


def _on_the_laptop() -> Iterator[Scene]:
    (story,) = (one for one in STORIES if one.name == "hotel-wifi")
    yield from (replace(scene, after_s=scene.after_s + _OPENED_S) for scene in story.scenes)
    yield Scene(_OPENED_S + 75, Role.VICTIM, write.image_loaded(known.REGSVR, _MAPI))


def _mails() -> Iterator[Mail]:
    """The one that was opened; then those that go out in the company's name, with the password from the laptop."""
    own = f"{_USER}@{TRADERS.domain}"
    shown = '"keiri@kawabe-shoji.co.jp" <ventas@panaderia.example>'
    yield Mail(
        _BEGIN,
        "ventas@panaderia.example",
        shown,
        own,
        "Re: 請求書の件",
        ("mail.panaderia.example", "203.0.113.161"),
        "請求書_202612.docm",
    )
    for number in range(130):
        at = _BEGIN + timedelta(seconds=_SENT_S + 4 * number)
        to = f"{('info', 'keiri', 'eigyo', 'jimu')[number % 4]}@{_PARTNERS[number % len(_PARTNERS)]}.example"
        relay = ("unknown", f"203.0.113.{170 + number % 5}")
        yield Mail(at, own, f"はなだ商事 早瀬 <{own}>", to, "請求書をお送りします", relay, account=own)


HOTEL_WIFI = Shown(
    3,
    {"ja": "出張先のホテルで開いた、にせのメール", "en": "A forged mail, opened in a hotel"},
    (
        Part(
            _away(TRADERS),
            _BEGIN,
            tuple(_on_the_laptop()),
            tuple(_mails()),
            (
                Truth(MAIL_SERVER, Colour.YELLOW, _BEGIN),
                Truth(_LAPTOP, Colour.RED, _BEGIN + timedelta(seconds=_OPENED_S + 14)),
            ),
        ),
    ),
    (
        beat(
            _BEGIN,
            -60,
            "出張先のホテルのWi-Fiで、取引先を名のるにせのメールを受け取りました。",
            "On a hotel's Wi-Fi a mail arrives that pretends to come from a partner.",
        ),
        beat(_BEGIN, _OPENED_S - 1, "添えられた請求書を開きました。", "Its invoice is opened."),
        beat(
            _BEGIN,
            _OPENED_S + 13,
            "文書の中の命令が、悪いプログラムを取りこみました。",
            "A command in the document fetches the malware (Emotet).",
        ),
        beat(_BEGIN, _OPENED_S + 74, "住所録が読まれました。", "It reads the address book."),
        beat(
            _BEGIN,
            _SENT_S - 1,
            "会社の名前で、取引先ににせのメールが送られました。",
            "Forged mails go out to partners in the company's name.",
        ),
    ),
)
