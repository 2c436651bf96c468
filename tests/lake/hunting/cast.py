"""A lake with events that show indicators, and what a hunt in it finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lake.cast import SAKURA, event
from otasuke.events import Event
from otasuke.lake.hunting.hunt import Limits, Outcome, hunt
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.questions import Question
from otasuke.lake.writer import LakeWriter

ALL = Limits(hits=1_000_000, whole=True)


def write(lake: Path, *batches: Sequence[Event], tenant: str = SAKURA) -> None:
    """One file for each batch."""
    for number, events in enumerate(batches):
        writer = LakeWriter(lake, tenant)
        writer.add(f"b{number}", events)
        writer.flush()


def lake_of(folder: Path, *values: str) -> Path:
    """A lake with one event for each value, numbered, in one file."""
    write(folder, [event(number, CommandLine=value) for number, value in enumerate(values)])
    return folder


def found(
    lake: Path, question: Question, limits: Limits = ALL, *, tenants: Sequence[str] | None = (SAKURA,)
) -> list[int]:
    """The record numbers of the hits."""
    return sorted(hit.event.record for hit in outcome(lake, question, limits, tenants=tenants).answer.hits)


def outcome(
    lake: Path, question: Question, limits: Limits = ALL, *, tenants: Sequence[str] | None = (SAKURA,)
) -> Outcome:
    """What a hunt in it gives."""
    return hunt(question, parts_of(lake, tenants, since=limits.since, until=limits.until), limits)
