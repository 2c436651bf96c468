"""What counts as a logo, and when the mark may be shown. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

MOST_LOGO_BYTES = 200_000
_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Mark(StrEnum):
    """How it stands about the お助け隊 mark, the right to which comes with a registration and ends with it."""

    NONE = "none"
    COMING = "coming"
    SHOWN = "shown"
    OVER = "over"


def mark(registration: str, begin: date | None, end: date | None, *, today: date) -> Mark:
    """Whether the mark is shown on a day. begin, end: the first and the last day of the registration."""
    if not registration or begin is None or end is None:
        return Mark.NONE
    if today < begin:
        return Mark.COMING
    return Mark.SHOWN if today <= end else Mark.OVER


class Flaw(StrEnum):
    """What is wrong with the facts of a registration, or with a logo."""

    INCOMPLETE = "incomplete"
    BACKWARDS = "backwards"
    TOO_LARGE = "too large"
    NO_PICTURE = "no picture"


def flaws_of_registration(registration: str, begin: date | None, end: date | None) -> Iterator[Flaw]:
    """What is wrong: all three are there, or none is."""
    said = [bool(registration), begin is not None, end is not None]
    if any(said) and not all(said):
        yield Flaw.INCOMPLETE
    if begin and end and end < begin:
        yield Flaw.BACKWARDS


def flaws_of_logo(data: bytes) -> Iterator[Flaw]:
    """What is wrong with a file that is to be the logo. SVG is none: it may hold a program."""
    if len(data) > MOST_LOGO_BYTES:
        yield Flaw.TOO_LARGE
    if media_type(data) is None:
        yield Flaw.NO_PICTURE


def media_type(data: bytes) -> str | None:
    """What kind of picture this is by its first bytes; None if it is none that browsers show without running it."""
    return next((kind for beginning, kind in _BEGINNINGS.items() if data.startswith(beginning)), None)
