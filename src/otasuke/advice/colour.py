"""段階: the four levels that an owner sees. Their meaning is fixed; nothing else wears their colours."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Colour(StrEnum):
    """Red: call now. Yellow: today. Blue: for your information. Green: it was stopped."""

    RED = "赤"
    YELLOW = "黄"
    BLUE = "青"
    GREEN = "緑"

    @property
    def word(self) -> str:
        """What the owner reads beside the colour."""
        return _WORDS[self][0]

    @property
    def english(self) -> str:
        """The same in English."""
        return _WORDS[self][1]


BY_GRAVITY = (Colour.BLUE, Colour.GREEN, Colour.YELLOW, Colour.RED)
"""The gravest last. What was stopped is worth more words than what is only good to know."""

_WORDS: Mapping[Colour, tuple[str, str]] = MappingProxyType(
    {
        Colour.RED: ("いますぐ電話", "call now"),
        Colour.YELLOW: ("今日中に", "today"),
        Colour.BLUE: ("お知らせ", "for your information"),
        Colour.GREEN: ("止めました", "stopped"),
    }
)
_OF_LEVEL: Mapping[str, Colour] = MappingProxyType({"critical": Colour.RED, "high": Colour.YELLOW})


def colour_of(level: str, *, blocked: bool, inside: bool = False) -> Colour:
    """The colour of a detection of this level (Sigma's word); an unknown level is for information.

    blocked  a device on the way, such as a UTM, has stopped it.
    inside   what was stopped came from the company's own device. If it is critical, somebody must look at that device
             today: to have been stopped does not make it well.
    """
    if blocked:
        return Colour.YELLOW if inside and level == "critical" else Colour.GREEN
    return _OF_LEVEL.get(level, Colour.BLUE)
