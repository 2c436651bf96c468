"""The sheets of the advice, and the levels that we give to rules of others, read from the folder of rules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from otasuke.advice.book import Book, read_book
from otasuke.detect.rule import Level
from otasuke.detect.severity import parse_levels

SHIPPED = Path(__file__).parents[3] / "rules"
"""The rules and words that come with the program."""


def read_sheets(folder: Path) -> Book:
    """The book in this folder. Raises OSError, UnfitBook."""
    return read_book(
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    )


def read_levels(file: Path) -> Mapping[str, Level]:
    """Rule → the level that it has here. Raises OSError, and ValueError with its faults."""
    levels, faults = parse_levels(file.name, file.read_bytes())
    if faults:
        raise ValueError("; ".join(map(str, faults)))
    return {one.rule_id: one.level for one in levels}
