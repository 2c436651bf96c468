"""Where the computers of a small office go: names and addresses, the often visited ones far more often than the others."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from otasuke.simulating.writing.templates import deck_of

_OFTEN = (
    *(("www.google.com", "142.250.196"), ("outlook.office365.com", "52.98.45"), ("www.yahoo.co.jp", "182.22.25")),
    *(("login.microsoftonline.com", "20.190.141"), ("ssl.gstatic.com", "142.250.207"), ("www.bing.com", "204.79.197")),
    *(("settings-win.data.microsoft.com", "51.104.136"), ("v10.events.data.microsoft.com", "20.189.173")),
    *(("fonts.gstatic.com", "142.250.199"), ("edge.microsoft.com", "13.107.42"), ("s.yimg.jp", "183.79.219")),
    *(("update.googleapis.com", "142.250.198"), ("wdcp.microsoft.com", "20.82.209"), ("mail.google.com", "142.251.42")),
    *(("www.amazon.co.jp", "52.119.161"), ("www.rakuten.co.jp", "133.237.16"), ("line.me", "203.104.138")),
    *(("www.e-tax.nta.go.jp", "203.180.151"), ("www.freee.co.jp", "13.114.216"), ("biz.moneyforward.com", "52.68.96")),
    *(("teams.microsoft.com", "52.113.194"), ("zoom.us", "170.114.52"), ("www.chatwork.com", "18.65.168")),
    *(
        ("www.kuronekoyamato.co.jp", "202.32.86"),
        ("www.sagawa-exp.co.jp", "210.227.246"),
        ("www.post.japanpost.jp", "43.253.31"),
    ),
    *(("www.bk.mufg.jp", "118.103.79"), ("ib.shinkin-ib.jp", "202.229.36"), ("ctldl.windowsupdate.com", "23.32.29")),
)
_SYLLABLES = "ka ki ku ko sa shi su ta chi te to na ni ha hi fu ma mi mo ya yu ra ri wa".split()
_ENDINGS = ("co.jp", "jp", "com", "ne.jp", "or.jp", "net")
_SELDOM = 400
_KNOWN = 6


@dataclass(frozen=True, slots=True)
class Destination:
    """A server of the internet, as the events write it."""

    name: bytes
    address: bytes
    results: bytes


def _destination(name: str, network: str, last: int) -> Destination:
    address = f"{network}.{last}"
    return Destination(name.encode(), address.encode(), f"::ffff:{address};".encode())


def _seldom(number: int, dice: Random) -> Destination:
    word = "".join(dice.choices(_SYLLABLES, k=dice.randrange(2, 5)))
    network = (
        f"{dice.choice((49, 59, 103, 113, 150, 157, 160, 202, 210, 219))}.{dice.randrange(256)}.{dice.randrange(256)}"
    )
    return _destination(f"www.{word}{number}.{dice.choice(_ENDINGS)}", network, dice.randrange(1, 255))


def _all() -> list[Destination]:
    """By frequency."""
    dice = Random(7)
    often = [_destination(name, network, dice.randrange(1, 255)) for name, network in _OFTEN]
    return often + [_seldom(number, dice) for number in range(_SELDOM)]


DESTINATIONS = tuple(_all())
DECK = deck_of([(max(1, 3000 // (rank + _KNOWN)), one) for rank, one in enumerate(DESTINATIONS)])
OFFICE = tuple(one for one in DESTINATIONS if one.address.startswith((b"52.98.", b"20.190.", b"52.113.", b"13.107.")))
"""Where Office itself goes."""
