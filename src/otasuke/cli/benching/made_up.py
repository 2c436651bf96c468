"""A made-up list of indicators, as long as one likes: the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator

_ENDS = ("com", "net", "ru", "top", "co.jp")
_NARROW, _WIDE, _EVERY = 24, 16, 2000
"""Prefixes of networks: all lengths are there, but few wide ones, as no list is about a third of the internet."""
_HEADING = "value,confidence,valid_until,tags\n"


def made_up_list(count: int) -> str:
    """The list as CSV: 40 % names and senders, 25 % addresses, 5 % networks, 20 % hashes and fingerprints, 10 % pages."""
    chance = random.Random(4)
    return _HEADING + "".join(
        f"{one},{chance.randrange(101)},2027-{chance.randrange(1, 13):02}-01,family-{chance.randrange(500)}\n"
        for one in _values(count, chance)
    )


def _values(count: int, chance: random.Random) -> Iterator[str]:
    for number in range(count):
        word = f"{chance.getrandbits(40):x}"
        kind = number % 20
        if kind < 7:
            yield f"{word}.example-{chance.randrange(99_999)}.{chance.choice(_ENDS)}"
        elif kind < 12:
            yield _address(chance)
        elif kind == 12:
            widest = _WIDE if number % _EVERY == kind else _NARROW
            yield f"{_address(chance)}/{chance.randrange(widest, 31)}"
        elif kind < 16:
            yield f"{chance.getrandbits(256):064x}"
        elif kind < 18:
            yield f"http://{word}.example-{chance.randrange(99_999)}.com/{word}/gate.php"
        elif kind == 18:
            yield f"{word}@mail-{chance.randrange(99_999)}.com"
        else:
            yield f"ja3:{chance.getrandbits(128):032x}"


def _address(chance: random.Random) -> str:
    return f"{chance.randrange(11, 99)}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
