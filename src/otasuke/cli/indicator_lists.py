"""Lists of indicators from files, and what should be said about them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.exits import CliError
from otasuke.cli.showing.words import visible

if TYPE_CHECKING:
    from otasuke.detect.indicators.lists import IndicatorList

MOST_SHOWN = 20


def read_indicators(path: str) -> IndicatorList:
    """The list in a file; what is wrong in it is said."""
    return indicators_in(path, read_bytes(path))


def read_bytes(path: str) -> bytes:
    """The file, as far as it is not too large for any list."""
    from otasuke.detect.indicators.lists import LARGEST_BYTES

    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise CliError(f"cannot read {path!r}: {error.strerror}") from error


def indicators_in(path: str, data: bytes) -> IndicatorList:
    """The list in the bytes of a file; what is wrong in it is said."""
    from otasuke.detect.indicators.lists import BadList, read_list

    try:
        found = read_list(data, Path(path).name)
    except BadList as error:
        raise CliError(
            f"{path!r} is no list of indicators: {error}",
            hint="Known are: one indicator a line, CSV, STIX 2.1 bundles and MISP events as JSON.",
        ) from error
    _say_what_was_read(path, found)
    return found


def _say_what_was_read(path: str, found: IndicatorList) -> None:
    _say(f"{path}: {len(found.indicators):,} indicators")
    for fault in found.faults:
        _say(f"{path}: {fault}")
    if found.fault_count > len(found.faults):
        _say(f"{path}: … and {found.fault_count - len(found.faults):,} more that are no indicators")
    for note, count in found.notes.most_common(MOST_SHOWN):
        _say(f"{path}: left out or widened: {count:,} {note}")
    if len(found.notes) > MOST_SHOWN:
        _say(f"{path}: … and {len(found.notes) - MOST_SHOWN:,} more kinds of things that were left out")


def _say(text: str) -> None:
    print(f"otasuke: {visible(text)}", file=sys.stderr)
