"""Checking chains from within the web, and writing them to a file: what `otasuke audit` does on the command line.

A line and the end of its chain are read by one statement, so that they are of one moment. Whoever asks has opened a scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import chain as chained
from itertools import groupby
from typing import IO, Any

from django.db import connection, transaction

from otasuke.web.audit.exported import write_end, write_link
from otasuke.web.audit.verify import Broken, Link, broken_links

PROVIDER = "-"
"""The provider's own chain."""

MOST_FAULTS = 100
_AT_ONCE = 5_000
_LINES = (
    "SELECT coalesce(c.chain, l.customer_id::text, ''), l.number, l.at, l.verb, l.line, l.digest, c.number, c.digest "
    "FROM (SELECT * FROM audit_auditline {of_lines}) l FULL JOIN (SELECT * FROM audit_auditchain {of_chains}) c "
    "ON c.chain = coalesce(l.customer_id::text, '') ORDER BY 1, 2"
)
_ALL = _LINES.format(of_lines="", of_chains="")
_OF_PROVIDER = _LINES.format(of_lines="WHERE customer_id IS NULL", of_chains="WHERE chain = ''")
_OF_CUSTOMER = _LINES.format(of_lines="WHERE customer_id = %(chain)s::uuid", of_chains="WHERE chain = %(chain)s")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong. faults: at most MOST_FAULTS of them; ends: where each chain ends."""

    lines: int
    faults: Sequence[Broken]
    ends: Sequence[tuple[str, int, str]]


def check(chain: str | None = None) -> Checked:
    """Compute every digest of a chain again, or of all. chain: a customer's id, or PROVIDER."""
    lines, faults, ends = 0, list[Broken](), list[tuple[str, int, str]]()
    for customer, end, links in _chains(chain):
        counted = _Counted(links)
        for broken in broken_links(counted, end=end):
            if len(faults) < MOST_FAULTS:
                faults.append(Broken(customer, broken.number, broken.reason))
        lines += counted.count
        ends.append((customer, end[0], end[1].hex()))
    return Checked(lines, faults, ends)


def write(chain: str | None, file: IO[bytes]) -> None:
    """Write a chain, or all, as `otasuke audit verify --file` reads them."""
    for customer, (number, digest), links in _chains(chain):
        for link in links:
            file.write(write_link(link))
        file.write(write_end(customer, number=number, digest=digest))


class _Counted:
    """Counts what it hands on."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._links = links
        self.count = 0

    def __iter__(self) -> Iterator[Link]:
        for link in self._links:
            self.count += 1
            yield link


def _chains(chain: str | None) -> Iterator[tuple[str, tuple[int, bytes], Iterator[Link]]]:
    for name, rows in groupby(_rows(chain), key=lambda row: row[0]):
        customer = name or PROVIDER
        first = next(rows)
        end = (first[6] or 0, bytes(first[7] or b""))
        yield customer, end, _links(customer, chained([first], rows))  # noqa: B031  # read before the next chain


def _links(customer: str, rows: Iterable[Sequence[Any]]) -> Iterator[Link]:
    for _, number, at, verb, line, digest, *_end in rows:
        if number is not None:
            yield Link(customer, number, at.astimezone(UTC), verb, line, bytes(digest))


def _rows(chain: str | None) -> Iterator[Sequence[Any]]:
    question = _ALL if chain is None else _OF_PROVIDER if chain == PROVIDER else _OF_CUSTOMER
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(question, {"chain": chain})
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
