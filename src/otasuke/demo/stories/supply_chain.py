"""Case 4: hacked mailboxes of partners send mails about bonuses and invoices, with malware, to many member companies at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.demo.stories.cast import Cast
from otasuke.demo.stories.mail import Mail
from otasuke.demo.stories.script import MAIL_SERVER, Member, Part, Shown, Truth, beat
from otasuke.simulating.attacks.stories import STORIES
from otasuke.simulating.attacks.story import Role, Scene
from otasuke.simulating.writing import boxes, eve

_LATER_S = 260
"""From one company to the next."""
_OPENED_S = 1320
_MASTER = "203.0.113.182"
_CALLED_S = _OPENED_S + 70


@dataclass(frozen=True, slots=True)
class _Sender:
    """A partner whose mailbox was taken over. later_s: after the other one."""

    address: str
    name: str
    subject: str
    file: str
    relay: str
    later_s: int = 0


def _senders(cast: Cast) -> tuple[_Sender, _Sender]:
    bonus, bills = f"kikugawa-buhin{cast.bad}.example", f"tokiwa-print{cast.bad}.example"
    subject = f"請求書をお送りします（{cast.begin.month}月分）"
    file = f"請求書_{cast.begin:%m%d}.xlsm"
    return (
        _Sender(f"keiri@{bonus}", "菊川部品 経理", "賞与のお支払いについて", "賞与支払通知.xlsm", "203.0.113.181"),
        _Sender(f"jimu@{bills}", "ときわ印刷", subject, file, "203.0.113.33", 95),
    )


def _mails(cast: Cast, member: Member, begin: datetime) -> Iterator[Mail]:
    """Both mails, to everybody whose address the partners had."""
    for one in _senders(cast):
        relay = (f"mx.{one.address.rpartition('@')[2]}", one.relay)
        for number, mailbox in enumerate(member.mailboxes()):
            at = begin + timedelta(seconds=one.later_s + 4 * number)
            shown, to = f"{one.name} <{one.address}>", f"{mailbox}@{member.domain}"
            yield Mail(at, one.address, shown, to, one.subject, relay, one.file)


def _stopped(cast: Cast, member: Member) -> Iterator[Scene]:
    """A door that looks into mail, and stops what is in it."""
    for one in _senders(cast):
        virus = boxes.forti_virus(
            "VBA/Agent.FCE!tr.dldr",
            one.file,
            action="blocked",
            service="SMTP",
            client=one.relay,
            there=member.mail_server,
            mail=(one.address, one.subject),
        )
        for copy in range(3):
            yield Scene(one.later_s + 4 * copy, Role.FORTIGATE, virus, {"dport": b"25"})


def _opened(member: Member) -> Iterator[Scene]:
    """Somebody opens it. On the PC it is the load test's story of the same name."""
    victim = member.company.pcs[0].address
    (story,) = (one for one in STORIES if one.name == "supply-chain")
    for scene in story.scenes:
        if scene.after_s < 60 and scene.role in (Role.VICTIM, Role.SURICATA, Role.FORTIGATE):
            values = {**scene.values, "client": victim.encode()}
            yield replace(scene, after_s=scene.after_s + _OPENED_S, values=values)
    call = eve.alert(2035011, "ET MALWARE Downloader CnC Checkin", "Malware Command and Control Activity Detected", 1)
    for number in range(4):
        at, port = _CALLED_S + 60 * number, {"dport": b"443"}
        yield Scene(at, Role.SURICATA, eve.eve("alert", call, inside=victim, outside=_MASTER), port)
        yield Scene(at, Role.FORTIGATE, boxes.forti_botnet("Downloader", client=victim, there=_MASTER), port)


def _delivered(cast: Cast, place: int) -> Part:
    begin, member = cast.begin + timedelta(seconds=_LATER_S * place), cast.members[place]
    mails = tuple(_mails(cast, member, begin))
    return Part(member, begin, mails=mails, truths=(Truth(MAIL_SERVER, Colour.YELLOW, begin),))


def _parts(cast: Cast) -> Iterator[Part]:
    yield _delivered(cast, 0)
    yield _delivered(cast, 1)
    begin, guarded = cast.begin + timedelta(seconds=2 * _LATER_S), cast.members[2]
    yield Part(guarded, begin, tuple(_stopped(cast, guarded)), truths=(Truth(MAIL_SERVER, Colour.GREEN, begin),))
    worst, member = _delivered(cast, 3), cast.members[3]
    on_the_pc = Truth(member.company.pcs[0].name, Colour.RED, worst.begin + timedelta(seconds=_OPENED_S + 14))
    yield replace(worst, scenes=tuple(_opened(member)), truths=(*worst.truths, on_the_pc))


def supply_chain(cast: Cast) -> Shown:
    """The story with this cast: two companies that get the mails, one whose door stops them, one that opens them."""
    guarded, opened = cast.members[2:]
    victim = opened.company.pcs[0].name
    return Shown(
        4,
        {
            "ja": "取引先から一斉に届いた、賞与と請求書のメール",
            "en": "Mails about bonuses and invoices, from partners, to many at once",
        },
        tuple(_parts(cast)),
        (
            beat(
                cast.begin,
                -30,
                "乗っ取られた取引先のメールから、何社にも一斉にメールが届きはじめました。",
                "From the hacked mailboxes of two partners mails begin to reach many companies.",
            ),
            beat(
                cast.begin,
                2 * _LATER_S - 1,
                f"{guarded.title('ja')}では、会社の入口の機器がメールを止めました。",
                f"At {guarded.title('en')} the box at the door stops them.",
            ),
            beat(
                cast.begin,
                3 * _LATER_S + _OPENED_S - 1,
                f"{opened.title('ja')}では、{opened.known_as('ja')[victim]}で「賞与支払通知」が開かれました。",
                f"At {opened.title('en')} the one about bonuses is opened on {opened.known_as('en')[victim]}.",
            ),
        ),
    )
