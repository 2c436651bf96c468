"""Who plays in a story, and when: as it was first told (seed 1), or with other companies, days, names and clocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from otasuke.demo.stories.members import DENTIST, JOINERY, METALWORKS, TRADERS, Person, make_member
from otasuke.demo.stories.script import MAIL_SERVER, MailHost, Member
from otasuke.simulating import names
from otasuke.simulating.calendar import JST, is_closed

_FIRST_DAY, _DAYS = date(2026, 11, 24), 300
_SLOWEST_S, _FASTEST_S = -110, 150
"""Clocks that nobody sets are wrong by minutes."""
_ENGLISH = {
    "KEIRI": "accounts",
    "SOUMU": "office",
    "EIGYO": "sales",
    "JIMU": "clerk's",
    "KOUBA": "workshop",
    "SEKKEI": "drawing",
    "GENBA": "site",
    "UKETSUKE": "reception",
    "SOUKO": "store's",
    "SHACHO": "owner's",
}
_HOURS = {1: (9, 16), 2: (10, 15), 3: (7, 18), 4: (9, 15)}
"""From when to when a story may begin."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A device that joins unasked. agent: of its browser."""

    name: str
    mac: str
    agent: str


@dataclass(frozen=True, slots=True)
class Cast:
    """What a story may be told with.

    bad  names of the attackers' servers begin with this.
    """

    begin: datetime
    members: tuple[Member, ...]
    guest: Guest
    bad: str = ""


_XP = "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
_ANDROID = "Mozilla/5.0 (Linux; Android 14; SC-51E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
_OLD = Guest("KENSA-XP", "00:0c:76:31:5a:e2", _XP)
_PHONE = Guest("iPhone", "f2:5d:1b:90:3c:47", _IPHONE)
_NOBODY = Guest("", "", "")
_FIRST = {
    1: Cast(datetime(2026, 11, 24, 9, 12, 5, tzinfo=JST), (METALWORKS,), _OLD),
    2: Cast(datetime(2026, 11, 26, 12, 38, 20, tzinfo=JST), (DENTIST,), _PHONE),
    3: Cast(datetime(2026, 12, 1, 7, 52, 31, tzinfo=JST), (TRADERS,), _NOBODY),
    4: Cast(
        datetime(2026, 12, 4, 10, 3, 12, tzinfo=JST),
        (replace(METALWORKS, mail=MailHost.M365), TRADERS, DENTIST, JOINERY),
        _NOBODY,
    ),
}
_OLD_NAMES = ("KENSA-XP", "SOKUTEI-01", "KOUSAKU-XP", "PRINT-SV", "OWNER-8F2C31", "TANAKA-PC")
_PHONES = (("iPhone", _IPHONE), ("iPhone-SE", _IPHONE), ("Galaxy-S24", _ANDROID), ("Xperia-10", _ANDROID))


def cast_for(number: int, seed: int) -> Cast:
    """The cast of this story. The same seed casts the same; with an even one mail is kept at Microsoft 365."""
    first = _FIRST[number]
    if seed == 1:
        return first
    dice = Random(f"stories/{number}/{seed}")
    begin = _some_day(dice, _HOURS[number])
    mail = MailHost.M365 if seed % 2 == 0 else MailHost.POSTFIX
    members = tuple(_members(len(first.members), dice, mail, is_sales_first=number == 3))
    return Cast(begin, members, _guest(number, dice), f"{dice.choice('bcdfgkmnprst')}{dice.randrange(10, 99)}")


def _some_day(dice: Random, hours: tuple[int, int]) -> datetime:
    """A moment in the working hours of a working day."""
    days = (_FIRST_DAY + timedelta(days=dice.randrange(_DAYS)) for _ in range(1000))
    day = next(day for day in days if not is_closed(day) and day.weekday() < 5)
    return datetime(
        day.year, day.month, day.day, dice.randrange(*hours), dice.randrange(60), dice.randrange(60), tzinfo=JST
    )


def _guest(number: int, dice: Random) -> Guest:
    octets = ":".join(f"{dice.randrange(256):02x}" for _ in range(5))
    if number == 1:
        return Guest(dice.choice(_OLD_NAMES), f"00:{octets}", _XP)
    name, agent = dice.choice(_PHONES)
    return Guest(name, f"{dice.choice('0123456789abcdef')}{dice.choice('26ae')}:{octets}", agent)


def _members(count: int, dice: Random, mail: MailHost, *, is_sales_first: bool) -> Iterator[Member]:
    families, networks = dice.sample(names.FAMILIES[:40], count), dice.sample(range(10, 250), count)
    for place, ((family, romaji), network) in enumerate(zip(families, networks, strict=True)):
        trade, trade_romaji = dice.choice(names.TRADES)
        people = tuple(_people(dice, is_sales_first=is_sales_first))
        clocks = _clocks(dice, [name for name, *_ in people])
        yield make_member(
            place + 1,
            (family + trade, f"{romaji.title()} {trade_romaji.title()}"),
            network=f"192.168.{network}",
            domain=f"{romaji}-{trade_romaji}.example",
            people=people,
            # In the story of many companies each has its own.
            mail=mail if count == 1 or place % 2 == 0 else MailHost.POSTFIX,
            clocks=clocks,
        )


def _people(dice: Random, *, is_sales_first: bool) -> Iterator[Person]:
    places = dice.sample(names.DEPARTMENTS, dice.randrange(2, 7))
    if is_sales_first:
        sales = next(one for one in names.DEPARTMENTS if one[1] == "EIGYO")
        places = [sales, *(one for one in places if one != sales)]
    users = dice.sample(names.FAMILIES[:40], len(places))
    for number, ((japanese, romaji), (_, user)) in enumerate(zip(places, users, strict=True)):
        name = names.workstation(romaji, number + 1, dice)
        yield name, user, f"{japanese}のパソコン", f"the {_ENGLISH[romaji]} PC"


def _clocks(dice: Random, pcs: list[str]) -> Mapping[str, float]:
    return {name: dice.randrange(_SLOWEST_S, _FASTEST_S) for name in ("mimamori", "FGT-40F", "nas", MAIL_SERVER, *pcs)}
