"""The recent manifest: which segments hold the newest events of everybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from otasuke.lake.durable import locked, write_durably
from otasuke.lake.manifest import (
    NAME,
    Dropped,
    parse_dropped,
    parse_json,
    read_manifests,
    tenants,
)
from otasuke.lake.segments import Segment


@dataclass(frozen=True, slots=True)
class Recent:
    """All segments, in the order of their numbers.

    newest   the highest number that was ever given.
    harmed   segments that were found broken before they could be settled; nobody reads them.
    dropped  segments whose events are all in their tenants' files, but which somebody may still read.
    """

    segments: tuple[Segment, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    newest: int = 0
    harmed: tuple[Segment, ...] = ()

    def names(self) -> frozenset[str]:
        """Every segment that is still there, and so remembers what came in with it."""
        return frozenset([*(one.name for one in self.segments), *(one.name for one in self.dropped)])

    def with_segments(self, new: Sequence[Segment]) -> Recent:
        """The manifest with more segments, which now have numbers."""
        numbered = (replace(one, number=number) for number, one in enumerate(new, self.newest + 1))
        return replace(self, segments=(*self.segments, *numbered), newest=self.newest + len(new))

    def without(self, settled: Collection[Segment], at: datetime) -> Recent:
        """The manifest with some segments dropped."""
        kept = tuple(one for one in self.segments if one not in settled)
        return replace(self, segments=kept, dropped=(*self.dropped, *(Dropped(one.name, at) for one in settled)))

    def with_harmed(self, segment: Segment) -> Recent:
        """The manifest with a segment set aside, so that the others can be settled."""
        kept = tuple(one for one in self.segments if one != segment)
        return replace(self, segments=kept, harmed=(*self.harmed, segment))


def recent_folder(lake: Path) -> Path:
    """Where the segments are."""
    return lake / "recent"


def read_recent(lake: Path) -> Recent:
    """The recent manifest; an empty one if there is none yet. Raises BrokenManifest, OSError."""
    return _read(lake) or Recent()


def change_recent(lake: Path, change: Callable[[Recent], Recent]) -> Recent:
    """Swap the recent manifest for a changed one. It is on the disk when this returns.

    Raises BrokenManifest, OSError, and what `change` raises; then it is as it was.
    """
    folder = recent_folder(lake)
    with locked(folder):
        recent = _read(lake)
        # Without a manifest the numbers must not begin anew: tenants would take new segments for settled ones.
        changed = change(Recent(newest=_highest_settled(lake)) if recent is None else recent)
        write_durably(folder / NAME, orjson.dumps(changed))
    return changed


def catch_up_with_settled(lake: Path) -> None:
    """Let the numbers go on behind those that a tenant calls settled: in a restored lake they may be ahead.

    Raises LakeError, OSError.
    """
    highest = _highest_settled(lake)
    if highest > read_recent(lake).newest:
        change_recent(lake, lambda recent: replace(recent, newest=highest))


def _highest_settled(lake: Path) -> int:
    return max((seen.manifest().settled_through for _, seen in read_manifests(lake, tenants(lake))), default=0)


def _read(lake: Path) -> Recent | None:
    path = recent_folder(lake) / NAME
    try:
        return parse_json(path, path.read_bytes(), _recent)
    except FileNotFoundError:
        return None


def _recent(content: dict[str, Any]) -> Recent:
    return Recent(
        tuple(_segment(one) for one in content["segments"]),
        tuple(parse_dropped(one) for one in content["dropped"]),
        content["newest"],
        tuple(_segment(one) for one in content["harmed"]),
    )


def _segment(content: dict[str, Any]) -> Segment:
    moments = {name: datetime.fromisoformat(content[name]) for name in ("earliest", "latest", "written_at")}
    return Segment(**(content | moments))
