"""Who is told by which channel, when, how often, and what is done where nobody answers. Pure.

赤  a call now, to the next contact every three minutes until a human acknowledges, with a text to each; then mails, and again.
黄  a mail, within the hour, at any time of the day but his quiet hours; to whom has no mail a text: outside of the company's hours when it
    opens, after three days at the latest.
青  stands in the monthly letter. 緑  is counted. Both are on the screen at once, and interrupt nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from otasuke.advice.colour import Colour
from otasuke.web.customers.hours import Hours, Open, is_open

JAPAN = ZoneInfo("Asia/Tokyo")

FIRST_CALL_WITHIN = timedelta(minutes=15)
MAIL_WITHIN = timedelta(minutes=60)
"""What is promised to customers."""

WAY_GAP = timedelta(minutes=1)
CALL_GAP = timedelta(minutes=3)
"""So long a telephone may ring, and somebody may listen, before the next one is called; less where many have to be called."""
ALL_CALLED_WITHIN = timedelta(minutes=12)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 15))
_LAST_PAUSE = timedelta(minutes=30)
CALLS_FOR = timedelta(hours=24)
"""After this nobody is called any more; the desk has been told long before."""

WAITS_AT_MOST = timedelta(hours=72)
"""A weekend is shorter. A 黄 does not wait for the end of a longer holiday."""
_DECENT = (time(8, 0), time(20, 0))
_QUARTER = timedelta(minutes=15)
_OFFICE = Hours(tuple(Open(day, time(9), time(18)) for day in range(5)))
"""Of a company that has not said when it works."""
_OBON, _NEW_YEAR = ((8, 13), (8, 16)), ((12, 29), (1, 3))


class Way(StrEnum):
    """By what a message is brought."""

    CALL = "call"
    SMS = "sms"
    MAIL = "mail"
    LINE = "line"
    LINE_WORKS = "line_works"
    CHATWORK = "chatwork"
    SLACK = "slack"
    TEAMS = "teams"
    PUSH = "push"


class Urgency(IntEnum):
    """What is sent first where much is to be sent."""

    NOW = 0
    SOON = 1
    LATER = 2


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is told.

    prefers   how he wants to be told what is not urgent.
    quiet     between which times of the day nothing but 赤 reaches him.
    person    of staff: who he is.
    after     of staff: how long after the first he is called.
    ways      of staff: by what, and in which order, if he wants it otherwise than usual.
    """

    name: str
    phone: str = ""
    mail: str = ""
    prefers: Way = Way.MAIL
    language: str = "ja"
    quiet: tuple[time, time] | None = None
    person: UUID | None = None
    after: timedelta = timedelta(0)
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Chat:
    """A place of a company where many read, or a browser of one of its people. address: of the row that knows it.

    quiet  between which times of the day nothing but 赤 is shown there; after: of staff, how long after the first.
    """

    way: Way
    address: str
    name: str
    language: str = "ja"
    quiet: tuple[time, time] | None = None
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that is to be sent. latest_at: what was promised; step: its place among those of one round."""

    way: Way
    name: str
    address: str
    language: str
    urgency: Urgency
    due_at: datetime
    latest_at: datetime | None = None
    step: int = 0
    person: UUID | None = None


def has_risen(before: Colour, now: Colour) -> bool:
    """Whether it is worse than it was told to be."""
    order = list(Colour)
    return order.index(now) < order.index(before)


def plan(
    colour: Colour,
    people: Sequence[Recipient],
    *,
    at: datetime,
    hours: Sequence[Hours] = (),
    chats: Sequence[Chat] = (),
) -> tuple[Planned, ...]:
    """Whom to tell of something new. people: in the order in which they are turned to; hours: of each site."""
    if colour is Colour.RED:
        return (*_red(people, at), *(_to_chat(one, Urgency.NOW, at) for one in chats))
    if colour is Colour.YELLOW:
        first = following(people, (), at=at, hours=hours)
        later = (_to_chat(one, Urgency.SOON, decent(at, hours, one.quiet)) for one in chats)
        return (*((first,) if first else ()), *later)
    return ()


def call_again(people: Sequence[Recipient], *, round: int, begun_at: datetime, at: datetime) -> tuple[Planned, ...]:
    """The next calls after a round in which nobody acknowledged; empty: it was tried for long enough.

    round  of these calls; the first that were made had 0.
    """
    if at - begun_at > CALLS_FOR:
        return ()
    pause = _PAUSES[round - 1] if round <= len(_PAUSES) else _LAST_PAUSE
    return tuple(_calls([one for one in people if one.phone], at + pause))


def call_staff(
    chain: Sequence[Recipient], *, at: datetime, round: int = 0, chats: Sequence[Chat] = ()
) -> tuple[Planned, ...]:
    """Whom of the staff to call: each at his time, with a text, and a mail when he should have answered."""
    begin = at if round == 0 else at + _PAUSES[0]
    return (*_of_staff(chain, begin), *(_to_chat(one, Urgency.NOW, begin + one.after) for one in chats))


def following(
    people: Sequence[Recipient], tried: Sequence[tuple[str, str]], *, at: datetime, hours: Sequence[Hours] = ()
) -> Planned | None:
    """The first way to tell a 黄 that was not tried yet. tried: way and address of each. None: there is no other."""
    done = {*tried}
    for step, (way, who) in enumerate(_chain(people)):
        address = _address(way, who)
        if (way, address) not in done:
            due_at = awake(at, who.quiet) if way is Way.MAIL else decent(at, hours, who.quiet)
            promised = due_at + MAIL_WITHIN
            return Planned(way, who.name, address, who.language, Urgency.SOON, due_at, promised, step, who.person)
    return None


def closing(
    people: Sequence[Recipient],
    told: Sequence[tuple[str, str]],
    *,
    at: datetime,
    hours: Sequence[Hours] = (),
    chats: Sequence[Chat] = (),
) -> tuple[Planned, ...]:
    """How those that were told are told that it is over: quietly, each once. told: way and address of what reached somebody."""
    reached = {*told}
    there = [one for one in chats if (one.way, one.address) in reached]
    found = [_to_chat(one, Urgency.LATER, decent(at, hours, one.quiet)) for one in there]
    for who in people:
        ways = [
            way for way in (Way.MAIL, Way.SMS, Way.CALL) if _address(way, who) and (way, _address(way, who)) in reached
        ]
        way = next(iter(ways), None)
        if way is Way.CALL:  # a call that says that all is well is one call too many
            way = Way.SMS if takes_texts(who.phone) else Way.MAIL if who.mail else None
        if way:
            due_at = decent(at, hours, who.quiet)
            found.append(Planned(way, who.name, _address(way, who), who.language, Urgency.LATER, due_at))
    return tuple(found)


def decent(at: datetime, hours: Sequence[Hours] = (), quiet: tuple[time, time] | None = None) -> datetime:
    """When somebody may be told what is not urgent: now, or when his company opens and his quiet hours end."""
    last = at + WAITS_AT_MOST
    when = at
    while when <= last:
        if _is_at_work(when, hours) and not _is_quiet(when, quiet):
            return when
        when = _next_quarter(when)
    return _by_day(last)


def awake(at: datetime, quiet: tuple[time, time] | None) -> datetime:
    """When a mail may go out, which rings nowhere: now, or when the quiet hours of who reads it end."""
    while _is_quiet(at, quiet):
        at = _next_quarter(at)
    return at


def takes_texts(phone: str) -> bool:
    """Whether a number may be of a mobile telephone: of Japan by its first digits, of elsewhere always."""
    digits = re.sub(r"[^\d+]", "", phone)
    home = re.fullmatch(r"(?:\+81|0)0?(\d+)", digits)
    return bool(re.match(r"[6789]0\d{8}$", home[1])) if home else digits.startswith("+")


_RETRIES = {
    Urgency.NOW: (10, 20, 30, 60, 60, 120, 300, 300, 600, 600),
    Urgency.SOON: (30, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800),
}
HELPED_AFTER = 2
"""After so many tries of a 赤 that failed, other ways are tried beside it."""


def wait_before_again(urgency: Urgency, attempts: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None: it is given up."""
    waits = _RETRIES[min(urgency, Urgency.SOON)]
    return timedelta(seconds=waits[attempts - 1]) if attempts <= len(waits) else None


