"""Indicators one a line, or as a table with or without a heading."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from otasuke.lake.hunting.indicator_list import BadList, IndicatorList
from otasuke.lake.hunting.indicators import LONGEST_TEXT, NoIndicator, parse_indicator

_COMMENTS = ("#", ";", "//")
_HEADINGS = frozenset(
    "indicator indicators ioc iocs ioc_value value address ip ip_address ipaddress ipv4 ipv6 src_ip dst_ip source_ip dest_ip "
    "destination_ip network cidr domain domain_name hostname host fqdn url uri hash md5 md5_hash sha1 sha1_hash sha-1 sha256 "
    "sha256_hash sha-256 file_hash dst_host".split()
)
_LONGEST_LINE = 16 * LONGEST_TEXT


def read_text(text: str) -> IndicatorList:
    """The indicators of lines.

    A heading names the columns that hold them. Without one, of each line the first cell that is an indicator is one.
    Empty lines and those that begin with `#`, `;` or `//` say nothing.
    """
    found = IndicatorList()
    columns: list[int] | None = None
    is_first = True
    for number, cells in _rows(text, found):
        if is_first:
            is_first = False
            columns = [
                at for at, cell in enumerate(cells) if cell.strip().lower().replace(" ", "_") in _HEADINGS
            ] or None
            if columns:
                continue
        if columns is None:
            _take_first(cells, number, found)
        else:
            _take_columns(cells, columns, number, found)
    if is_first and not found.fault_count:
        raise BadList("there is nothing in it")
    return found


def _rows(text: str, found: IndicatorList) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, with their numbers, as cells."""
    delimiter = None
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith(_COMMENTS):
            continue
        if len(line) > _LONGEST_LINE:
            found.fault(f"line {number}: it has {len(line):,} characters")
            continue
        if delimiter is None or delimiter == "\0":
            delimiter = next((sign for sign in "\t;,|" if sign in line), "\0")
        try:
            yield (
                number,
                next(csv.reader([bare], delimiter=delimiter, skipinitialspace=True)) if delimiter != "\0" else [bare],
            )
        except csv.Error as error:
            found.fault(f"line {number}: {error}")


def _take_columns(cells: list[str], columns: list[int], number: int, found: IndicatorList) -> None:
    there = [cells[at] for at in columns if at < len(cells) and cells[at].strip()]
    for cell in there:
        found.take(cell, f"line {number}")
    if not there:
        found.fault(f"line {number}: there is no indicator in it")


def _take_first(cells: list[str], number: int, found: IndicatorList) -> None:
    for cell in cells:
        if _is_indicator(cell):
            found.take(cell, f"line {number}")
            return
    found.take(cells[0], f"line {number}")


def _is_indicator(cell: str) -> bool:
    try:
        parse_indicator(cell)
    except NoIndicator:
        return False
    return True
