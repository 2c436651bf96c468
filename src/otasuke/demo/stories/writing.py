"""A story's logs: one folder for each company, one file for each device, an ordinary day with the story in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from otasuke.demo.stories.mail import mail_lines, ordinary_mails
from otasuke.demo.stories.script import MAIL_SERVER, Member, Part
from otasuke.simulating.calendar import people_at_work
from otasuke.simulating.company import BOXES, WINDOWS, Device, Kind
from otasuke.simulating.feed import SECOND_US, Feed

_SPAN = timedelta(minutes=30)
_DAY = timedelta(days=1)
_SHARE = 0.06
"""How much of what devices write in a day is written: enough to hide in, and little enough to wait for."""
_ACTION = b'{"create"'


def write_part(part: Part, folder: Path, *, seed: int, is_quiet: bool = False) -> int:
    """Write the day of a company; the number of records. is_quiet: nothing but the ordinary happens."""
    folder.mkdir(parents=True, exist_ok=True)
    feeds = [Feed(part.member.company, (one,), sensor=one.name, seed=seed) for one in part.member.company.devices]
    for device, step in () if is_quiet else part.steps():
        next(feed for feed in feeds if device in feed.devices).plan(device, [step])
    files = {_file_name(feed.devices[0]): list(_day_of(feed, part.begin)) for feed in feeds}
    files[f"{MAIL_SERVER}.log"] = _mail_log(part, seed=seed, is_quiet=is_quiet)
    for name, lines in files.items():
        (folder / name).write_bytes(b"\n".join(lines) + b"\n")
    return sum(map(len, files.values()))


def _file_name(device: Device) -> str:
    if device.kind in WINDOWS:
        return f"{device.name}.ndjson"
    return "eve.json" if device.kind is Kind.SURICATA else f"{device.name if device.kind in BOXES else 'nas'}.log"


def _day_of(feed: Feed, moment: datetime) -> Iterator[bytes]:
    """What a feed writes on the day of this moment."""
    begin = _midnight(moment)
    for number in range(_DAY // _SPAN):
        first = begin + number * _SPAN
        first_us = int(first.timestamp()) * SECOND_US
        body = feed.take(
            first_us,
            first_us + int(_SPAN.total_seconds()) * SECOND_US,
            people=people_at_work(first + _SPAN / 2),
            factor=_SHARE,
            seconds=_SPAN.total_seconds(),
        )
        if body:
            yield from (line for line in body.data.split(b"\n") if line and not line.startswith(_ACTION))


def _mail_log(part: Part, *, seed: int, is_quiet: bool) -> list[bytes]:
    dice = Random(f"{seed}/{part.member.domain}")
    mails = ordinary_mails(part.member.domain, mailboxes_of(part.member), _midnight(part.begin), dice)
    lines = [line for mail in [*mails, *(() if is_quiet else part.mails)] for line in mail_lines(mail, dice)]
    return [line for _, line in sorted(lines, key=lambda pair: pair[0])]


def mailboxes_of(member: Member) -> list[str]:
    """The mailboxes of a company's people."""
    return ["info", *(device.user for device in member.company.pcs)]


def _midnight(moment: datetime) -> datetime:
    """Of the same day. moment: in Japan's time."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
