"""METI's four stories, played to the running service: their companies' sensors send a morning in about a minute."""

from __future__ import annotations

import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from otasuke.demo.stories.cast import cast_for
from otasuke.demo.stories.members import make_member
from otasuke.demo.stories.moving import end_of, moved
from otasuke.demo.stories.script import MAIL_SERVER, MailHost, Member, Part, Shown
from otasuke.demo.stories.shelf import STORIES
from otasuke.demo.stories.supply_chain import supply_chain
from otasuke.demo.stories.writing import file_owner, midnight, write_part
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.simulating.company import WINDOWS, Device, Kind
from otasuke.web.world.companies import invent

TAKES_S = 60.0
"""So long the stories take here; where nobody looks on, a quarter of it."""
_BEFORE = timedelta(minutes=5)
_ON_BEFORE = timedelta(minutes=40)
_SLICE = timedelta(seconds=30)
_PARTNERS_MAIL = (5, 14, 6, 0)
"""The companies of the world to which the hacked partners write: two that get the mails, one whose door stops them, one that opens them."""
_PEOPLE = (
    ("KEIRI-01", "matsubara", "経理のパソコン", "the accounts PC"),
    ("JIMU-01", "inamori", "事務所のパソコン", "the office PC"),
    ("UKETSUKE-01", "yamagiwa", "受付のパソコン", "the reception PC"),
)
_SENSORS = {
    Kind.SURICATA: ("見守りの箱", "linux", ""),
    Kind.FORTIGATE: ("FortiGate 40F", "utm", "fortigate"),
    Kind.NAS: ("共有のNAS", "nas", "synology"),
}
_MAIL = ("会社のメール", "linux", "")


@dataclass(frozen=True, slots=True)
class Line:
    """A record, when it was written, and by which sensor (tenant and key)."""

    at: datetime
    sender: tuple[str, str]
    data: bytes


def stories(*, now: datetime, seed: int, companies: int = 30) -> list[Shown]:
    """Those of the four whose companies are there, so that the last of each has just happened.

    seed, companies  of the world, some of whose companies play in the fourth.
    """
    first = cast_for(4, 1)
    members = tuple(_member(number, seed, place) for place, number in enumerate(_PARTNERS_MAIL))
    shown = [*(STORIES[number] for number in (1, 2, 3)), supply_chain(replace(first, members=members))]
    there = {invent(number, seed).facts.tenant for number in range(companies)}
    playing = [one for one in shown if there >= {part.member.company.tenant for part in one.parts}]
    return [moved(one, now - end_of(one)) for one in playing]


def _member(number: int, seed: int, place: int) -> Member:
    """A company of the world, as a story needs it."""
    one = invent(number, seed)
    title = (one.facts.name, one.facts.tenant)
    mail = MailHost.M365 if place == 0 else MailHost.POSTFIX
    domain = f"{one.facts.tenant}.example"
    return make_member(50 + place, title, network=f"192.168.{60 + place}", domain=domain, people=_PEOPLE, mail=mail)


def casting(shown: Sequence[Shown]) -> list[dict[str, Any]]:
    """What the world is asked for: the devices of each company, by the names that logs have."""
    members = {part.member.company.tenant: part.member for one in shown for part in one.parts}
    return [{"tenant": tenant, "devices": list(_devices(member))} for tenant, member in members.items()]


def _devices(member: Member) -> Iterator[dict[str, str]]:
    for one in member.company.devices:
        name, kind, brand = _called(member, one)
        yield {"key": one.name, "name": name, "kind": kind, "brand": brand}
    yield dict(zip(("key", "name", "kind", "brand"), (MAIL_SERVER, *_MAIL), strict=True))


def _called(member: Member, one: Device) -> tuple[str, str, str]:
    return (member.people[one.name]["ja"], "windows", "") if one.kind in WINDOWS else _SENSORS[one.kind]


def lines_of(shown: Sequence[Shown], *, until: datetime) -> list[Line]:
    """What all sensors write on the day up to then, by time."""
    found = []
    with tempfile.TemporaryDirectory(prefix="otasuke-stories-") as folder:
        for number, part in enumerate(part for one in shown for part in one.parts):
            logs = Path(folder, str(number))
            write_part(part, logs, seed=1, days_before=0, first_lease=_first_lease(part))
            found += [line for path in sorted(logs.iterdir()) for line in _lines(part, path)]
    return sorted((line for line in found if line.at <= until), key=lambda line: line.at)


def _first_lease(part: Part) -> timedelta:
    """Whatever time it is now, computers were switched on before it began."""
    return max(part.begin - midnight(part.begin) - _ON_BEFORE, timedelta(minutes=1))


def _lines(part: Part, path: Path) -> Iterator[Line]:
    """A file's lines; one without a time of its own is of the same moment as that before."""
    owner, at = file_owner(part.member, path), part.begin - _BEFORE
    fast = part.member.clock(owner)
    for data in path.read_bytes().splitlines():
        read = normalise(data, Context(datetime.now(UTC)))
        known = next((one.time for one in read if isinstance(one, Event) and one.time), None)
        at = known - fast if known else at
        yield Line(at, (part.member.company.tenant, owner), data)


def play(
    lines: Sequence[Line],
    tokens: Mapping[tuple[str, str], str],
    *,
    url: str,
    begin: datetime,
    takes_s: float = TAKES_S,
    wait: Callable[[float], object] = time.sleep,
) -> int:
    """Send what was written before `begin` at once, and the rest in its order; how many records. Raises OSError.

    wait  waits so many seconds; what it answers is true where it is to end.
    """
    sent = 0
    slices = [list(group) for _, group in groupby(lines, key=lambda line: max(0, (line.at - begin) // _SLICE + 1))]
    for number, some in enumerate(slices):
        for sender, group in groupby(sorted(some, key=lambda line: line.sender), key=lambda line: line.sender):
            _post(url, tokens[sender], b"\n".join(line.data for line in group))
        sent += len(some)
        if number and wait(takes_s / len(slices)):
            break
    return sent


def _post(url: str, token: str, data: bytes) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
    request = urllib.request.Request(f"{url}/v1/events", data, headers)  # noqa: S310  our own gateway
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        answer.read()


def begin_of(shown: Sequence[Shown]) -> datetime:
    """From when on it is told in its own pace."""
    return min(part.begin for one in shown for part in one.parts) - _BEFORE


def show(told: Sequence[Mapping[str, Any]]) -> None:
    """Say what became of the stories: one incident for each, and how soon its owner was told."""
    print("\n  What the service made of it: one incident for each matter, and the owner knows.")
    for one in told:
        soon = _soon(one)
        campaign = f"   with others: {one['campaign']}" if one["campaign"] else ""
        print(f"    {one['colour']} {one['code']}  {one['company']}: {one['title']}   ({soon}){campaign}")
    sys.stdout.flush()


def _soon(one: Mapping[str, Any]) -> str:
    if one["out_at"] is None:
        return "on the owner's screen"
    took = datetime.fromisoformat(one["out_at"]) - datetime.fromisoformat(one["opened_at"])
    return f"first message out after {took.total_seconds():.1f} s"


def as_tokens(given: str) -> dict[tuple[str, str], str]:
    """What the world gave, by tenant and sensor."""
    return {(one["tenant"], one["key"]): one["token"] for one in json.loads(given)}
