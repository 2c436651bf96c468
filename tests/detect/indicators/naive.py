"""What an event shows of indicators, written down a second time, slowly, one value and one indicator at a time."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from otasuke.detect.indicators.fields import Shape
from otasuke.detect.indicators.observables import (
    Domain,
    FileHash,
    Ja3,
    Ja4,
    MailAddress,
    Network,
    Observable,
    Url,
    split_url,
)

_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def shows(value: str, shape: Shape, observable: Observable) -> bool:
    """Whether a value of a field of this shape shows it."""
    small = value.translate(_SMALL)
    match shape:
        case Shape.ADDRESS:
            return _is_in(value, observable)
        case Shape.HOST:
            return any(_is_host(part, observable) for part in small.split(";"))
        case Shape.PAGE:
            return _is_page(value, observable)
        case Shape.FILE:
            return isinstance(observable, FileHash) and observable.digits in re.split(r"[^0-9a-z]+", small)
        case Shape.JA3:
            return isinstance(observable, Ja3) and observable.digits == small.strip()
        case Shape.JA4:
            return isinstance(observable, Ja4) and observable.text == small.strip()
        case Shape.MAIL:
            parts = [part.rstrip(".") for part in re.split(r"[\s<>,;\"()]+", small) if "@" in part]
            return any(_is_mail(part, observable) for part in parts)


def _is_in(text: str, observable: Observable) -> bool:
    if not isinstance(observable, Network):
        return False
    address = _address(text)
    return address is not None and address.version == observable.network.version and address in observable.network


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip("[]").partition("%")[0] if ":" in text else text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_host(part: str, observable: Observable) -> bool:
    with_port = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*):[0-9]{1,5}", part, re.DOTALL)
    host = (with_port[1] if with_port else part).strip("[] ").rstrip(".")
    if _is_in(host, observable):
        return True
    return isinstance(observable, Domain) and _is_below(host, observable.name)


def _is_below(host: str, name: str) -> bool:
    return len(host) <= 254 and (host == name or host.endswith("." + name))


def _is_page(value: str, observable: Observable) -> bool:
    found = re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,30}://)?(?:[^/?#]*@)?(\[[^\]]*\]|[^/:?#\[\]]+)", value)
    if found is None:
        return False
    host = found[1].translate(_SMALL).strip("[]")
    if not isinstance(observable, Url):
        return _is_host(host, observable)
    parts = split_url(value if "://" in value else f"://{value}")
    if host != observable.host or parts is None:
        return False
    same_scheme = "" in (observable.scheme, parts[0]) or observable.scheme == parts[0]
    if not parts[0] and observable.scheme not in ("", "http", "https"):
        return False
    return same_scheme and observable.rest in (parts[1], parts[1].partition("?")[0].strip("/.,;:!?()[]*&"))


def _is_mail(part: str, observable: Observable) -> bool:
    if isinstance(observable, MailAddress):
        return part == observable.address
    return isinstance(observable, Domain) and _is_below(part.rpartition("@")[2], observable.name)
