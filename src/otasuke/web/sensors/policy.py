"""What kinds of devices there are, and what is to be thought of one that was heard, or was not. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from otasuke.jp.holidays import holiday_name, is_often_closed
from otasuke.web.ui.sentences import Sentence, _

LONGEST_NAME = 60
SEEN_WITHIN = timedelta(days=35)
"""A computer that was not heard for longer is no seat that is seen: the longest holiday is over by then."""
_JAPAN = timezone(timedelta(hours=9))
_SATURDAY = 5
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_CODE_LETTERS = 5


class Kind(StrEnum):
    """What a device is."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"
    UTM = "utm"
    NAS = "nas"


class State(StrEnum):
    """How far a device is. NEW: it has no credential; WAITING: since it has the present one, nothing came."""

    NEW = "new"
    WAITING = "waiting"
    CONNECTED = "connected"
    SILENT = "silent"


BRANDS: Mapping[Kind, Mapping[str, str]] = {
    Kind.UTM: {
        "fortigate": "FortiGate",
        "yamaha": "YAMAHA RTX / UTX",
        "sophos": "Sophos Firewall",
        "sonicwall": "SonicWall",
        "watchguard": "WatchGuard Firebox",
        "syslog": "syslog",
    },
    Kind.NAS: {"synology": "Synology", "qnap": "QNAP", "syslog": "syslog"},
}
"""Of kinds whose settings differ between makers: the brands, and what they are called. `syslog` is any other."""

IS_SEAT = frozenset({Kind.WINDOWS, Kind.MACOS, Kind.LINUX})
"""What counts as a computer of the contract, if nobody says otherwise."""

_WORKDAYS = {Kind.WINDOWS: 2, Kind.MACOS: 2}
"""A computer that people switch off may be silent for so many whole workdays."""
_QUIET = {Kind.LINUX: timedelta(hours=24), Kind.UTM: timedelta(hours=1), Kind.NAS: timedelta(days=3)}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device is. since: when it was handed out (WAITING), or heard last (CONNECTED, SILENT); None: NEW."""

    state: State
    since: datetime | None


def standing(kind: Kind, *, handed_out: datetime | None, last_seen: datetime | None, now: datetime) -> Standing:
    """How a device is now. handed_out: when it got the credential that is valid; None: it has none."""
    if handed_out is None:
        return Standing(State.NEW, None)
    if last_seen is None or last_seen < handed_out:
        return Standing(State.WAITING, handed_out)
    is_silent = now > quiet_until(kind, last_seen)
    return Standing(State.SILENT if is_silent else State.CONNECTED, last_seen)


def quiet_until(kind: Kind, last_seen: datetime) -> datetime:
    """Until when it is nothing odd that a device of this kind is silent, if it was heard last at this time.

    This is for a page. What is told to the desk as silence goes by each sensor's own habit (pipeline.health).
    """
    workdays = _WORKDAYS.get(kind)
    if workdays is None:
        return last_seen + _QUIET[kind]
    days = _workdays_after(last_seen.astimezone(_JAPAN).date())
    last = next(day for number, day in enumerate(days, 1) if number == workdays)
    return datetime.combine(last + timedelta(days=1), time(), _JAPAN)


def _workdays_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and not holiday_name(day) and not is_often_closed(day):
            yield day


def name_fault(name: str) -> Sentence | None:
    """What is wrong with a name, for who wrote it."""
    if not name.strip():
        return _("名前を入れてください。「事務所のパソコン」のような呼び名でかまいません。")
    if len(name) > LONGEST_NAME:
        return _("名前は%(most)s文字までです。短くしてください。", most=LONGEST_NAME)
    if not name.isprintable():
        return _("名前に改行や見えない文字が入っています。入れ直してください。")
    return None


def kind_fault(kind: str, brand: str) -> Sentence | None:
    """The same for a kind and its brand."""
    if kind not in frozenset(Kind):
        return _("機器の種類をえらんでください。")
    if brand not in BRANDS.get(Kind(kind), {"": ""}):
        return _("この種類にはないメーカーです。えらび直してください。")
    return None


def new_code(kind: Kind) -> str:
    """What the sensor is called on the stream and in the lake, where names of people have no place: `windows-7kq2f`."""
    return f"{kind}-" + "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
