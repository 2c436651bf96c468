"""Indicators of compromise: what a text of a list means, also when it was made harmless (`hxxp://evil[.]com`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from string import printable
from typing import TypeAlias
from urllib.parse import quote

from otasuke.lake.hunting.tokens import LONGEST_DOMAIN, LONGEST_URL, MOST_LABELS, URL_TAIL

LONGEST_TEXT = LONGEST_URL
_SAFE = printable


@dataclass(frozen=True, slots=True)
class Network:
    """An address (a network of one) or a network. The IPv6 form of an IPv4 address is that address."""

    network: IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain, in lower case and in the form in which it travels (`xn--…`), and all that is below it."""

    name: str


@dataclass(frozen=True, slots=True)
class FileHash:
    """MD5, SHA-1 or SHA-256, in lower case."""

    digits: str


@dataclass(frozen=True, slots=True)
class Url:
    """The address of a page. scheme "": any; rest: what follows `://`, the host in lower case, without a fragment."""

    scheme: str
    rest: str


Indicator: TypeAlias = Network | Domain | FileHash | Url


class NoIndicator(ValueError):
    """A text that is no indicator that can be hunted: the text, and why."""


def parse_indicator(text: str) -> Indicator:
    """The indicator that a text means. Raises NoIndicator."""
    bare = refanged(text.strip().strip("\"'").strip())
    if not bare or len(bare) > LONGEST_TEXT:
        raise NoIndicator("it is empty" if not bare else f"it is longer than {LONGEST_TEXT} characters")
    found = _hash(bare) or _network(bare) or _url(bare) or _domain(bare)
    if found is None:
        raise NoIndicator(f"{_shown(bare)} is no address, network, domain, hash or URL")
    return found


def refanged(text: str) -> str:
    """The text with what makes it harmless undone: `hxxp`, `[.]`, `(.)`, `{.}`, `[dot]`, `[:]`, `[://]`."""
    text = re.sub(r"^h(?:xx|\*\*|XX)ps?(?=\W)", lambda found: "https" if found[0][-1] in "sS" else "http", text)
    text = re.sub(r"[\[({]\s*(?:\.|dot)\s*[\])}]", ".", text, flags=re.IGNORECASE)
    return re.sub(r"\[(:|://|/)\]", r"\1", text)


def split_url(text: str) -> tuple[str, str] | None:
    """Scheme and rest of the address of a page in the form in which they are compared; None if nothing is there."""
    scheme, _, rest = text.partition("://")
    rest = rest.partition("#")[0].strip(URL_TAIL.decode())
    host, slash, path = rest.partition("/")
    return (scheme.lower(), _ascii(host.lower()) + slash + quote(path, safe=_SAFE)) if rest else None


def written(indicator: Indicator) -> str:
    """An indicator as people write it."""
    match indicator:
        case Network(network):
            alone = network.prefixlen == network.max_prefixlen
            return str(network.network_address) if alone else str(network)
        case Domain(name):
            return name
        case FileHash(digits):
            return digits
        case Url(scheme, rest):
            return f"{scheme}://{rest}" if scheme else rest


def _hash(text: str) -> FileHash | None:
    if not re.fullmatch(r"[0-9A-Fa-f]{32,128}", text):
        return None
    if len(text) not in (32, 40, 64):
        raise NoIndicator(f"{_shown(text)} has {len(text)} digits; MD5 has 32, SHA-1 40 and SHA-256 64")
    return FileHash(text.lower())


def _network(text: str) -> Network | None:
    with_port = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+))(?::[0-9]{1,5})?", text)
    bare = (with_port[1] or with_port[2]) if with_port else text
    try:
        network = ip_network(bare, strict=False)
    except ValueError:
        return None
    if isinstance(network, IPv6Network) and network.prefixlen >= 96 and network.network_address.ipv4_mapped:
        return Network(IPv4Network((network.network_address.ipv4_mapped, network.prefixlen - 96)))
    return Network(network)


def _url(text: str) -> Url | None:
    if "://" in text:
        parts = split_url(text)
        if (
            parts is None
            or len(parts[1]) > LONGEST_URL
            or not re.fullmatch(r"[a-z][a-z0-9+.-]{0,30}", parts[0])
            or re.search(r"[\s<>\"'{}|\\^`]", text)
        ):
            raise NoIndicator(f"{_shown(text)} is no URL")
        return Url(*parts)
    host, slash, path = text.partition("/")
    if slash and path and _domain(host.partition(":")[0]):
        parts = split_url(f"://{text}")
        return Url(*parts) if parts and len(parts[1]) <= LONGEST_URL else None
    return None


def _domain(text: str) -> Domain | None:
    name = text.removeprefix("*.").strip(".").lower()
    name = _ascii(name)
    label = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
    if (
        len(name) > LONGEST_DOMAIN
        or name.count(".") >= MOST_LABELS
        or not re.fullmatch(rf"(?:{label}\.)+[a-z](?:[a-z0-9-]*[a-z0-9])", name)
    ):
        return None
    return Domain(name)


def _ascii(name: str) -> str:
    """A name in the form in which it travels; as it is if there is none."""
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:79] + "…")