_LOOKS = {
    Way.CALL: tuple(timedelta(seconds=10 * number) for number in range(1, 31)),
    Way.SMS: tuple(timedelta(seconds=seconds) for seconds in (15, 60, 300, 1800, 7200, 43200)),
}


def look_after(way: Way, since: timedelta) -> timedelta | None:
    """How long after it was accepted to ask next what became of it; None: not any more. since: how long ago it was."""
    return next((one for one in _LOOKS.get(way, ()) if one > since), None)


def _red(people: Sequence[Recipient], at: datetime) -> Iterator[Planned]:
    called = [one for one in people if one.phone]
    yield from _calls(called, at, promised=at + FIRST_CALL_WITHIN)
    gap = _gap(called)
    for number, who in enumerate(called):
        if takes_texts(who.phone):
            yield _urgent(Way.SMS, who, at + number * gap, step=number)
    after_all = len(called) * gap
    for number, who in enumerate(one for one in people if one.mail):
        has_text = takes_texts(who.phone)
        turn = called.index(who) * gap if who in called else timedelta(0) if not called else after_all
        yield _urgent(Way.MAIL, who, at + (after_all if has_text else turn), step=len(called) + number)


def _calls(called: Sequence[Recipient], at: datetime, promised: datetime | None = None) -> Iterator[Planned]:
    gap = _gap(called)
    for number, who in enumerate(called):
        made = _urgent(Way.CALL, who, at + number * gap, step=number)
        yield replace(made, latest_at=promised) if number == 0 else made


