"""Findings as CSV for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import IO

from otasuke.cli.scanning.results import Finding
from otasuke.cli.showing.jsonl import utc_text
from otasuke.cli.showing.words import visible

COLUMNS = ("time", "level", "rule_title", "computer", "source", "record", "rule_id", "tags", "matched")
# A cell that begins with one of these is a formula to a spreadsheet: =HYPERLINK(…) in a log would be run on a click.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_csv(findings: Iterable[Finding], out: IO[str]) -> None:
    """A heading and one row for each finding. Cells that a spreadsheet might compute begin with an apostrophe."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(finding) for finding in findings)


def _row(finding: Finding) -> list[str]:
    found = finding.detection
    cells = (
        utc_text(found.time) or "",
        found.level.value,
        found.rule_title,
        found.computer,
        found.source,
        str(found.record),
        found.rule_id,
        " ".join(found.tags),
        "; ".join(f"{one.field or 'any field'}: {one.value} ({one.pattern})" for one in found.matched),
    )
    return [safe_cell(cell) for cell in cells]


def safe_cell(text: str) -> str:
    """The text on one line, with an apostrophe before what a spreadsheet might compute."""
    shown = visible(text)
    return "'" + shown if shown.lstrip().startswith(_FORMULA) else shown
