"""A watchlist: what is looked for live. Indicators for everybody, those of single tenants, and whose own names are none.

Stored as one run of bytes that says whether it is whole. It is used where it lies, so that processes that map the same
file into their memory share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

import orjson

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.indicator_set import BadIndicatorSet, IndicatorSet, compiled, load
from otasuke.detect.indicators.observables import Observable

_MAGIC = b"otasuke-watchlist-1\n"
_DIGEST_BYTES = 32
_HEAD_LENGTH_BYTES = 4
_BEGIN = len(_MAGIC) + _DIGEST_BYTES + _HEAD_LENGTH_BYTES
_ALIGNED = 64
_EVERYBODY, _ANY, _OF = "everybody", "any tenant", "tenant "
_NOTHING = compiled({})

Indicators: TypeAlias = Mapping[Observable, About]


class BadWatchlist(ValueError):
    """The bytes are no watchlist of this version, or not all of one."""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """What is looked for.

    everybody   indicators that count for every tenant; of_tenant: by tenant, those that count for him alone.
    any_tenant  what is in any of `of_tenant`, without what is said about it: a quick first look.
    own         by tenant his own names, addresses and networks, which are no indicators for him.
    version     the same for the same content.
    """

    everybody: IndicatorSet = _NOTHING
    of_tenant: Mapping[str, IndicatorSet] = field(default_factory=dict)
    any_tenant: IndicatorSet = _NOTHING
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: str = ""

    @property
    def count(self) -> int:
        """How many indicators there are."""
        return len(self.everybody) + sum(map(len, self.of_tenant.values()))


def stored(everybody: Indicators, of_tenant: Mapping[str, Indicators], own: Mapping[str, Iterable[str]]) -> bytes:
    """The bytes of a watchlist."""
    known = About()
    anys = {observable: known for one in of_tenant.values() for observable in one}
    sets = {_EVERYBODY: everybody, _ANY: anys, **{_OF + tenant: one for tenant, one in sorted(of_tenant.items())}}
    blobs = {name: compiled(one).to_bytes() for name, one in sets.items()}
    head = {"own": {tenant: list(names) for tenant, names in sorted(own.items())}}
    return _framed(orjson.dumps(head | {"lengths": {name: len(one) for name, one in blobs.items()}}), blobs.values())


def read_watchlist(data: bytes | memoryview) -> Watchlist:
    """The watchlist of `stored`. Raises BadWatchlist if a single bit of it is another."""
    view = memoryview(data)
    digest = bytes(view[len(_MAGIC) : len(_MAGIC) + _DIGEST_BYTES])
    if view[: len(_MAGIC)] != _MAGIC:
        raise BadWatchlist("it is no watchlist of this version")
    if sha256(view[len(_MAGIC) + _DIGEST_BYTES :]).digest() != digest:
        raise BadWatchlist("it is damaged: its checksum is not that of its content")
    try:
        return _watchlist(view, digest.hex()[:12])
    except (ValueError, KeyError, TypeError, BadIndicatorSet) as error:
        raise BadWatchlist(f"it is damaged: {error}") from error


def _framed(head: bytes, blobs: Iterable[bytes]) -> bytes:
    parts, length = [len(head).to_bytes(_HEAD_LENGTH_BYTES, "little"), head], _BEGIN + len(head)
    for blob in blobs:
        padding = b"\0" * (-length % _ALIGNED)
        parts += [padding, blob]
        length += len(padding) + len(blob)
    digest = sha256()
    for part in parts:
        digest.update(part)
    return b"".join([_MAGIC, digest.digest(), *parts])


def _watchlist(view: memoryview, version: str) -> Watchlist:
    at = _BEGIN + int.from_bytes(view[_BEGIN - _HEAD_LENGTH_BYTES : _BEGIN], "little")
    head = orjson.loads(view[_BEGIN:at])
    sets = {}
    for name, length in head["lengths"].items():
        at += -at % _ALIGNED
        sets[name] = load(view[at : at + length])
        at += length
    return Watchlist(
        everybody=sets.pop(_EVERYBODY),
        any_tenant=sets.pop(_ANY),
        of_tenant={name.removeprefix(_OF): one for name, one in sets.items()},
        own={tenant: tuple(names) for tenant, names in head["own"].items()},
        version=version,
    )
