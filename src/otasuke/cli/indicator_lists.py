"""Lists of indicators from files, what should be said about them, and the set that is made of them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.artefacts import Artefacts
from otasuke.cli.exits import CliError
from otasuke.cli.rule_files import sources_digest
from otasuke.cli.showing.words import visible

if TYPE_CHECKING:
    from otasuke.detect.indicators.guard import Guard
    from otasuke.detect.indicators.lists import IndicatorList

ALLOWED = Path(__file__).parents[3] / "rules" / "indicators" / "allowed.toml"
MOST_SHOWN = 20


def read_indicators(path: str) -> IndicatorList:
    """The list in a file; what is wrong in it is said."""
    found = parse_list(path, read_bytes(path))
    _say(about(path, found))
    return found


def read_bytes(path: str) -> bytes:
    """The file, as far as it is not too large for any list."""
    from otasuke.detect.indicators.lists import LARGEST_BYTES

    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise CliError(f"cannot read {path!r}: {error.strerror}") from error


def parse_list(path: str, data: bytes, *, name: str | None = None) -> IndicatorList:
    """The list in the bytes of a file, which is called so (as the file is)."""
    from otasuke.detect.indicators.lists import BadList, read_list

    try:
        return read_list(data, name or Path(path).name)
    except BadList as error:
        raise CliError(
            f"{path!r} is no list of indicators: {error}",
            hint="Known are: one indicator a line, CSV, STIX 2.1 bundles and MISP events as JSON.",
        ) from error


def guard_of(own_names: Sequence[str], allowed: bytes, path: str) -> Guard:
    """The guard of a file of what is allowed, and of the customer's own names."""
    from otasuke.detect.indicators.guard import BadGuard, Guard, own, read_allowed

    try:
        everybodys = read_allowed(allowed)
    except BadGuard as error:
        raise CliError(f"{path!r} does not say what is allowed: {error}") from error
    try:
        return Guard([*everybodys, own(own_names)])
    except BadGuard as error:
        raise CliError(str(error), hint="--own takes domains, addresses and networks.") from error


def prepared_indicators(paths: Sequence[str], own_names: Sequence[str], artefacts: Artefacts) -> bytes:
    """The set of the indicators in these lists as bytes, from the cache if none of them has changed since it was kept.

    What is left out is said when the set is made.
    """
    allowed = read_bytes(str(ALLOWED))
    contents = [read_bytes(path) for path in paths]
    digest = hashlib.sha256(sources_digest().encode())
    for part in (*map(str.encode, (*own_names, *paths)), allowed, *contents):
        digest.update(hashlib.sha256(part).digest())
    key = digest.hexdigest()
    kept = artefacts.read("indicators", key)
    if kept is None:
        kept = _prepare(paths, contents, guard_of(own_names, allowed, str(ALLOWED)))
        artefacts.write("indicators", key, kept)
    return kept


def _prepare(paths: Sequence[str], contents: Sequence[bytes], guard: Guard) -> bytes:
    from otasuke.detect.indicators.guarded import guarded
    from otasuke.detect.indicators.indicator_set import compiled

    lists = [parse_list(path, data) for path, data in zip(paths, contents, strict=True)]
    for path, one in zip(paths, lists, strict=True):
        _say(about(path, one))
    found = guarded(lists, guard, now=datetime.now(UTC))
    if refused := found.refused.total():
        _say([f"{refused:,} never are indicators and were left out; `otasuke indicators check` says which"])
    if not found.indicators:
        raise CliError("there is no indicator in these files", hint="`otasuke indicators check` says why.")
    return compiled(found.indicators).to_bytes()


def about(path: str, found: IndicatorList) -> list[str]:
    """What should be known about a list: how much is in it, what is wrong and what was left out."""
    lines = [f"{path}: {len(found.indicators):,} indicators", *(f"{path}: {fault}" for fault in found.faults)]
    if found.fault_count > len(found.faults):
        lines.append(f"{path}: … and {found.fault_count - len(found.faults):,} more that are no indicators")
    lines += [f"{path}: left out or widened: {count:,} {note}" for note, count in found.notes.most_common(MOST_SHOWN)]
    if len(found.notes) > MOST_SHOWN:
        lines.append(f"{path}: … and {len(found.notes) - MOST_SHOWN:,} more kinds of things that were left out")
    return lines


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        print(f"otasuke: {visible(line)}", file=sys.stderr)
