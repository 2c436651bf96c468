"""Entries: observables as a stored set holds them, a tag and some bytes.

Of a network the tag says how long its prefix is, the bytes are its first address. Of a page the tag says which schemes it
stands for, the bytes are what follows `://`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network

from otasuke.detect.indicators.observables import (
    Domain,
    FileHash,
    Ja3,
    Ja4,
    MailAddress,
    Network,
    Observable,
    Url,
)

DOMAIN, FILE, MAIL, JA3, JA4, PAGE, PAGE_HTTP, PAGE_HTTPS, PAGE_OTHER, PAGE_HOST = range(10)
VERSION_4, VERSION_6 = 256, 512
"""Plus the length of the prefix."""
PAGES = {"": PAGE, "http": PAGE_HTTP, "https": PAGE_HTTPS}
_SCHEMES = {tag: scheme for scheme, tag in PAGES.items()}
_TEXTS: Mapping[int, Callable[[str], Observable]] = {
    DOMAIN: Domain,
    FILE: FileHash,
    MAIL: MailAddress,
    JA3: Ja3,
    JA4: Ja4,
}


def entry_of(observable: Observable) -> tuple[int, bytes]:
    """Tag and bytes."""
    match observable:
        case Network(network):
            tag = VERSION_4 if network.version == 4 else VERSION_6
            return tag + network.prefixlen, network.network_address.packed
        case Url(scheme, rest):
            tag = PAGES.get(scheme, PAGE_OTHER)
            return tag, (f"{scheme}://{rest}" if tag == PAGE_OTHER else rest).encode()
        case Domain(text):
            return DOMAIN, text.encode()
        case FileHash(text):
            return FILE, text.encode()
        case MailAddress(text):
            return MAIL, text.encode()
        case Ja3(text):
            return JA3, text.encode()
        case Ja4(text):
            return JA4, text.encode()


def observable_of(tag: int, content: bytes) -> Observable:
    """The observable of an entry."""
    if tag >= VERSION_6:
        return Network(IPv6Network((content, tag - VERSION_6)))
    if tag >= VERSION_4:
        return Network(IPv4Network((content, tag - VERSION_4)))
    text = content.decode()
    if tag in _TEXTS:
        return _TEXTS[tag](text)
    if tag == PAGE_OTHER:
        scheme, _, rest = text.partition("://")
        return Url(scheme, rest)
    return Url(_SCHEMES[tag], text)
