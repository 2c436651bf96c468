"""Mail as the mail server of a small company writes about it: Postfix, told to log the headers that rules ask for.

Source: postconf(5), header_checks(5) with WARN for From, Subject and Content-Disposition; RFC 2047 for what is encoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import Header
from random import Random

from otasuke.simulating.calendar import JST

_LONGEST_HEADER = 990
_QUEUE_DIGITS = "0123456789ABCDEF"
_PARTNERS = (
    *(("kawabe-shoji.example", "川辺商事", "203.0.113.31"), ("minato-unso.example", "みなと運送", "203.0.113.32")),
    *(("tokiwa-print.example", "ときわ印刷", "203.0.113.33"), ("sakae-kenzai.example", "栄建材", "203.0.113.34")),
    *(("news.example", "業界だより", "203.0.113.35"), ("hoken.example", "あおば保険", "203.0.113.36")),
)
_TALK = (
    *(("お見積りの件", "見積書.pdf"), ("納期のご相談", ""), ("Re: 図面の件", "図面.zip"), ("打合せの日程", "")),
    *(
        ("注文書をお送りします", "注文書.pdf"),
        ("今週のお知らせ", ""),
        ("写真をお送りします", "写真.jpg"),
        ("Re: 見積", ""),
    ),
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail.

    sender, to  addresses of the envelope.
    shown       the From header, as a reader sees it.
    file        the attachment; "" for none.
    relay       name and address of the computer that handed it over.
    account     who signed in to send it; "" for mail from outside.
    """

    at: datetime
    sender: str
    shown: str
    to: str
    subject: str
    relay: tuple[str, str]
    file: str = ""
    account: str = ""


def ordinary_mails(domain: str, mailboxes: list[str], day: datetime, dice: Random, *, count: int = 40) -> list[Mail]:
    """What partners write in a day. day: its midnight in Japan."""
    mails = []
    for _ in range(count):
        partner, name, address = dice.choice(_PARTNERS)
        subject, file = dice.choice(_TALK)
        sender = f"{dice.choice(('info', 'eigyo', 'jimu'))}@{partner}"
        at = day + timedelta(hours=8.5 + 9.5 * dice.random())
        to = f"{dice.choice(mailboxes)}@{domain}"
        file = file.replace(".", f"_{dice.randrange(100, 1000)}.")
        mails.append(Mail(at, sender, f"{name} <{sender}>", to, subject, (f"mx.{partner}", address), file))
    return mails


def mail_lines(mail: Mail, dice: Random) -> Iterator[tuple[datetime, bytes]]:
    """What Postfix writes about a mail, with the times at which it does."""
    queue = "".join(dice.choices(_QUEUE_DIGITS, k=10))
    at = mail.at
    for program, words, after_ms in _said(mail, queue):
        at += timedelta(milliseconds=after_ms)
        stamp = at.astimezone(JST).isoformat(timespec="microseconds")
        yield at, f"<22>{stamp} mail postfix/{program}[{dice.randrange(900, 32000)}]: {queue}: {words}".encode()


def _said(mail: Mail, queue: str) -> Iterator[tuple[str, str, int]]:
    """Which part of Postfix says what, and how many milliseconds later."""
    name, address = mail.relay
    signed_in = f", sasl_method=LOGIN, sasl_username={mail.account}" if mail.account else ""
    yield "submission/smtpd" if mail.account else "smtpd", f"client={name}[{address}]{signed_in}", 0
    for header, value in _headers(mail):
        ends = f"from=<{mail.sender}> to=<{mail.to}> proto=ESMTP helo=<{name}>"
        yield "cleanup", f"warning: header {header}: {value} from {name}[{address}]; {ends}", 40
    yield "cleanup", f"message-id=<{queue.lower()}@{mail.sender.rpartition('@')[2]}>", 10
    yield "qmgr", f"from=<{mail.sender}>, size=48213, nrcpt=1 (queue active)", 30
    relay = f"{mail.to.rpartition('@')[2]}[203.0.113.90]:25" if mail.account else "dovecot"
    sent = f"to=<{mail.to}>, relay={relay}, delay=0.42, delays=0.3/0.01/0/0.11, dsn=2.0.0, status=sent (250 2.0.0 Ok)"
    yield "smtp" if mail.account else "lmtp", sent, 110
    yield "qmgr", "removed", 5


def _headers(mail: Mail) -> Iterator[tuple[str, str]]:
    """As they were sent: what is not ASCII is encoded."""
    name, angle, address = mail.shown.rpartition(" <")
    yield "From", f"{_encoded(name)}{angle}{address}"
    yield "Subject", _encoded(mail.subject)
    if mail.file:
        yield "Content-Disposition", f'attachment; filename="{_encoded(mail.file)}"'


def _encoded(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=_LONGEST_HEADER).encode()
