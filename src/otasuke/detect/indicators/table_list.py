"""Indicators one a line, or as a table with or without a heading."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.lists import BadList, IndicatorList
from otasuke.detect.indicators.observables import LONGEST_TEXT, NoObservable, parse_observable

_COMMENTS = ("#", ";", "//")
_VALUES = frozenset(
    "indicator indicators ioc iocs ioc_value value address ip ip_address ipaddress ipv4 ipv6 src_ip dst_ip source_ip dest_ip "
    "destination_ip network cidr domain domain_name hostname host fqdn url uri hash md5 md5_hash sha1 sha1_hash sha-1 sha256 "
    "sha256_hash sha-256 file_hash dst_host ja4 ja4_fingerprint email email_address mail mail_address sender".split()
)
_JA3 = frozenset("ja3 ja3_md5 ja3_hash ja3_fingerprint".split())
_ABOUT: Mapping[str, str] = {
    **dict.fromkeys("source feed provider reference list".split(), "source"),
    **dict.fromkeys("confidence confidence_level".split(), "confidence"),
    **dict.fromkeys("valid_from".split(), "valid_from"),
    **dict.fromkeys("valid_until expires expiry expiration expires_at expiration_date".split(), "valid_until"),
    **dict.fromkeys("labels label tags tag category threat_type malware malware_family".split(), "labels"),
    **dict.fromkeys("note notes comment comments description listingreason reason".split(), "note"),
}
_LONGEST_LINE = 16 * LONGEST_TEXT
_MOST_COLUMNS = 256
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
"""One after the other: all lines of a large file at once take many times its size."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """Which columns hold what. ja3: those of `values` in which an MD5 is a fingerprint."""

    values: Sequence[int]
    ja3: frozenset[int] = frozenset()
    about: Mapping[int, str] = field(default_factory=dict)


def read_text(text: str, source: str = "") -> IndicatorList:
    """The indicators of lines.

    A heading names the columns that hold them, and what is said about them; it may stand in a comment. Without one, of each
    line the first cell that is an indicator is one. Empty lines and those that begin with `#`, `;` or `//` say nothing.
    """
    found = IndicatorList(source)
    heading: _Heading | None = None
    is_first = True
    for number, cells, before in _rows(text, found):
        if is_first:
            is_first = False
            if heading := _heading(cells):
                continue
            heading = _heading(before)
        if heading is None:
            _take_first(cells, number, found)
        else:
            _take_columns(cells, heading, number, found)
    if is_first and not found.fault_count:
        raise BadList("there is nothing in it")
    return found


def _rows(text: str, found: IndicatorList) -> Iterator[tuple[int, list[str], list[str]]]:
    """The lines that say something, with their numbers, as cells; and the cells of the last comment before the first."""
    delimiter, comment = "\0", ""
    for number, line in enumerate((line[0] for line in _LINE.finditer(text)), 1):
        bare = line.strip()
        if not bare or bare.startswith(_COMMENTS):
            comment = bare.lstrip("#;/ ") or comment
            continue
        if len(line) > _LONGEST_LINE:
            found.fault(f"line {number}: it has {len(line.rstrip()):,} characters")
            continue
        if delimiter == "\0":
            delimiter = next((sign for sign in "\t;,|" if sign in line), "\0")
        try:
            yield number, _cells(bare, delimiter), _cells(comment[:_LONGEST_LINE], delimiter)
        except csv.Error as error:
            found.fault(f"line {number}: {error}")
        comment = ""


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == "\0" or delimiter not in line:
        return [line]
    return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))[:_MOST_COLUMNS]


def _heading(cells: Sequence[str]) -> _Heading | None:
    """What a line says about the columns; None if it is no heading."""
    names = [cell.strip().strip('"').lower().replace(" ", "_") for cell in cells]
    values = [at for at, name in enumerate(names) if name in _VALUES or name in _JA3]
    about = {at: _ABOUT[name] for at, name in enumerate(names) if name in _ABOUT}
    return _Heading(values, frozenset(at for at in values if names[at] in _JA3), about) if values else None


def _take_columns(cells: Sequence[str], heading: _Heading, number: int, found: IndicatorList) -> None:
    there = [at for at in heading.values if at < len(cells) and cells[at].strip()]
    about = _about(cells, heading, found) if there else None
    for at in there:
        text = cells[at]
        if at in heading.ja3 and not text.strip().lower().startswith("ja3:"):
            text = f"ja3:{text.strip()}"
        found.take(text, f"line {number}", about)
    if not there:
        found.fault(f"line {number}: there is no indicator in it")


def _about(cells: Sequence[str], heading: _Heading, found: IndicatorList) -> About | None:
    """What a line says about its indicators; None if it has no columns for that."""
    if not heading.about:
        return None
    said: dict[str, list[str]] = {}
    for at, name in heading.about.items():
        if at < len(cells) and cells[at].strip():
            said.setdefault(name, []).append(cells[at].strip())
    labels = [label for cell in said.pop("labels", ()) for label in cell.replace(";", ",").split(",")]
    first = {name: cells[0] for name, cells in said.items()}
    return found.about(
        source=first.get("source", ""),
        confidence=first.get("confidence"),
        valid_from=first.get("valid_from"),
        valid_until=first.get("valid_until"),
        note=first.get("note", ""),
        labels=labels,
    )


def _take_first(cells: Sequence[str], number: int, found: IndicatorList) -> None:
    if len(cells) > 1:
        cells = [next((cell for cell in cells if _is_indicator(cell)), cells[0])]
    found.take(cells[0], f"line {number}")


def _is_indicator(cell: str) -> bool:
    try:
        parse_observable(cell)
    except NoObservable:
        return False
    return True