def _of_staff(chain: Sequence[Recipient], at: datetime) -> Iterator[Planned]:
    for number, who in enumerate(chain):
        due_at = at + who.after
        if who.ways:
            yield from _as_he_wants(who, due_at, step=number)
            continue
        if who.phone:
            yield _urgent(Way.CALL, who, due_at, step=number)
        if takes_texts(who.phone):
            yield _urgent(Way.SMS, who, due_at, step=number)
        if who.mail:
            yield _urgent(Way.MAIL, who, due_at + (CALL_GAP if takes_texts(who.phone) else timedelta(0)), step=number)


def _as_he_wants(who: Recipient, at: datetime, *, step: int) -> Iterator[Planned]:
    """By each of his ways, a minute apart; by mail, if none of them reaches him."""
    reach = {Way.CALL: bool(who.phone), Way.SMS: takes_texts(who.phone), Way.MAIL: bool(who.mail)}
    ways = [way for way in who.ways if reach[way]] or [Way.MAIL] * reach[Way.MAIL]
    for number, way in enumerate(ways):
        yield _urgent(way, who, at + number * WAY_GAP, step=step)


def _gap(called: Sequence[Recipient]) -> timedelta:
    return min(CALL_GAP, ALL_CALLED_WITHIN / max(len(called) - 1, 1))


def _urgent(way: Way, who: Recipient, due_at: datetime, *, step: int) -> Planned:
    return Planned(way, who.name, _address(way, who), who.language, Urgency.NOW, due_at, step=step, person=who.person)


def _to_chat(chat: Chat, urgency: Urgency, due_at: datetime) -> Planned:
    return Planned(chat.way, chat.name, chat.address, chat.language, urgency, due_at)


def _chain(people: Sequence[Recipient]) -> Iterator[tuple[Way, Recipient]]:
    for who in people:
        ways = (Way.SMS, Way.MAIL) if who.prefers is Way.SMS else (Way.MAIL, Way.SMS)
        for way in ways:
            if who.mail if way is Way.MAIL else takes_texts(who.phone):
                yield way, who


def _address(way: Way, who: Recipient) -> str:
    return who.mail if way is Way.MAIL else who.phone


def _is_at_work(at: datetime, hours: Sequence[Hours]) -> bool:
    local = at.astimezone(JAPAN)
    return not _rests(local.date()) and any(is_open(one, local) for one in hours or (_OFFICE,))


def _rests(day: date) -> bool:
    """お盆 and 年末年始: most companies are closed, and none has written it down."""
    on = (day.month, day.day)
    return _OBON[0] <= on <= _OBON[1] or on >= _NEW_YEAR[0] or on <= _NEW_YEAR[1]


def _is_quiet(at: datetime, quiet: tuple[time, time] | None) -> bool:
    if quiet is None:
        return False
    begins, ends, now = *quiet, at.astimezone(JAPAN).time()
    return begins <= now < ends if begins <= ends else now >= begins or now < ends


def _next_quarter(at: datetime) -> datetime:
    begun = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    return begun + _QUARTER


def _by_day(at: datetime) -> datetime:
    """The last moment until this one at which nobody sleeps."""
    local = at.astimezone(JAPAN)
    if local.time() < _DECENT[0]:
        return datetime.combine(local.date() - timedelta(days=1), _DECENT[1], JAPAN).astimezone(at.tzinfo)
    if local.time() > _DECENT[1]:
        return datetime.combine(local.date(), _DECENT[1], JAPAN).astimezone(at.tzinfo)
    return at
