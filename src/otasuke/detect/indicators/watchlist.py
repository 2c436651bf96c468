"""A watchlist: what is looked for live. Indicators for everybody, those of single tenants, and whose own names are none.

Stored as one run of bytes that says whether it is whole. It is used where it lies, so that processes that map the same
file into their memory share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import orjson

from otasuke.detect.indicators.indicator_set import BadIndicatorSet, IndicatorSet, compiled, load

EVERYBODY, ANY_TENANT, TENANT = "everybody", "any tenant", "tenant "
"""The names of the parts; that of a tenant's part is his own after the last of these."""
_MAGIC = b"otasuke-watchlist-1\n"
_DIGEST_BYTES = 32
_HEAD_LENGTH_BYTES = 4
_BEGIN = len(_MAGIC) + _DIGEST_BYTES + _HEAD_LENGTH_BYTES
_ALIGNED = 64
_VERSION_DIGITS = 12
_NOTHING = compiled({})


class BadWatchlist(ValueError):
    """The bytes are no watchlist of this version, or not all of one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A set as it is stored. made_of: says what it was made of, so that it need not be made again."""

    made_of: str
    blob: bytes | memoryview


@dataclass(frozen=True, slots=True)
class Watchlist:
    """What is looked for.

    everybody   indicators that count for every tenant; of_tenant: by tenant, those that count for him alone.
    any_tenant  what is in any of `of_tenant`, without what is said about it: a quick first look.
    own         by tenant his own names, addresses and networks, which are no indicators for him.
    parts       by name the sets as they are stored.
    version     the same for the same content.
    """

    everybody: IndicatorSet = _NOTHING
    of_tenant: Mapping[str, IndicatorSet] = field(default_factory=dict)
    any_tenant: IndicatorSet = _NOTHING
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    version: str = ""

    @property
    def count(self) -> int:
        """How many indicators there are."""
        return len(self.everybody) + sum(map(len, self.of_tenant.values()))


def stored(parts: Mapping[str, Part], own: Mapping[str, Iterable[str]]) -> bytes:
    """The bytes of a watchlist."""
    told = {name: [part.made_of, len(part.blob)] for name, part in parts.items()}
    head = orjson.dumps({"own": {tenant: list(names) for tenant, names in own.items()}, "parts": told})
    pieces: list[bytes | memoryview] = [len(head).to_bytes(_HEAD_LENGTH_BYTES, "little"), head]
    length = _BEGIN + len(head)
    for part in parts.values():
        padding = b"\0" * (-length % _ALIGNED)
        pieces += [padding, part.blob]
        length += len(padding) + len(part.blob)
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
    return b"".join([_MAGIC, digest.digest(), *pieces])


def read_watchlist(data: bytes | memoryview) -> Watchlist:
    """The watchlist of `stored`. Raises BadWatchlist if a single bit of it is another."""
    view = memoryview(data)
    if view[: len(_MAGIC)] != _MAGIC:
        raise BadWatchlist("it is no watchlist of this version")
    if sha256(view[len(_MAGIC) + _DIGEST_BYTES :]).digest() != _digest_in(view):
        raise BadWatchlist("it is damaged: its checksum is not that of its content")
    try:
        return _watchlist(view)
    except (ValueError, KeyError, TypeError, BadIndicatorSet) as error:
        raise BadWatchlist(f"it is damaged: {error}") from error


def version_of(data: bytes | memoryview) -> str:
    """The version of a stored watchlist."""
    return _digest_in(data).hex()[:_VERSION_DIGITS]


def _digest_in(data: bytes | memoryview) -> bytes:
    return bytes(data[len(_MAGIC) : len(_MAGIC) + _DIGEST_BYTES])


def _watchlist(view: memoryview) -> Watchlist:
    at = _BEGIN + int.from_bytes(view[_BEGIN - _HEAD_LENGTH_BYTES : _BEGIN], "little")
    head = orjson.loads(view[_BEGIN:at])
    parts = {}
    for name, (made_of, length) in head["parts"].items():
        at += -at % _ALIGNED
        parts[name] = Part(made_of, view[at : at + length])
        at += length
    sets = {name: load(part.blob) for name, part in parts.items()}
    return Watchlist(
        everybody=sets.get(EVERYBODY, _NOTHING),
        any_tenant=sets.get(ANY_TENANT, _NOTHING),
        of_tenant={name.removeprefix(TENANT): one for name, one in sets.items() if name.startswith(TENANT)},
        own={tenant: tuple(names) for tenant, names in head["own"].items()},
        parts=parts,
        version=version_of(view),
    )
