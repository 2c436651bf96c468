"""Until when makers mend their systems, and by what a system is known: read from a table of dated days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_KEYS = frozenset(("name", "ended", "paid_until", "source", "checked", "builds", "editions", "texts", "dialects"))


class UnfitSupport(ValueError):
    """The table of days cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Support:
    """A system whose maker stops mending it.

    ended       the last day with updates that everybody gets; paid_until: that of updates which can be bought.
    checked     when somebody compared the day with a source.
    builds      of Windows; with editions only of systems whose name fits one of these.
    texts       patterns of user agents, names of systems with versions, of programs, and vendor classes of DHCP.
    """

    name: str
    ended: date
    source: str
    checked: date
    paid_until: date | None = None
    builds: frozenset[str] = frozenset()
    editions: tuple[re.Pattern[str], ...] = ()
    texts: tuple[re.Pattern[str], ...] = ()
    dialects: frozenset[str] = frozenset()

    def fits(self, build: str, dialect: str, texts: Sequence[str]) -> bool:
        """Whether a system that says this is one of these."""
        if dialect in self.dialects or _found(self.texts, texts):
            return True
        return build in self.builds and (not self.editions or _found(self.editions, texts))


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
    name, ended, source, checked = (entry.get(key) for key in ("name", "ended", "source", "checked"))
    where = f"system {number} ({name})"
    if not (isinstance(name, str) and type(ended) is date):
        raise UnfitSupport(f"{where} needs a name and ended, a date such as 2025-10-14")
    if not (isinstance(source, str) and source.strip() and type(checked) is date):
        raise UnfitSupport(f"{where} needs source, where its day stands, and checked, the date when that was looked at")
    paid_until = entry.get("paid_until")
    if paid_until is not None and (type(paid_until) is not date or paid_until <= ended):
        raise UnfitSupport(f"{where}: paid_until is to be a date after {ended}")
    if odd := set(entry) - _KEYS:
        raise UnfitSupport(f"{where}: {', '.join(sorted(odd))} is not known")
    texts, editions = (_patterns(entry, key, where) for key in ("texts", "editions"))
    builds, dialects = (frozenset(map(str, entry.get(key, ()))) for key in ("builds", "dialects"))
    if not (builds or texts or dialects):
        raise UnfitSupport(f"{where} has neither builds nor texts nor dialects, so nothing is known by it")
    if editions and not builds:
        raise UnfitSupport(f"{where} has editions, but no builds that these could tell apart")
    return Support(name, ended, source, checked, paid_until, builds, editions, texts, dialects)


def _patterns(entry: dict[str, Any], key: str, where: str) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry.get(key, ()))
    except re.error as error:
        raise UnfitSupport(f"{where}: {error.pattern!r} is no pattern: {error}") from error


def system_of(
    supports: Sequence[Support], *, build: str = "", dialect: str = "", texts: Sequence[str] = ()
) -> Support | None:
    """The system that is known by any of this; the first of the table counts."""
    number = build.partition(".")[0]
    return next((support for support in supports if support.fits(number, dialect, texts)), None)


def _found(patterns: Sequence[re.Pattern[str]], texts: Sequence[str]) -> bool:
    return any(pattern.search(text) for pattern in patterns for text in texts if text)
