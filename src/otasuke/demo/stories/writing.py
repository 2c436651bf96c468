"""A story's logs: one folder for each company, one file for each device.

Quiet days come first, thin, from which detectors learn what is usual there; then an ordinary day with the story in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random

from otasuke.demo.stories.m365 import act_record, mail_records, signed_in
from otasuke.demo.stories.mail import Mail, mail_lines, ordinary_mails
from otasuke.demo.stories.script import MAIL_SERVER, SENSORS, Act, MailHost, Member, Part, Sensor
from otasuke.simulating.calendar import people_at_work
from otasuke.simulating.company import BOXES, WINDOWS, Device, Kind
from otasuke.simulating.feed import SECOND_US, Feed, Step
from otasuke.simulating.writing import boxes, eve

QUIET_DAYS = 15
"""Before the day of the story. Detectors learn for 14."""
_SPAN = timedelta(minutes=30)
_DAY = timedelta(days=1)
_SHARE, _SHARE_BEFORE = 0.04, 0.002
"""How much of what devices write in a day is written: enough to hide in, and little enough to wait for."""
_MAILS, _MAILS_BEFORE = 40, 6
_FIRST_LEASE = timedelta(hours=8, minutes=12)
_MAIL_FILES = {MailHost.POSTFIX: f"{MAIL_SERVER}.log", MailHost.M365: "m365.ndjson"}
_ACTION = b'{"create"'


def write_part(
    part: Part,
    folder: Path,
    *,
    seed: int,
    is_quiet: bool = False,
    days_before: int = QUIET_DAYS,
    sensors: Set[Sensor] = SENSORS,
    life: bool = False,
    first_lease: timedelta = _FIRST_LEASE,
) -> int:
    """Write the days of a company; the number of records.

    is_quiet  nothing but the ordinary happens.
    sensors   that the company has; what others would have seen is not written.
    life      what an honest office does now and then happens too (docs/how/simulate.md).
    first_lease  when the first of its computers asks for an address, after midnight.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*map(_file_name, part.member.company.devices), *_MAIL_FILES.values()):
        (folder / name).unlink(missing_ok=True)  # of a telling with other sensors
    days = [midnight(part.begin) - _DAY * ago for ago in range(days_before, -1, -1)]
    writing = _Writing(part, seed, is_quiet, days, life, first_lease)
    files = {_file_name(one): writing.by_device(one) for one in part.member.company.devices if _sensor(one) in sensors}
    if Sensor.MAIL in sensors:
        files[_MAIL_FILES[part.member.mail]] = writing.by_mail()
    for name, lines in files.items():
        (folder / name).write_bytes(b"\n".join(lines) + b"\n")
    return sum(map(len, files.values()))


def _sensor(device: Device) -> Sensor:
    return Sensor.PC if device.kind in WINDOWS else Sensor(device.kind.value)


def _file_name(device: Device) -> str:
    if device.kind in WINDOWS:
        return f"{device.name}.ndjson"
    return "eve.json" if device.kind is Kind.SURICATA else f"{device.name if device.kind in BOXES else 'nas'}.log"


def file_owner(member: Member, file: Path) -> str:
    """The device that wrote this file."""
    return next((one.name for one in member.company.devices if _file_name(one) == file.name), MAIL_SERVER)


@dataclass(frozen=True, slots=True)
class _Writing:
    """What is written about a company on these days (their midnights), the last of which is that of the story."""

    part: Part
    seed: int
    is_quiet: bool
    days: Sequence[datetime]
    life: bool
    first_lease: timedelta

    def by_device(self, device: Device) -> list[bytes]:
        """What a device writes, by a clock that may be wrong."""
        member = self.part.member
        fast = member.clock(device.name)
        feed = Feed(member.company, (device,), sensor=device.name, seed=self.seed, life=self.life)
        happening = (*self._leases(), *(() if self.is_quiet else self.part.steps()))
        fast_us = int(fast.total_seconds()) * SECOND_US
        feed.plan(device, [replace(step, at_us=step.at_us + fast_us) for one, step in happening if one == device])
        return [line for day in self.days for line in _day_of(feed, day, self._share(day), fast)]

    def _share(self, day: datetime) -> float:
        return _SHARE if day == self.days[-1] else _SHARE_BEFORE

    def _leases(self) -> Iterator[tuple[Device, Step]]:
        """In the morning the company's devices ask for an address, as the sensor and the door see it."""
        member = self.part.member
        door, sensor = member.device(Kind.FORTIGATE), member.device(Kind.SURICATA)
        for day, device in product(self.days, member.company.pcs):
            mac = f"3c:7c:3f:00:{member.company.number:02x}:{device.number:02x}"
            at_us = int((day + self.first_lease + timedelta(minutes=3 * device.number)).timestamp()) * SECOND_US
            if sensor:
                given = eve.lease_given(mac, device.address, door=f"{member.company.network}.1")
                yield sensor, Step(at_us, eve.lease_asked(mac, device.name), {})
                yield sensor, Step(at_us + 40_000, given, {})
            if door:
                yield door, Step(at_us + 41_000, boxes.forti_lease(mac, device.address, device.name), {})

    def by_mail(self) -> list[bytes]:
        """What the mail server writes, or Microsoft 365."""
        member, part = self.part.member, self.part
        dice = Random(f"{self.seed}/{member.domain}")
        fast = member.clock(MAIL_SERVER)
        mails = [*self._ordinary(dice), *(() if self.is_quiet else part.mails)]
        moved = [replace(mail, at=mail.at + fast) for mail in mails]
        if member.mail is MailHost.POSTFIX:
            lines = [line for mail in moved for line in mail_lines(mail, dice)]
        else:
            acts = [*self._signs_in(), *(() if self.is_quiet else part.acts)]
            lines = [line for mail in moved for line in mail_records(mail, member, dice)]
            lines += [(act.at + fast, act_record(replace(act, at=act.at + fast), member, dice)) for act in acts]
        return [line for _, line in sorted(lines, key=lambda pair: pair[0])]

    def _ordinary(self, dice: Random) -> Iterator[Mail]:
        domain, mailboxes = self.part.member.domain, self.part.member.mailboxes()
        for day in self.days:
            count = _MAILS if day == self.days[-1] else _MAILS_BEFORE
            yield from ordinary_mails(domain, mailboxes, day, dice, count=count)

    def _signs_in(self) -> Iterator[Act]:
        """In the morning everybody signs in from the company's own address."""
        member = self.part.member
        for day, device in product(self.days, member.company.pcs):
            at = day + _FIRST_LEASE + timedelta(minutes=4 * device.number + 2)
            yield signed_in(f"{device.user}@{member.domain}", at, member.company.outside)


def _day_of(feed: Feed, begin: datetime, share: float, fast: timedelta) -> Iterator[bytes]:
    """What a feed writes on the day that begins there."""
    for number in range(_DAY // _SPAN):
        first = begin + number * _SPAN
        first_us = int((first + fast).timestamp()) * SECOND_US
        body = feed.take(
            first_us,
            first_us + int(_SPAN.total_seconds()) * SECOND_US,
            people=people_at_work(first + _SPAN / 2),
            factor=share,
            seconds=_SPAN.total_seconds(),
        )
        if body:
            yield from (line for line in body.data.split(b"\n") if line and not line.startswith(_ACTION))


def midnight(moment: datetime) -> datetime:
    """Of the same day. moment: in Japan's time."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
