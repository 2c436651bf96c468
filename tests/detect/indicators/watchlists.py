"""Watchlists for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.indicator_set import compiled
from otasuke.detect.indicators.observables import Observable
from otasuke.detect.indicators.watchlist import ANY_TENANT, EVERYBODY, TENANT, Part, stored

Indicators = Mapping[Observable, About]


def watchlist_of(
    everybody: Indicators,
    of_tenant: Mapping[str, Indicators] | None = None,
    own: Mapping[str, Iterable[str]] | None = None,
) -> bytes:
    """The bytes of a watchlist."""
    theirs = of_tenant or {}
    anys = {observable: About() for one in theirs.values() for observable in one}
    sets = {EVERYBODY: everybody, ANY_TENANT: anys, **{TENANT + tenant: one for tenant, one in theirs.items()}}
    return stored({name: Part("test", compiled(one).to_bytes()) for name, one in sets.items()}, own or {})
