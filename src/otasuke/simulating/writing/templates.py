"""Templates: records as their source writes them, with slots for what differs from one record to the next.

A template is made once and filled millions of times, so filling is one formatting of bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from random import Random
from time import gmtime
from typing import Any, TypeAlias, TypeVar

import orjson

Values: TypeAlias = MutableMapping[str, bytes]
"""What stands in the slots, as it is to be written: for JSON already escaped."""

Change: TypeAlias = Callable[[Values, Random], None]
"""Fills the slots that are peculiar to one kind of event."""

_Card = TypeVar("_Card")
_SLOT = re.compile(rb'"\xe2\x9f\xa6#(\w+)\xe2\x9f\xa7"|\xe2\x9f\xa6(\w+)\xe2\x9f\xa7')
_THOUSAND = [b"%03d" % number for number in range(1000)]
_JST_S = 9 * 3600
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def slot(name: str) -> str:
    """Where a value will be written, in a text."""
    return f"⟦{name}⟧"


def number(name: str) -> str:
    """Where a JSON number will be written: a text of its own, whose quotes disappear."""
    return f"⟦#{name}⟧"


@dataclass(frozen=True, slots=True)
class Template:
    """Bytes with slots. `names` are the slots in their order."""

    text: bytes
    names: tuple[str, ...]
    _pick: Callable[[Mapping[str, bytes]], tuple[bytes, ...]]

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """The record. Raises KeyError for a slot without a value."""
        return self.text % self._pick(values)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of thing that happens: how it is written, and what changes each time."""

    template: Template
    change: Change


def text_template(text: str) -> Template:
    """A template of a line of text."""
    return _template(text.encode())


def json_template(record: Mapping[str, Any]) -> Template:
    """A template of a JSON object."""
    return _template(orjson.dumps(record))


def _template(data: bytes) -> Template:
    names = tuple((found[1] or found[2]).decode() for found in _SLOT.finditer(data))
    text = b"%b".join(part.replace(b"%", b"%%") for part in _SLOT.sub(b"\0", data).split(b"\0"))
    # itemgetter of fewer than two names gives no tuple.
    pick = itemgetter(*names) if len(names) > 1 else lambda values: tuple(values[name] for name in names)
    return Template(text, names, pick)


def escaped(text: str) -> bytes:
    """A text as it stands inside of JSON's quotes."""
    return orjson.dumps(text)[1:-1]


@lru_cache(maxsize=8)
def stamps(second: int) -> Mapping[str, bytes]:
    """The slots of a second since 1970: `day`, `clock`, `second` in UTC; `jday`, `jslash`, `jclock`, `jstamp` in Japan."""
    here, there = gmtime(second), gmtime(second + _JST_S)
    return {
        "second": b"%d" % second,
        "day": b"%04d-%02d-%02d" % here[:3],
        "clock": b"%02d:%02d:%02d" % here[3:6],
        "jday": b"%04d-%02d-%02d" % there[:3],
        "jslash": b"%04d/%02d/%02d" % there[:3],
        "jclock": b"%02d:%02d:%02d" % there[3:6],
        "jstamp": b"%b %2d %02d:%02d:%02d" % (_MONTHS[there[1] - 1].encode(), *there[2:6]),
    }


def set_time(values: Values, time_us: int) -> None:
    """Fill the slots of the time: those of `stamps`, and `ms`, `us`, the digits behind the second."""
    second, micros = divmod(time_us, 1_000_000)
    today = stamps(second)
    # Most events share their second with the one before.
    if values.get("second") != today["second"]:
        values.update(today)
    values["ms"] = _THOUSAND[micros // 1000]
    values["us"] = b"%06d" % micros


def deck_of(choices: Sequence[tuple[int, _Card]]) -> list[_Card]:
    """Every card as often as its weight says: a card drawn evenly from the deck is as likely as it is heavy."""
    return [card for weight, card in choices for _ in range(weight)]


def draw(deck: Sequence[_Card], dice: Random) -> _Card:
    """A card of the deck."""
    return deck[int(dice.random() * len(deck))]
