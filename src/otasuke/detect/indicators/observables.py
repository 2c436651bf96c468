"""Observables: what a text of a list means, also when it was made harmless (`hxxp://evil[.]com`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from string import printable
from typing import TypeAlias
from urllib.parse import quote

LONGEST_DOMAIN = 253
MOST_LABELS = 16
LONGEST_URL = 4096
LONGEST_TEXT = LONGEST_URL
URL_TAIL = "/.,;:!?()[]*&"
"""What at the ends of the address of a page (after `://`) does not count: the text around it, or nothing that matters."""
JA4 = r"[tqd][a-z0-9]{2}[di][0-9]{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}"
_SAFE = printable
_LOCAL_PART = r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}"


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

    @property
    def host(self) -> str:
        """The name or address of the host, without brackets, port and user."""
        return host_of(self.rest)


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A mail address in lower case."""

    address: str


@dataclass(frozen=True, slots=True)
class Ja3:
    """How a program begins TLS: an MD5, in lower case. Lists write `ja3:…`, or say so in a heading."""

    digits: str


@dataclass(frozen=True, slots=True)
class Ja4:
    """How a program begins TLS or QUIC, in JA4's form."""

    text: str


Observable: TypeAlias = Network | Domain | FileHash | Url | MailAddress | Ja3 | Ja4


class NoObservable(ValueError):
    """A text that nothing can be looked for by: the text, and why."""


def parse_observable(text: str) -> Observable:
    """The observable that a text means. Raises NoObservable."""
    bare = refanged(text.strip().strip("\"'").strip())
    if not bare or len(bare) > LONGEST_TEXT:
        raise NoObservable("it is empty" if not bare else f"it is longer than {LONGEST_TEXT} characters")
    found = _hash(bare) or _fingerprint(bare) or _network(bare) or _mail(bare) or _url(bare) or _domain(bare)
    if found is None:
        raise NoObservable(f"{_shown(bare)} is no address, network, domain, hash or URL")
    return found


def refanged(text: str) -> str:
    """The text with what makes it harmless undone: `hxxp`, `[.]`, `(.)`, `{.}`, `[dot]`, `[:]`, `[://]`, `[@]`, `[at]`."""
    text = re.sub(r"^h(?:xx|\*\*|XX)ps?(?=\W)", lambda found: "https" if found[0][-1] in "sS" else "http", text)
    text = re.sub(r"[\[({]\s*(?:\.|dot)\s*[\])}]", ".", text, flags=re.IGNORECASE)
    text = re.sub(r"[\[({]\s*(?:@|at)\s*[\])}]", "@", text, flags=re.IGNORECASE)
    return re.sub(r"\[(:|://|/)\]", r"\1", text)


def split_url(text: str) -> tuple[str, str] | None:
    """Scheme and rest of the address of a page in the form in which they are compared; None if nothing is there."""
    scheme, _, rest = text.partition("://")
    rest = rest.partition("#")[0].strip(URL_TAIL)
    host, slash, path = rest.partition("/")
    return (scheme.lower(), _ascii(host.lower()) + slash + quote(path, safe=_SAFE)) if rest else None


def host_of(rest: str) -> str:
    """The host in what follows `://`."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    inside = re.match(r"\[([^\]]*)\]?", authority)
    return inside[1] if inside else authority.partition(":")[0]


def written(observable: Observable) -> str:
    """An observable as people write it."""
    match observable:
        case Network(network):
            alone = network.prefixlen == network.max_prefixlen
            return str(network.network_address) if alone else str(network)
        case Url(scheme, rest):
            return f"{scheme}://{rest}" if scheme else rest
        case Ja3(digits):
            return f"ja3:{digits}"
        case Domain(text) | FileHash(text) | MailAddress(text) | Ja4(text):
            return text


def _hash(text: str) -> FileHash | None:
    if not re.fullmatch(r"[0-9A-Fa-f]{32,128}", text):
        return None
    if len(text) not in (32, 40, 64):
        raise NoObservable(f"{_shown(text)} has {len(text)} digits; MD5 has 32, SHA-1 40 and SHA-256 64")
    return FileHash(text.lower())


def _fingerprint(text: str) -> Ja3 | Ja4 | None:
    small = text.lower()
    if found := re.fullmatch(r"ja3:\s*([0-9a-f]{32})", small):
        return Ja3(found[1])
    found = re.fullmatch(rf"(?:ja4:\s*)?({JA4})", small)
    return Ja4(found[1]) if found else None


def _network(text: str) -> Network | None:
    with_port = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+))(?::[0-9]{1,5})?", text)
    bare = (with_port[1] or with_port[2]) if with_port else text
    if not re.fullmatch(r"[0-9A-Fa-f:./]+", bare):
        return None
    try:
        network = ip_network(bare, strict=False)
    except ValueError:
        return None
    if isinstance(network, IPv6Network) and network.prefixlen >= 96 and network.network_address.ipv4_mapped:
        return Network(IPv4Network((network.network_address.ipv4_mapped, network.prefixlen - 96)))
    return Network(network)


def _mail(text: str) -> MailAddress | None:
    local, at, domain = text.removeprefix("mailto:").strip("<>").rpartition("@")
    if not at or not re.fullmatch(_LOCAL_PART, local):
        return None
    name = _domain(domain)
    return MailAddress(f"{local.lower()}@{name.name}") if name else None


def _url(text: str) -> Url | None:
    if "://" in text:
        parts = split_url(text)
        if (
            parts is None
            or len(parts[1]) > LONGEST_URL
            or not re.fullmatch(r"[a-z][a-z0-9+.-]{0,30}", parts[0])
            or re.search(r"[\s<>\"'{}|\\^`]", text)
        ):
            raise NoObservable(f"{_shown(text)} is no URL")
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
