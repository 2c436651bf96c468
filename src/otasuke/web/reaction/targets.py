"""What can be blocked: an address, a domain or a page, in the one form in which it is compared and sent. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, IPv6Network, ip_address

from otasuke.detect.indicators.observables import Domain, Network, NoObservable, Url, parse_observable
from otasuke.web.reaction.errors import Refused
from otasuke.web.ui.sentences import _

LONGEST = 2000
LONGEST_NAME = 200
"""The name of a zone comes behind it, and both together may have 255."""
_WITH_IPV4 = tuple(
    map(IPv6Network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)
_SCHEMES = frozenset({"http", "https"})


class Form(StrEnum):
    """What a target is."""

    ADDRESS = "ip"
    DOMAIN = "domain"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Target:
    """value: as it is sent; host: the address or name that is reached."""

    form: Form
    value: str
    host: str


def parse_target(text: str) -> Target:
    """The target that somebody wrote, in whatever spelling. Raises Refused.

    What two programs could read differently is refused: an IPv4 address inside an IPv6 one or as a single number, a
    host in percent signs or brackets, a name in Punycode that needs none.
    """
    try:
        found = parse_observable(text)
    except NoObservable:
        found = None
    match found:
        case Network(network) if network.prefixlen == network.max_prefixlen:
            return _address(str(network.network_address))
        case Domain(name):
            return _domain(name)
        case Url():
            return _url(found)
    raise Refused(_("IPアドレス、ドメイン、URLのどれかを1つ入れてください。"))


def with_parents(name: str) -> Iterator[str]:
    """A name, and those above it."""
    while name:
        yield name
        name = name.partition(".")[2]


def is_address(host: str) -> bool:
    """Whether a host of a target is an address."""
    return ":" in host or host.replace(".", "").isdigit()


def _address(text: str) -> Target:
    address = ip_address(text)
    if isinstance(address, IPv6Address) and any(address in one for one in _WITH_IPV4):
        raise Refused(_("中にIPv4のアドレスが入っています。IPv4の形で入れてください。"))
    return Target(Form.ADDRESS, str(address), str(address))


def _domain(name: str) -> Target:
    if len(name) > LONGEST_NAME:
        raise Refused(_("名前が長すぎます。%(most)s文字までです。", most=LONGEST_NAME))
    if not all(_is_plain(label) for label in name.split(".")):
        raise Refused(_("この書き方のドメインは、機器によって別のものに読まれます。止められません。"))
    return Target(Form.DOMAIN, name, name)


def _is_plain(label: str) -> bool:
    """Whether a label says what it seems to: Punycode is of something that is not ASCII."""
    if not label.startswith("xn--"):
        return label[2:4] != "--"
    try:
        return not label[4:].encode().decode("punycode").isascii()
    except UnicodeError:
        return False


def _url(found: Url) -> Target:
    scheme, rest = found.scheme or "http", found.rest
    try:
        at_host = parse_target(found.host)
    except Refused:
        raise Refused(_("URLの中のサーバーの名前が読めません。")) from None
    port, tail = _after_host(rest)
    value = f"{scheme}://{at_host.value}{port}{tail}"
    is_clean = re.fullmatch(r"[\x21-\x7e]+", value) and len(value) <= LONGEST
    if scheme not in _SCHEMES or ":" in at_host.host or not is_clean:
        raise Refused(_("このURLは止められません。httpかhttpsのものを入れてください。"))
    return Target(Form.URL, value, at_host.host)


def _after_host(rest: str) -> tuple[str, str]:
    """The port, with its colon, and the path: without who signs in there."""
    authority = re.split(r"[/?]", rest, maxsplit=1)[0]
    port = re.search(r":([0-9]{1,5})$", authority.rpartition("@")[2])
    tail = rest[len(authority) :]
    return (f":{int(port[1])}" if port else ""), tail if tail.startswith("/") else f"/{tail}"
