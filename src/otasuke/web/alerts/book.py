"""The words of the advice, and the levels of rules, as the web uses them: read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from otasuke.advice.advise import Advice, Desk, advise, settings_of
from otasuke.advice.book import Book, Shelf
from otasuke.advice.choose import choose
from otasuke.advice.colour import Colour, colour_of
from otasuke.advice.happening import Happening
from otasuke.advice.sheet import Language
from otasuke.detect.rule import Level
from otasuke.findings.sheets import SHIPPED, read_levels, read_sheets
from otasuke.web.provider.selectors import provider


@cache
def book() -> Book:
    """All sheets. Raises OSError, UnfitBook: without them nobody can be told anything."""
    return read_sheets(SHIPPED / "advice")


@cache
def levels() -> Mapping[str, Level]:
    """What we think of the levels of rules of others."""
    return read_levels(SHIPPED / "severity.toml")


def colour(happening: Happening) -> Colour:
    """How an owner would be told of it."""
    inside = settings_of(choose(happening, book(), "ja"), book()).get("止めても") == "黄"
    return colour_of(happening.level, blocked=happening.blocked, inside=inside)


def has_own_sheet(happening: Happening) -> bool:
    """Whether somebody wrote words for exactly this rule, detector or indicator."""
    return choose(happening, book(), "ja").shelf in (Shelf.RULE, Shelf.DETECTOR, Shelf.INDICATOR)


def advice(happening: Happening, language: Language) -> Advice:
    """What an owner is told of it, in the name of this provider's desk."""
    who = provider()
    return advise(happening, book(), language=language, desk=Desk(who.name, who.phone))
