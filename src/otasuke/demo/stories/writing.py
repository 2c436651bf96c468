"""A story's logs: one folder for each company, one file for each device.

Quiet days come first, thin, from which detectors learn what is usual there; then an ordinary day with the story in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from otasuke.demo.stories.mail import mail_lines, ordinary_mails
from otasuke.demo.stories.script import MAIL_SERVER, Member, Part
from otasuke.simulating.calendar import people_at_work
from otasuke.simulating.company import BOXES, WINDOWS, Device, Kind
from otasuke.simulating.feed import SECOND_US, Feed, Step
from otasuke.simulating.writing import eve

QUIET_DAYS = 15
"""Before the day of the story. Detectors learn for 14."""
_SPAN = timedelta(minutes=30)
_DAY = timedelta(days=1)
_SHARE, _SHARE_BEFORE = 0.04, 0.002
"""How much of what devices write in a day is written: enough to hide in, and little enough to wait for."""
_MAILS, _MAILS_BEFORE = 40, 6
_FIRST_LEASE = timedelta(hours=8, minutes=12)
_ACTION = b'{"create"'


def write_part(part: Part, folder: Path, *, seed: int, is_quiet: bool = False, days_before: int = QUIET_DAYS) -> int:
    """Write the days of a company; the number of records. is_quiet: nothing but the ordinary happens."""
    folder.mkdir(parents=True, exist_ok=True)
    feeds = [Feed(part.member.company, (one,), sensor=one.name, seed=seed) for one in part.member.company.devices]
    days = [midnight(part.begin) - _DAY * ago for ago in range(days_before, -1, -1)]
    steps = [*(step for day in days for step in _leases(part.member, day)), *(() if is_quiet else part.steps())]
    for feed in feeds:
        for device in feed.devices:
            feed.plan(device, [step for one, step in steps if one == device])
    files = {
        _file_name(feed.devices[0]): [line for day in days for line in _day_of(feed, day, _share(part, day))]
        for feed in feeds
    }
    files[f"{MAIL_SERVER}.log"] = _mail_log(part, days, seed=seed, is_quiet=is_quiet)
    for name, lines in files.items():
        (folder / name).write_bytes(b"\n".join(lines) + b"\n")
    return sum(map(len, files.values()))


def _share(part: Part, day: datetime) -> float:
    return _SHARE if day == midnight(part.begin) else _SHARE_BEFORE


def _leases(member: Member, day: datetime) -> Iterator[tuple[Device, Step]]:
    """In the morning the company's devices ask for an address, as the sensor at the line sees it."""
    company = member.company
    sensor = next((one for one in company.devices if one.kind is Kind.SURICATA), None)
    for number, device in enumerate(company.pcs if sensor else ()):
        assert sensor is not None
        mac = f"3c:7c:3f:00:{company.number:02x}:{device.number:02x}"
        at_us = int((day + _FIRST_LEASE + timedelta(minutes=3 * number)).timestamp()) * SECOND_US
        yield sensor, Step(at_us, eve.lease_asked(mac, device.name), {})
        yield sensor, Step(at_us + 40_000, eve.lease_given(mac, device.address, door=f"{company.network}.1"), {})


def _file_name(device: Device) -> str:
    if device.kind in WINDOWS:
        return f"{device.name}.ndjson"
    return "eve.json" if device.kind is Kind.SURICATA else f"{device.name if device.kind in BOXES else 'nas'}.log"


def _day_of(feed: Feed, begin: datetime, share: float) -> Iterator[bytes]:
    """What a feed writes on the day that begins there."""
    for number in range(_DAY // _SPAN):
        first = begin + number * _SPAN
        first_us = int(first.timestamp()) * SECOND_US
        body = feed.take(
            first_us,
            first_us + int(_SPAN.total_seconds()) * SECOND_US,
            people=people_at_work(first + _SPAN / 2),
            factor=share,
            seconds=_SPAN.total_seconds(),
        )
        if body:
            yield from (line for line in body.data.split(b"\n") if line and not line.startswith(_ACTION))


def _mail_log(part: Part, days: Sequence[datetime], *, seed: int, is_quiet: bool) -> list[bytes]:
    dice = Random(f"{seed}/{part.member.domain}")
    mailboxes = mailboxes_of(part.member)
    mails = [
        mail
        for day in days
        for mail in ordinary_mails(
            part.member.domain, mailboxes, day, dice, count=_MAILS if day == days[-1] else _MAILS_BEFORE
        )
    ]
    lines = [line for mail in [*mails, *(() if is_quiet else part.mails)] for line in mail_lines(mail, dice)]
    return [line for _, line in sorted(lines, key=lambda pair: pair[0])]


def mailboxes_of(member: Member) -> list[str]:
    """The mailboxes of a company's people."""
    return ["info", *(device.user for device in member.company.pcs)]


def midnight(moment: datetime) -> datetime:
    """Of the same day. moment: in Japan's time."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
