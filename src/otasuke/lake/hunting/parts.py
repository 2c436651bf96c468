"""Parts to search: where the events of some tenants, or of everybody, stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from otasuke.lake.parts import SharedPart, parts_of_all
from otasuke.lake.reader import LakeReader
from otasuke.lake.storage.port import Keep


@dataclass(frozen=True, slots=True)
class Part:
    """Events in one file that may be looked at.

    path      where the file is within `keep`: until then it may be in the object store only.
    rows      how many.
    earliest  and `latest` time of them.
    owners    whose rows of the file they are, in the order of the rows, apart from each other. Other rows are nobody's.
    """

    path: Path
    rows: int
    earliest: datetime
    latest: datetime
    owners: tuple[tuple[str, range], ...]
    keep: Keep = field(default=nullcontext, compare=False)

    @property
    def span(self) -> range:
        """The rows of the file from the first that may be looked at up to the last."""
        return range(self.owners[0][1].start, self.owners[-1][1].stop)

    def owner_of(self, row: int) -> str:
        """Whose a row is, counted from the first of the span."""
        at = bisect_right(self.owners, row + self.span.start, key=lambda owner: owner[1].start)
        return self.owners[at - 1][0]


def parts_of(
    lake: Path, tenants: Sequence[str] | None, *, since: datetime | None = None, until: datetime | None = None
) -> list[Part]:
    """Where the events of the tenants from `since` on and before `until` may be, the oldest first. None: of everybody.

    Raises BadName, LakeError, OSError.
    """
    parts = _of_all(lake, since, until) if tenants is None else _of_each(lake, tenants, since, until)
    return sorted(parts, key=lambda part: (part.earliest, part.owners[0][0], part.path))


def _of_each(lake: Path, tenants: Sequence[str], since: datetime | None, until: datetime | None) -> Iterator[Part]:
    for tenant in tenants:
        for one in LakeReader(lake, tenant).parts(since=since, until=until):
            if one.rows:
                rows = one.row_range or range(one.rows)
                yield Part(one.path, one.rows, one.earliest, one.latest, ((tenant, rows),), one.keep)


def _of_all(lake: Path, since: datetime | None, until: datetime | None) -> Iterator[Part]:
    for found in parts_of_all(lake, since=since, until=until):
        keep: Keep = nullcontext
        if isinstance(found, SharedPart):
            ranges = sorted(found.row_ranges.items(), key=lambda owner: owner[1].start)
            owners = tuple((tenant, rows) for tenant, rows in ranges if rows)
            path, earliest, latest = found.path, found.earliest, found.latest
        else:
            tenant, one = found
            owners = ((tenant, range(one.rows)),) if one.rows else ()
            path, earliest, latest = one.path, one.earliest, one.latest
            keep = one.keep
        if owners:
            yield Part(path, sum(len(rows) for _, rows in owners), earliest, latest, owners, keep)
