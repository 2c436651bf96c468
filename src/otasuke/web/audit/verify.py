"""Whether a chain of the audit log is whole. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A line as it is kept, with the columns beside it. customer: its id, or `-`."""

    customer: str
    number: int
    at: datetime
    verb: str
    line: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is not what it was, or is not there."""

    customer: str
    number: int
    reason: str


def broken_links(links: Iterable[Link], *, end: tuple[int, bytes] | None = None) -> Iterator[Broken]:
    """Every fault of a chain whose links come in order. end: number and digest of its newest line, kept elsewhere.

    Behind a changed line the chain goes on from the digest that is kept, so that only that line is named.
    """
    prior, expected, customer = b"", 1, "-"
    for link in links:
        customer = link.customer
        while expected < link.number:
            yield Broken(customer, expected, "is missing")
            expected += 1
        if reason := _reason(link, prior):
            yield Broken(customer, link.number, reason)
        prior, expected = link.digest, link.number + 1
    if end is not None and end != (expected - 1, prior):
        yield Broken(customer, expected, f"the chain should end at {end[0]}")


def _reason(link: Link, prior: bytes) -> str:
    if hashlib.sha256(prior + link.line.encode()).digest() != link.digest:
        return "was changed: its digest does not fit"
    said = link.line.split(" ", 4)[:4]
    at = link.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return (
        ""
        if said == [str(link.number), at, link.customer, link.verb]
        else "was changed: its columns differ from its line"
    )
