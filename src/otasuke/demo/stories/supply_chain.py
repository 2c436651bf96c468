"""Case 4: hacked mailboxes of partners send mails about bonuses and invoices, with malware, to many member companies at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.demo.stories.mail import Mail
from otasuke.demo.stories.members import DENTIST, JOINERY, METALWORKS, TRADERS
from otasuke.demo.stories.script import MAIL_SERVER, Member, Part, Shown, Truth, beat
from otasuke.demo.stories.writing import mailboxes_of
from otasuke.simulating.attacks.stories import STORIES
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.calendar import JST
from otasuke.simulating.writing import boxes, eve

_BEGIN = datetime(2026, 12, 4, 10, 3, 12, tzinfo=JST)
_BONUS = (
    "keiri@kikugawa-buhin.example",
    "菊川部品 経理",
    "冬季賞与のお支払いについて",
    "賞与支払通知.xlsm",
    "203.0.113.181",
)
_INVOICE = (
    "jimu@tokiwa-print.example",
    "ときわ印刷",
    "請求書をお送りします（12月分）",
    "請求書_1204.xlsm",
    "203.0.113.33",
)
_LATER_S = 260
"""From one company to the next."""
_OPENED_S = 1320
_MASTER = ("nrtx-sync.example", "203.0.113.182")


def _mails(member: Member, begin: datetime) -> Iterator[Mail]:
    """Both mails, to everybody whose address the partners had."""
    for later, (sender, name, subject, file, address) in ((0, _BONUS), (95, _INVOICE)):
        relay = (f"mx.{sender.rpartition('@')[2]}", address)
        for number, mailbox in enumerate(mailboxes_of(member)):
            at = begin + timedelta(seconds=later + 4 * number)
            yield Mail(at, sender, f"{name} <{sender}>", f"{mailbox}@{member.domain}", subject, relay, file)


def _stopped(member: Member) -> Iterator[Scene]:
    """A door that looks into mail, and stops what is in it."""
    for number, (*_, file, address) in enumerate((_BONUS, _INVOICE)):
        for copy in range(3):
            virus = boxes.forti_virus(
                "VBA/Agent.FCE!tr.dldr",
                file,
                action="blocked",
                service="SMTP",
                client=address,
                there=member.mail_server,
            )
            yield Scene(95 * number + 4 * copy, Role.FORTIGATE, virus, {"dport": b"25"})


def _opened(member: Member) -> Iterator[Scene]:
    """In the books somebody opens it. On the PC it is the load test's story of the same name."""
    victim = member.company.pcs[0].address
    (story,) = (one for one in STORIES if one.name == "supply-chain")
    for scene in story.scenes:
        if scene.after_s < 60 and scene.role in (Role.VICTIM, Role.SURICATA, Role.FORTIGATE):
            values = {**scene.values, "client": victim.encode()}
            yield replace(scene, after_s=scene.after_s + _OPENED_S, values=values)
    call = eve.alert(2035011, "ET MALWARE Downloader CnC Checkin", "Malware Command and Control Activity Detected", 1)
    for number in range(4):
        template = eve.eve("alert", call, inside=victim, outside=_MASTER[1])
        yield Scene(_OPENED_S + 70 + 60 * number, Role.SURICATA, template, {"dport": b"443"})


def _delivered(member: Member, place: int) -> Part:
    begin = _BEGIN + timedelta(seconds=_LATER_S * place)
    return Part(member, begin, mails=tuple(_mails(member, begin)), truths=(Truth(MAIL_SERVER, Colour.YELLOW, begin),))


def _parts() -> Iterator[Part]:
    yield _delivered(METALWORKS, 0)
    yield _delivered(TRADERS, 1)
    begin = _BEGIN + timedelta(seconds=2 * _LATER_S)
    yield Part(DENTIST, begin, tuple(_stopped(DENTIST)), truths=(Truth(MAIL_SERVER, Colour.GREEN, begin),))
    worst = _delivered(JOINERY, 3)
    victim = JOINERY.company.pcs[0].name
    on_the_pc = Truth(victim, Colour.RED, worst.begin + timedelta(seconds=_OPENED_S + 14))
    yield replace(worst, scenes=tuple(_opened(JOINERY)), truths=(*worst.truths, on_the_pc))


SUPPLY_CHAIN = Shown(
    4,
    {
        "ja": "取引先から一斉に届いた、賞与と請求書のメール",
        "en": "Mails about bonuses and invoices, from partners, to many at once",
    },
    tuple(_parts()),
    (
        beat(
            _BEGIN,
            -30,
            "乗っ取られた取引先のメールから、何社にも一斉にメールが届きはじめました。",
            "From the hacked mailboxes of two partners mails begin to reach many companies.",
        ),
        beat(
            _BEGIN,
            2 * _LATER_S - 1,
            "こばと歯科医院では、会社の入口の機器がメールを止めました。",
            "At Kobato Dental Clinic the box at the door stops them.",
        ),
        beat(
            _BEGIN,
            3 * _LATER_S + _OPENED_S - 1,
            "みのり坂木工では、経理の人が「賞与支払通知」を開きました。",
            "At Minorizaka Joinery somebody in accounts opens the one about bonuses.",
        ),
    ),
)
