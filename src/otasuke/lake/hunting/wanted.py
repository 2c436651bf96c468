"""Indicators, ready to be looked up: their keys for the index, and exactly what counts as a sighting.

A value of an event shows, after ASCII letters have been made small,

- a domain      in a run of letters, digits, `.`, `-` and `_`, without dots and dashes at its ends: the whole run, or what
                follows one of its dots.
- a hash        as a run of letters and digits.
- an address    of version 4 as a run of letters, digits and dots; of version 6 as a run of three or more hexadecimal digits, colons and
                dots with no letter or digit beside it, except for one that a single colon ends (`addr:fe80::1`).
- a URL         from a scheme and `://` up to a space, a quote or another sign that no URL has, without punctuation and
                slashes at its ends; scheme and host in any case, the rest exactly. Of those inside one another the
                first eight are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

import numpy as np

from otasuke.detect.indicators.hashing import Numbers
from otasuke.detect.indicators.observables import (
    LONGEST_DOMAIN,
    Domain,
    FileHash,
    Ja3,
    Network,
    Observable,
    Url,
    split_url,
)
from otasuke.lake.hunting.index import Index, Ranges
from otasuke.lake.hunting.keys import key_of
from otasuke.lake.hunting.tokens import (
    FILE_ENDINGS,
    MOST_NESTED,
    URL_END,
    Tokens,
    address_of,
    runs_of_6,
)

_NAME = re.compile(rb"[a-z0-9_.-]+")
_HASH = re.compile(rb"(?<![0-9a-z])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-z])")
_QUAD = re.compile(rb"[a-z0-9.]{7,}")
_PAGE = re.compile(rb"://[^" + URL_END + rb"]*")
_SCHEME = re.compile(rb"[a-z][a-z0-9+.-]{0,30}$", re.IGNORECASE)
_LONGEST_SCHEME = 31


def hunted(observable: Observable) -> Observable | None:
    """What is looked for in a hunt for something: a fingerprint's MD5 as any hash; None for what cannot be hunted."""
    if isinstance(observable, Ja3):
        return FileHash(observable.digits)
    return observable if isinstance(observable, Network | Domain | FileHash | Url) else None


class Wanted:
    """A set of indicators, as `hunted` gives them."""

    def __init__(self, indicators: Iterable[Observable]) -> None:
        self.indicators = tuple(dict.fromkeys(indicators))
        self._domains = {one.name.encode(): one for one in self.indicators if isinstance(one, Domain)}
        self._hashes = {one.digits.encode(): one for one in self.indicators if isinstance(one, FileHash)}
        self._urls: dict[str, list[Url]] = {}
        self._networks: dict[int, dict[int, dict[int, Network]]] = {4: {}, 6: {}}
        for one in self.indicators:
            if isinstance(one, Url):
                self._urls.setdefault(one.rest, []).append(one)
            elif isinstance(one, Network):
                network, free = one.network, one.network.max_prefixlen - one.network.prefixlen
                self._networks[network.version].setdefault(free, {})[int(network.network_address) >> free] = one

    @cached_property
    def is_indexed(self) -> bool:
        """Whether an index knows all of them. What ends like the name of a file is left out of it."""
        return not any(name.rpartition(b".")[2].decode() in FILE_ENDINGS for name in self._domains)

    def columns_of(self, index: Index) -> set[str]:
        """The columns of a file in which they may stand. Only if `is_indexed`."""
        return index.columns_with(self._keys, *self._ranges)

    def texts_with(self, tokens: Tokens) -> set[int]:
        """The numbers of the texts in which they may stand. Only if `is_indexed`."""
        names = tokens.names.texts[np.isin(tokens.names.numbers, self._keys)].tolist()
        found = set(names)
        for one, ranges in zip((tokens.version_4, tokens.version_6), self._ranges, strict=True):
            at = np.searchsorted(ranges.first, one.numbers, side="right") - 1
            inside = at >= 0
            inside[inside] = one.numbers[inside] <= ranges.last[at[inside]]
            found.update(one.texts[inside].tolist())
        return found

    def sightings(self, value: str) -> list[Observable]:
        """Every indicator that a value of an event shows, each once."""
        text = value.encode("utf-8", "replace")
        return list(dict.fromkeys([*self._named(text.lower()), *self._addressed(text.lower()), *self._visited(text)]))

    def _named(self, text: bytes) -> Iterator[Observable]:
        for found in _HASH.finditer(text) if self._hashes else ():
            if found[0] in self._hashes:
                yield self._hashes[found[0]]
        for found in _NAME.finditer(text) if self._domains else ():
            name = found[0].strip(b".-")
            while name:
                if name in self._domains:
                    yield self._domains[name]
                name = name[-LONGEST_DOMAIN - 1 :].partition(b".")[2]

    def _addressed(self, text: bytes) -> Iterator[Observable]:
        runs = [found[0] for found in _QUAD.finditer(text)] if self._networks[4] else []
        runs += [text[start:end] for start, end in runs_of_6(text)] if b":" in text else []
        for run in runs:
            address = address_of(run)
            if address is not None:
                version, number = address
                for free, networks in self._networks[version].items():
                    if number >> free in networks:
                        yield networks[number >> free]

    def _visited(self, text: bytes) -> Iterator[Observable]:
        for run in _PAGE.finditer(text) if self._urls else ():
            for found in islice(re.finditer(rb"://", run[0]), MOST_NESTED):
                at = run.start() + found.start()
                scheme = _SCHEME.search(text, max(0, at - _LONGEST_SCHEME), at)
                parts = split_url(((scheme[0] if scheme else b"") + run[0][found.start() :]).decode())
                if parts is not None:
                    yield from (one for one in self._urls.get(parts[1], ()) if one.scheme in ("", parts[0]))

    @cached_property
    def _keys(self) -> Numbers:
        texts = [*self._domains, *self._hashes, *(rest.lower().encode() for rest in self._urls)]
        return np.unique(np.array([key_of(text) for text in texts], dtype=np.uint64))

    @cached_property
    def _ranges(self) -> tuple[Ranges, Ranges]:
        return self._ranges_of(4, 0), self._ranges_of(6, 64)

    def _ranges_of(self, version: int, dropped: int) -> Ranges:
        """The networks as ranges of numbers without their last bits, in order, joined where they meet."""
        networks = [(number << free, free) for free, level in self._networks[version].items() for number in level]
        spans: list[list[int]] = []
        for first, last in sorted((first >> dropped, (first + (1 << free) - 1) >> dropped) for first, free in networks):
            if spans and first <= spans[-1][1] + 1:
                spans[-1][1] = max(spans[-1][1], last)
            else:
                spans.append([first, last])
        numbers = np.array(spans, dtype=np.uint64).reshape(-1, 2)
        return Ranges(numbers[:, 0], numbers[:, 1])
