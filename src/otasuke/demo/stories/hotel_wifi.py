"""Case 3: on a hotel's Wi-Fi a forged mail is opened; Emotet reads the address book and writes to the partners.

What happens on the laptop is the load test's story of the same name. Where mail is kept at Microsoft 365, whoever has the
password signs in there, hides the answers with a rule, and reads the address book too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from otasuke.advice.colour import Colour
from otasuke.demo.stories.cast import Cast
from otasuke.demo.stories.m365 import contacts_read, rule_made, signed_in
from otasuke.demo.stories.mail import Mail
from otasuke.demo.stories.script import MAIL_SERVER, Act, MailHost, Member, Part, Shown, Truth, beat
from otasuke.simulating import names
from otasuke.simulating.attacks.stories import STORIES
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.writing import programs as known
from otasuke.simulating.writing import winlogbeat as write
from otasuke.simulating.writing.programs import Program

_IN_HOTEL, _INTRUDER = "172.20.4.57", "203.0.113.174"
_OPENED_S, _SIGNED_IN_S, _SENT_S = 11 * 60, 19 * 60, 26 * 60
_SENDER = "ventas@panaderia.example"
_MAPI = Program(
    r"C:\Program Files\Microsoft Office\root\Office16\OLMAPI32.DLL", "Microsoft Outlook MAPI", "Microsoft Office"
)
_PARTNERS = ("kawabe-shoji", "minato-unso", "tokiwa-print", "sakae-kenzai", "aoba-hoken", "kikugawa-buhin")
_SENT = 130


def _away(member: Member) -> Member:
    """The same company, with its first computer in a hotel."""
    laptop = member.company.pcs[0]
    moved = tuple(replace(one, address=_IN_HOTEL) if one == laptop else one for one in member.company.devices)
    return replace(member, company=replace(member.company, devices=moved))


def _on_the_laptop() -> Iterator[Scene]:
    (story,) = (one for one in STORIES if one.name == "hotel-wifi")
    yield from (replace(scene, after_s=scene.after_s + _OPENED_S) for scene in story.scenes)
    yield Scene(_OPENED_S + 75, Role.VICTIM, write.image_loaded(known.REGSVR, _MAPI))


def _own(member: Member) -> str:
    """The mailbox of whoever is in the hotel."""
    return f"{member.company.pcs[0].user}@{member.domain}"


def _mails(cast: Cast) -> Iterator[Mail]:
    """The one that was opened; then those that go out in the company's name, with the password from the laptop."""
    (member,) = cast.members
    own, shown = _own(member), f'"keiri@kawabe-shoji.co.jp" <{_SENDER}>'
    relay = ("mail.panaderia.example", "203.0.113.161")
    file = f"請求書_{cast.begin:%Y%m}.docm"
    yield Mail(cast.begin, _SENDER, shown, own, "Re: 請求書の件", relay, file)
    for number in range(_SENT):
        at = cast.begin + timedelta(seconds=_SENT_S + 4 * number)
        person = names.GIVEN[number % len(names.GIVEN)]
        to = f"{person}{number // len(names.GIVEN)}@{_PARTNERS[number % len(_PARTNERS)]}.example"
        relay = ("unknown", _INTRUDER)
        yield Mail(at, own, f"{member.company.title} <{own}>", to, "請求書をお送りします", relay, account=own)


def _acts(cast: Cast) -> Iterator[Act]:
    (member,) = cast.members
    if member.mail is not MailHost.M365:
        return
    own, at = _own(member), cast.begin + timedelta(seconds=_SIGNED_IN_S)
    hides = {"Name": ".", "SubjectOrBodyContainsWords": "請求書;ウイルス;なりすまし", "DeleteMessage": "True"}
    yield signed_in(own, at, _INTRUDER)
    yield contacts_read(own, at + timedelta(seconds=80), _INTRUDER)
    yield rule_made(own, at + timedelta(seconds=140), _INTRUDER, hides)


def hotel_wifi(cast: Cast) -> Shown:
    """The story with this cast: one company, the first computer of which is on the way."""
    begin, (member,) = cast.begin, cast.members
    truths = (
        Truth(MAIL_SERVER, Colour.YELLOW, begin),
        Truth(member.company.pcs[0].name, Colour.RED, begin + timedelta(seconds=_OPENED_S + 14)),
    )
    part = Part(_away(member), begin, tuple(_on_the_laptop()), tuple(_mails(cast)), tuple(_acts(cast)), truths)
    in_the_cloud = (
        beat(
            begin,
            _SIGNED_IN_S - 1,
            "盗んだパスワードで会社のメールに入り、返事を隠す決まりを作りました。",
            "With the stolen password somebody enters the company's mail, and hides the answers with a rule.",
        ),
    )
    return Shown(
        3,
        {"ja": "出張先のホテルで開いた、にせのメール", "en": "A forged mail, opened in a hotel"},
        (part,),
        (
            beat(
                begin,
                -60,
                "出張先のホテルのWi-Fiで、取引先を名のるにせのメールを受け取りました。",
                "On a hotel's Wi-Fi a mail arrives that pretends to come from a partner.",
            ),
            beat(begin, _OPENED_S - 1, "添えられた請求書を開きました。", "Its invoice is opened."),
            beat(
                begin,
                _OPENED_S + 13,
                "文書の中の命令が、悪いプログラムを取りこみました。",
                "A command in the document fetches the malware (Emotet).",
            ),
            beat(begin, _OPENED_S + 74, "住所録が読まれました。", "It reads the address book."),
            *(in_the_cloud if part.acts else ()),
            beat(
                begin,
                _SENT_S - 1,
                "会社の名前で、取引先ににせのメールが送られました。",
                "Forged mails go out to partners in the company's name.",
            ),
        ),
    )
