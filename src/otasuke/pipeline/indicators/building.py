"""Building a watchlist of the lists in the catalogue. What did not change is taken over as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from otasuke import __version__
from otasuke.detect.indicators.guard import Guard, own, read_allowed
from otasuke.detect.indicators.guarded import guarded
from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.indicator_set import IndicatorSet, compiled, load
from otasuke.detect.indicators.lists import IndicatorList
from otasuke.detect.indicators.observables import Network, Observable
from otasuke.detect.indicators.watchlist import ANY_TENANT, EVERYBODY, TENANT, Part, Watchlist, stored
from otasuke.pipeline.indicators.catalogue import Catalogue, ListRecord

MOST_INDICATORS = 3_000_000
"""In all lists together."""
_LONGEST_SOURCE = 200


class TooManyIndicators(Exception):
    """All lists together have too many."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a list, as it came and as it was understood."""

    data: bytes
    found: IndicatorList


@dataclass(slots=True)
class Built:
    """A watchlist, how many indicators are in it, and how many of the lists that were read anew the guard left out, and why."""

    data: bytes
    count: int
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Builder:
    """Builds watchlists.

    read      what is in a list. It is changed by this.
    allowed   the file of what never is an indicator.
    before    the watchlist that is in use.
    """

    read: Callable[[ListRecord], IndicatorList]
    allowed: bytes
    before: Watchlist = field(default_factory=Watchlist)
    refused: Counter[str] = field(default_factory=Counter)

    def build(self, catalogue: Catalogue, *, now: datetime) -> Built:
        """The watchlist of a catalogue. Raises TooManyIndicators, BadList, BadGuard, OSError."""
        if (count := sum(one.count for one in catalogue.lists.values())) > MOST_INDICATORS:
            raise TooManyIndicators(f"{count:,} indicators are more than {MOST_INDICATORS:,}")
        of_tenant: dict[str, list[ListRecord]] = {}
        for _, one in sorted(catalogue.lists.items()):
            of_tenant.setdefault(one.tenant, []).append(one)
        parts = {EVERYBODY: self._part(EVERYBODY, of_tenant.pop("", []), (), now)}
        theirs = {
            TENANT + tenant: self._part(TENANT + tenant, lists, catalogue.own.get(tenant, ()), now)
            for tenant, lists in sorted(of_tenant.items())
        }
        parts |= {ANY_TENANT: self._any_tenant(theirs), **theirs}
        total = sum(len(load(part.blob)) for name, part in parts.items() if name != ANY_TENANT)
        return Built(stored(parts, catalogue.own), total, self.refused)

    def _part(self, name: str, lists: Sequence[ListRecord], own_names: Sequence[str], now: datetime) -> Part:
        key = _key(self.allowed, *own_names, *(_made_of(one) for one in lists))
        known = self.before.parts.get(name)
        if known is not None and known.made_of == key:
            return known
        guard = Guard([*read_allowed(self.allowed), own(own_names)])
        found = guarded((aged(self.read(one), one) for one in lists), guard, now=now)
        self.refused.update(found.refused)
        return Part(key, compiled(found.indicators).to_bytes())

    def _any_tenant(self, theirs: Mapping[str, Part]) -> Part:
        key = _key(*(part.made_of for part in theirs.values()))
        known = self.before.parts.get(ANY_TENANT)
        if known is not None and known.made_of == key:
            return known
        return Part(key, compiled(_observables(load(part.blob) for part in theirs.values())).to_bytes())


def aged(found: IndicatorList, record: ListRecord) -> IndicatorList:
    """The list, changed to how it counts: under its own name, and with an end for addresses that have none."""
    until = record.counts_from + timedelta(days=record.days) if record.days else None
    shared: dict[tuple[About, bool], About] = {}
    for observable, about in found.indicators.items():
        key = about, isinstance(observable, Network)
        if key not in shared:
            shared[key] = _aged(about, record.name, until if key[1] else None)
        found.indicators[observable] = shared[key]
    return found


def _aged(about: About, name: str, until: datetime | None) -> About:
    source = name if about.source in ("", name) else f"{name}: {about.source}"[:_LONGEST_SOURCE]
    return replace(about, source=source, valid_until=about.valid_until or until)


def _observables(sets: Iterable[IndicatorSet]) -> dict[Observable, About]:
    nothing = About()
    return {indicator.observable: nothing for one in sets for indicator in one}


def _made_of(record: ListRecord) -> str:
    return f"{record.name} {record.digest} {record.counts_from.isoformat() if record.days else ''} {record.days}"


def _key(*parts: str | bytes) -> str:
    digest = sha256(__version__.encode())
    for part in parts:
        digest.update(sha256(part.encode() if isinstance(part, str) else part).digest())
    return digest.hexdigest()
