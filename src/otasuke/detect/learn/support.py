"""Until when makers mend their systems, and by what a system is known: read from a table of dated days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


class UnfitSupport(ValueError):
    """The table of days cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Support:
    """A system whose maker stops mending it.

    ended   the last day with updates that everybody gets.
    builds  of Windows; they count as they are.
    texts   patterns of user agents, names of systems and vendor classes of DHCP.
    """

    name: str
    ended: date
    source: str
    builds: frozenset[str] = frozenset()
    texts: tuple[re.Pattern[str], ...] = ()
    dialects: frozenset[str] = frozenset()


def parse_supports(text: str) -> tuple[Support, ...]:
    """The systems of a table, in its order. Raises UnfitSupport."""
    try:
        entries = tomllib.loads(text).get("system", [])
    except tomllib.TOMLDecodeError as error:
        raise UnfitSupport(f"this is no TOML: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise UnfitSupport("there is no [[system]]")
    return tuple(_support(entry, number) for number, entry in enumerate(entries, 1))


def _support(entry: dict[str, Any], number: int) -> Support:
    name, ended, source = (entry.get(key) for key in ("name", "ended", "source"))
    where = f"system {number} ({name})"
    if not (isinstance(name, str) and isinstance(source, str) and type(ended) is date):
        raise UnfitSupport(f"{where} needs name, ended (a date such as 2025-10-14) and source")
    if odd := set(entry) - {"name", "ended", "source", "builds", "texts", "dialects"}:
        raise UnfitSupport(f"{where}: {', '.join(sorted(odd))} is not known")
    try:
        texts = tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry.get("texts", ()))
    except re.error as error:
        raise UnfitSupport(f"{where}: {error.pattern!r} is no pattern: {error}") from error
    builds, dialects = (frozenset(map(str, entry.get(key, ()))) for key in ("builds", "dialects"))
    if not (builds or texts or dialects):
        raise UnfitSupport(f"{where} has neither builds nor texts nor dialects, so nothing is known by it")
    return Support(name, ended, source, builds, texts, dialects)


def system_of(
    supports: Sequence[Support], *, build: str = "", dialect: str = "", texts: Sequence[str] = ()
) -> Support | None:
    """The system that is known by any of this; the first of the table counts."""
    number = build.partition(".")[0]
    for support in supports:
        if number in support.builds or dialect in support.dialects:
            return support
        if any(pattern.search(text) for pattern in support.texts for text in texts if text):
            return support
    return None
