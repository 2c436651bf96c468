"""`otasuke demo --story N`: writes a story's logs, plays them against the engine, and shows what an owner is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from otasuke.advice.advise import Advice, Desk, advise
from otasuke.advice.book import Book
from otasuke.advice.happening import Happening
from otasuke.advice.sheet import Language
from otasuke.cli.learn import read_supports
from otasuke.cli.scanning.results import Finding
from otasuke.cli.showing.report import Report
from otasuke.demo.learning import find_learnt, happening_of_learnt, why_learnt
from otasuke.demo.matters import Told, fold, happening_of, leased_names
from otasuke.demo.seen import what_was_seen
from otasuke.demo.stories.script import Member, Part, Shown
from otasuke.demo.stories.writing import midnight, write_part
from otasuke.detect.detection import Detection
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

DESK = Desk("お助け隊の窓口", "06-0000-0119")
DESK_ENGLISH = Desk("the otasuke desk", "06-0000-0119")
SEED = 1


@dataclass(frozen=True, slots=True)
class Played:
    """What was told about a company's day, and about the quiet days before it."""

    part: Part
    told: tuple[Told, ...]
    records: int
    before: tuple[Told, ...] = ()

    @property
    def member(self) -> Member:
        """Whose day it is."""
        return self.part.member


def play(
    story: Shown,
    folder: Path,
    scan: Callable[[Path], Report],
    *,
    book: Book,
    language: Language,
    is_quiet: bool = False,
) -> Iterator[Played]:
    """Write the day of each company below the folder, and find what the rules find in it."""
    for part in story.parts:
        logs = folder / part.member.company.tenant
        records = write_part(part, logs, seed=SEED, is_quiet=is_quiet)
        told = list(_told(scan(logs), part.member, logs, book, language))
        begin = midnight(part.begin)
        on_the_day = tuple(one for one in told if one.at >= begin)
        yield Played(part, on_the_day, records, tuple(one for one in told if one.at < begin))


def _told(report: Report, member: Member, logs: Path, book: Book, language: Language) -> Iterator[Told]:
    """What rules found, and what the learnt detectors found."""
    files = {str(path): _events_of(path) for path in sorted(logs.iterdir())}
    events = [event for found in files.values() for event in found.values()]
    names = member.names() | leased_names(events)
    for finding in report.findings:
        event = _event_behind(finding, files)
        happening = _happening(finding.detection, event, names, member.known_as(language))
        advice = advise(happening, book, language=language)
        # Our rules have Japanese titles; their sheets have both.
        title = finding.detection.rule_title if language == "ja" else advice.title
        seen = what_was_seen(event) if event else ""
        count = finding.together.total if finding.together else 1
        yield _tell(happening, advice, title=title, seen=seen, events=count)
    for learnt in find_learnt(events, member.company.tenant, read_supports()):
        happening = happening_of_learnt(learnt, names=names, known_as=member.known_as(language))
        advice = advise(happening, book, language=language)
        yield _tell(happening, advice, title=advice.title, seen=why_learnt(learnt), events=1)


def _tell(happening: Happening, advice: Advice, *, title: str, seen: str, events: int) -> Told:
    assert happening.time is not None  # every record of a story has its time
    return Told(at=happening.time, title=title, seen=seen, happening=happening, colour=advice.colour, events=events)


def _happening(
    found: Detection, event: Event | None, names: Mapping[str, str], known_as: Mapping[str, str]
) -> Happening:
    base = Happening(
        level=found.level.value,
        rule=found.rule_id,
        tags=found.tags,
        time=found.time,
        device=found.computer,
        known_as=known_as,
    )
    return happening_of(base, event, names=names) if event else base


def _events_of(path: Path) -> dict[int, Event]:
    """The events of a file by the numbers that a scan calls them."""
    found = normalise(path.read_bytes(), Context(datetime.now(UTC)))
    return {event.record: event for event in found if isinstance(event, Event)}


def _event_behind(finding: Finding, events: Mapping[str, Mapping[int, Event]]) -> Event | None:
    """The event that a rule matched; of a correlation the last that it lists, if it lists one."""
    found = finding.detection
    places = reversed(finding.together.events) if finding.together else [(found.source, found.record)]
    return next((events[source][record] for source, record in places if source in events), None)


def tell(story: Shown, folder: Path, scan: Callable[[Path], Report], *, book: Book, language: Language) -> None:
    """Play a story and print it."""
    from otasuke.cli.showing.matters import Teller

    teller = Teller(language)
    teller.begin(story)
    played = []
    for one in play(story, folder, scan, book=book, language=language):
        print(f"{one.member.title(language)}: {one.records:,} → {folder / one.member.company.tenant}", file=sys.stderr)
        played.append(one)
    teller.timeline(story, [(one.member, one.told) for one in played])
    for one in played:
        for matter in fold(one.told):
            teller.message(one.member, matter, _advice(matter.leading, book, language))


def _advice(told: Told, book: Book, language: Language) -> Advice:
    return advise(told.happening, book, language=language, desk=DESK if language == "ja" else DESK_ENGLISH)
