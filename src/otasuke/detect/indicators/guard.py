"""The guard: what never becomes an indicator, whichever list says so."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from ipaddress import IPv4Network, IPv6Network
from typing import Any, TypeAlias

from otasuke.detect.indicators.observables import (
    Domain,
    FileHash,
    Ja3,
    Ja4,
    MailAddress,
    Network,
    NoObservable,
    Observable,
    Url,
    parse_observable,
    written,
)

_OWN = "the customer's own"
_WIDEST = {4: 10, 6: 24}
"""Shorter prefixes are whole regions."""
_KEYS = frozenset({"what", "reason", "source", "checked", "names", "hosts", "addresses", "hashes"})

_AnyNetwork: TypeAlias = IPv4Network | IPv6Network


class BadGuard(ValueError):
    """A file of what is allowed that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Things that belong together, and why they are no indicators.

    source   where they can be looked up; checked: when somebody did.
    names    domains with everything below; hosts: names themselves, and what is above them.
    """

    what: str
    reason: str = ""
    source: str = ""
    checked: date | None = None
    names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    networks: tuple[_AnyNetwork, ...] = ()
    hashes: tuple[str, ...] = ()


def read_allowed(data: bytes) -> tuple[Allowed, ...]:
    """What a file of `[[allowed]]` tables says. Raises BadGuard."""
    try:
        content = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadGuard(f"it is no TOML: {error}") from error
    tables = content.get("allowed")
    if set(content) != {"allowed"} or not isinstance(tables, list):
        raise BadGuard("it holds something else than [[allowed]] tables")
    return tuple(_allowed(table, number) for number, table in enumerate(tables, 1))


def own(texts: Iterable[str]) -> Allowed:
    """A customer's own names, addresses and networks. Raises BadGuard."""
    found = [_parsed(text, _OWN) for text in texts]
    if wrong := [one for one in found if not isinstance(one, Domain | Network)]:
        raise BadGuard(f"{_OWN}: {written(wrong[0])} is no domain, address or network")
    return Allowed(
        what=_OWN,
        names=tuple(one.name for one in found if isinstance(one, Domain)),
        networks=tuple(one.network for one in found if isinstance(one, Network)),
    )


def _allowed(table: Any, number: int) -> Allowed:
    if not isinstance(table, dict) or not isinstance(table.get("what"), str):
        raise BadGuard(f"table {number} has no `what`")
    what = table["what"]
    if unknown := set(table) - _KEYS:
        raise BadGuard(f"{what}: it has {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KEYS))}")
    reason, source, checked = (table.get(key) for key in ("reason", "source", "checked"))
    if not (isinstance(reason, str) and isinstance(source, str) and source.strip() and type(checked) is date):
        raise BadGuard(f"{what}: it needs reason, source (where to look it up) and checked (a date, when somebody did)")
    networks = [_parsed(text, what) for text in _texts(table, "addresses", what)]
    if wrong := [one for one in networks if not isinstance(one, Network)]:
        raise BadGuard(f"{what}: {written(wrong[0])} is no address or network")
    return Allowed(
        what,
        reason,
        source,
        checked,
        _texts(table, "names", what),
        _texts(table, "hosts", what),
        tuple(one.network for one in networks if isinstance(one, Network)),
        _texts(table, "hashes", what),
    )


def _texts(table: dict[str, Any], key: str, what: str) -> tuple[str, ...]:
    texts = table.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise BadGuard(f"{what}: {key} is no list of texts")
    return tuple(text.lower() for text in texts)


def _parsed(text: str, what: str) -> Observable:
    try:
        return parse_observable(text)
    except NoObservable as error:
        raise BadGuard(f"{what}: {error}") from error


@dataclass(slots=True)
class Guard:
    """Says of an observable why it must not be an indicator."""

    allowed: Iterable[Allowed] = ()
    _names: dict[str, str] = field(default_factory=dict)
    _hosts: dict[str, str] = field(default_factory=dict)
    _hashes: dict[str, str] = field(default_factory=dict)
    _own: set[str] = field(default_factory=set)
    _networks: dict[int, dict[_AnyNetwork, str]] = field(default_factory=lambda: {4: {}, 6: {}})
    _levels: dict[int, dict[int, dict[int, str]]] = field(default_factory=lambda: {4: {}, 6: {}})

    def __post_init__(self) -> None:
        for one in self.allowed:
            self._names |= dict.fromkeys(one.names, one.what)
            self._hosts |= dict.fromkeys((*one.names, *one.hosts), one.what)
            self._hashes |= dict.fromkeys(one.hashes, one.what)
            self._own |= set(one.names) if one.what == _OWN else set()
            for network in one.networks:
                free = network.max_prefixlen - network.prefixlen
                self._networks[network.version][network] = one.what
                self._levels[network.version].setdefault(free, {})[int(network.network_address) >> free] = one.what
        for name, what in list(self._hosts.items()):
            for parent in _with_parents(name):
                self._hosts.setdefault(parent, what)

    def reason(self, observable: Observable) -> str | None:
        """Why it must not be an indicator; None: it may."""
        match observable:
            case Network(network):
                return self._network_reason(network)
            case Domain(name):
                return self._domain_reason(name)
            case Url():
                return self._url_reason(observable)
            case MailAddress(address):
                return _OWN if self._is_own(address.rpartition("@")[2]) else None
            case FileHash(digits) | Ja3(digits):
                return "a hash of one digit" if len(set(digits)) == 1 else self._hashes.get(digits)
            case Ja4():
                return None

    def _network_reason(self, network: _AnyNetwork) -> str | None:
        if network.prefixlen < _WIDEST[network.version]:
            return f"networks wider than /{_WIDEST[network.version]}"
        number = int(network.network_address)
        for free, level in self._levels[network.version].items():
            if number >> free in level:
                return level[number >> free]
        if network.prefixlen == network.max_prefixlen:
            return None
        return next((what for one, what in self._networks[network.version].items() if network.overlaps(one)), None)

    def _domain_reason(self, name: str) -> str | None:
        return self._hosts.get(name) or self._below(name)

    def _below(self, name: str) -> str | None:
        return next((self._names[one] for one in _with_parents(name) if one in self._names), None)

    def _url_reason(self, url: Url) -> str | None:
        """A page at a large provider may be an indicator; the provider's front page is none."""
        try:
            host = parse_observable(url.host)
        except NoObservable:
            return None
        if isinstance(host, Network):
            return self._network_reason(host.network)
        if not isinstance(host, Domain):
            return None
        if self._is_own(host.name):
            return _OWN
        return None if "/" in url.rest else self._domain_reason(host.name)

    def _is_own(self, name: str) -> bool:
        return any(one in self._own for one in _with_parents(name))


def _with_parents(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.partition(".")[2]
