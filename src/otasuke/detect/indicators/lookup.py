"""Looking values up: for every shape of a field which of its values show which indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from otasuke.detect.indicators import texts as of
from otasuke.detect.indicators.entries import (
    DOMAIN,
    FILE,
    JA3,
    JA4,
    MAIL,
    PAGE,
    PAGE_HTTP,
    PAGE_HTTPS,
    PAGE_OTHER,
    PAGES,
    VERSION_4,
    VERSION_6,
)
from otasuke.detect.indicators.fields import Shape
from otasuke.detect.indicators.indicator_set import IndicatorSet
from otasuke.detect.indicators.observables import URL_TAIL, split_url
from otasuke.detect.indicators.texts import Pieces, Texts


def shown(shape: Shape, texts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    """The number of a value, and of an indicator that it shows; a pair may come more than once."""
    yield from _SHOWN[shape](texts, indicators)


def _addresses(texts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    if not any(indicators.prefixes):
        return
    for (packed, owners), tag, prefixes in zip(
        of.addresses(texts), (VERSION_4, VERSION_6), indicators.prefixes, strict=True
    ):
        for prefix in prefixes if len(packed) else ():
            yield from _found(tag + prefix, of.packed_pieces(of.masked(packed, prefix), owners), indicators)


def _hosts(texts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    yield from _bare_hosts(of.hosts(texts), indicators)


def _bare_hosts(hosts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    if DOMAIN in indicators.tags:
        yield from _found(DOMAIN, of.domains(hosts), indicators)
    yield from _addresses(hosts, indicators)


def _pages(texts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    hosts = of.page_hosts(texts)
    yield from _bare_hosts(of.hosts(hosts), indicators)
    pieces = of.whole(hosts)
    for owner in pieces.owners[indicators.may_have_pages_of(pieces.text, pieces.starts, pieces.ends)].tolist():
        at = int(np.searchsorted(texts.owners, owner))
        for tag, content in _page_entries(texts.texts[at].as_py()):
            yield from ((owner, number) for number in indicators.find(tag, content))


def _page_entries(text: str) -> Iterator[tuple[int, bytes]]:
    """What a page could stand as among the indicators: as it is, and without its query."""
    parts = split_url(text if "://" in text else f"://{text}")
    if parts is None:
        return
    scheme, rest = parts
    rests = dict.fromkeys((rest, rest.partition("?")[0].strip(URL_TAIL)))
    if scheme not in PAGES:
        yield from ((PAGE_OTHER, f"{scheme}://{one}".encode()) for one in rests)
    tags = (PAGE, PAGE_HTTP, PAGE_HTTPS) if not scheme else {PAGE, PAGES.get(scheme, PAGE)}
    yield from ((tag, one.encode()) for tag, one in product(tags, rests) if one)


def _files(texts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    if FILE in indicators.tags:
        yield from _found(FILE, of.whole(of.hashes(texts)), indicators)


def _ja3(texts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    yield from _found(JA3, of.whole(of.lower(texts)), indicators)


def _ja4(texts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    yield from _found(JA4, of.whole(of.lower(texts)), indicators)


def _mails(texts: Texts, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    addresses = of.mail_addresses(texts)
    yield from _found(MAIL, of.whole(addresses), indicators)
    if DOMAIN in indicators.tags:
        yield from _found(DOMAIN, of.domains(of.mail_domains(addresses)), indicators)


def _found(tag: int, pieces: Pieces, indicators: IndicatorSet) -> Iterator[tuple[int, int]]:
    found = indicators.found(tag, pieces.text, pieces.starts, pieces.ends)
    yield from ((int(pieces.owners[piece]), number) for piece, number in found)


_SHOWN: dict[Shape, Callable[[Texts, IndicatorSet], Iterator[tuple[int, int]]]] = {
    Shape.ADDRESS: _addresses,
    Shape.HOST: _hosts,
    Shape.PAGE: _pages,
    Shape.FILE: _files,
    Shape.JA3: _ja3,
    Shape.JA4: _ja4,
    Shape.MAIL: _mails,
}
