"""What is never blocked, whoever wants it, and the words that say so. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from types import MappingProxyType

from otasuke.detect.indicators.observables import Domain, Network, NoObservable, parse_observable
from otasuke.detect.learn.addresses import is_inside, is_outside
from otasuke.findings.common import guard
from otasuke.web.reaction.targets import Target, is_address, with_parents
from otasuke.web.ui.sentences import Sentence, _

_FOR_BOOKS = frozenset({"example", "test", "invalid", "example.com", "example.net", "example.org"})
"""Nobody has them (RFC 2606), so to block one harms nobody. Demos and tests use them for the internet, as the addresses for books."""
_BOOKS = tuple(map(IPv4Network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))), (IPv6Network("2001:db8::/32"),)


class Why(StrEnum):
    """Why something is not blocked."""

    INSIDE = "inside"
    COMMON = "common"
    OWN = "own"
    PARTNER = "partner"
    SERVICE = "service"


WORDS: Mapping[Why, Sentence] = MappingProxyType(
    {
        Why.INSIDE: _(
            "社内のアドレスか、インターネットにないアドレスです。止めると、社内の機械どうしが話せなくなります。"
        ),
        Why.COMMON: _("みんなが仕事で使っている大きなサービスです。止めると、仕事が止まります。"),
        Why.OWN: _("この会社自身のものです。止めると、会社のメールやホームページが使えなくなります。"),
        Why.PARTNER: _(
            "取引先のドメインです。止めると、取引先とのやりとりが止まります。取引先の表を確かめてください。"
        ),
        Why.SERVICE: _("この見守りのサービス自身が使っているものです。止めると、見守れなくなります。"),
    }
)


@dataclass(frozen=True, slots=True)
class Safe:
    """What must go on working for a company, besides what everybody uses. names: with what is below, and what is above."""

    names: Mapping[str, Why]
    networks: Mapping[IPv4Network | IPv6Network, Why]


def safe(wanted: Mapping[Why, Iterable[str]]) -> Safe:
    """Names, addresses and networks in whatever spelling; what is none of these is left out."""
    names: dict[str, Why] = {}
    networks: dict[IPv4Network | IPv6Network, Why] = {}
    for why, texts in wanted.items():
        for text in texts:
            try:
                found = parse_observable(text)
            except NoObservable:
                continue
            if isinstance(found, Domain):
                names.setdefault(found.name, why)
            elif isinstance(found, Network):
                networks.setdefault(found.network, why)
    return Safe(names, networks)


def refusal(target: Target, known: Safe) -> Why | None:
    """Why a target is not blocked; None: it may be.

    A page is blocked only where its whole host might be: a box that does not look into HTTPS blocks the host.
    """
    return _of_address(target.host, known) if is_address(target.host) else _of_name(target.host, known)


def _of_address(text: str, known: Safe) -> Why | None:
    address = ip_address(text)
    if own := next((why for network, why in known.networks.items() if address in network), None):
        return own
    if any(address in network for networks in _BOOKS for network in networks):
        return None
    if is_inside(text) or not is_outside(text) or address.is_reserved:
        return Why.INSIDE
    return Why.COMMON if guard().reason(parse_observable(text)) else None


def _of_name(name: str, known: Safe) -> Why | None:
    if own := next((known.names[one] for one in with_parents(name) if one in known.names), None):
        return own
    if above := next((why for one, why in known.names.items() if one.endswith(f".{name}")), None):
        return above
    if any(one in _FOR_BOOKS for one in with_parents(name)):
        return None
    return Why.COMMON if guard().reason(Domain(name)) else None
