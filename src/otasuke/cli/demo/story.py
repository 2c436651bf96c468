"""`otasuke demo --story N`: writes a story's logs, plays them against the engine, and shows what an owner is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from otasuke.advice.advise import Advice, Desk, advise
from otasuke.advice.book import Book
from otasuke.advice.colour import Colour
from otasuke.advice.found import happening_of, log_kind
from otasuke.advice.happening import Happening
from otasuke.advice.sheet import Language
from otasuke.cli.scanning.results import Finding
from otasuke.cli.showing.report import Report
from otasuke.cli.supports import read_supports
from otasuke.demo.campaigns import find_campaigns
from otasuke.demo.learning import find_learnt, happening_of_learnt, why_learnt
from otasuke.demo.matters import Told, fold, leased_names
from otasuke.demo.seen import what_was_seen
from otasuke.demo.stories.script import SENSORS, Member, Sensor, Shown
from otasuke.demo.stories.writing import QUIET_DAYS, file_owner, midnight, write_part
from otasuke.demo.telling import Message, Played, Telling, delay_of, later_words
from otasuke.detect.detection import Detection
from otasuke.events import Event
from otasuke.findings import common
from otasuke.findings.traces import Trace, traces_of
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

DESK = Desk("お助け隊の窓口", "06-0000-0119")
DESK_ENGLISH = Desk("the otasuke desk", "06-0000-0119")
SEED = 1
_RIGHT = timedelta()
_SAME = timedelta(microseconds=2)


def play(
    story: Shown,
    folder: Path,
    scan: Callable[[Path], Report],
    *,
    book: Book,
    language: Language,
    is_quiet: bool = False,
    sensors: Set[Sensor] = SENSORS,
    days_before: int = QUIET_DAYS,
    life: bool = False,
) -> Iterator[Played]:
    """Write the days of each company below the folder, and find what the rules and the detectors find in them.

    sensors  that the companies have.
    life     whether what an honest office does now and then happens too.
    """
    for part in story.parts:
        logs = folder / part.member.company.tenant
        records = write_part(
            part, logs, seed=SEED, is_quiet=is_quiet, days_before=days_before, sensors=sensors, life=life
        )
        told = list(_told(scan(logs), part.member, logs, book, language))
        begin = midnight(part.begin)
        on_the_day = tuple(one for one in told if one.at >= begin)
        yield Played(part, on_the_day, records, tuple(one for one in told if one.at < begin))


def _told(report: Report, member: Member, logs: Path, book: Book, language: Language) -> Iterator[Told]:
    """What rules found, and what the learnt detectors found."""
    files = {str(path): _events_of(path) for path in sorted(logs.iterdir())}
    fast = {path: member.clock(file_owner(member, Path(path))) for path in files}
    events = [event for found in files.values() for event in found.values()]
    names = member.names() | leased_names(events)
    for finding in report.findings:
        behind = _events_behind(finding, files)
        path, event = behind[-1] if behind else ("", None)
        happening = _happening(finding.detection, event, names, member.known_as(language))
        advice = advise(happening, book, language=language)
        # Our rules have Japanese titles; their sheets have both.
        title = finding.detection.rule_title if language == "ja" else advice.title
        seen = what_was_seen(event) if event else ""
        count = finding.together.total if finding.together else 1
        told = _tell(happening, advice, fast.get(path, _RIGHT), title=title, seen=seen, events=count)
        yield replace(told, traces=frozenset(trace for _, one in behind for trace in traces_of(one.fields)))
    for learnt in find_learnt(events, member.company.tenant, read_supports()):
        happening = happening_of_learnt(learnt, names=names, known_as=member.known_as(language))
        advice = advise(happening, book, language=language)
        ahead = _ahead(learnt.time, files, fast)
        yield _tell(happening, advice, ahead, title=advice.title, seen=why_learnt(learnt), events=1)


def _ahead(at: datetime, files: Mapping[str, Mapping[int, Event]], fast: Mapping[str, timedelta]) -> timedelta:
    """How fast the clock of the device is that wrote an event of this time."""
    if not any(fast.values()):
        return _RIGHT
    wrote = (path for path in files if any(_is_of(event, at) for event in files[path].values()))
    return next((fast[path] for path in wrote), _RIGHT)


def _is_of(event: Event, at: datetime) -> bool:
    """Whether the event is of this time, which detectors know as seconds with a fraction."""
    return event.time is not None and abs(event.time - at) < _SAME


def _tell(happening: Happening, advice: Advice, fast: timedelta, *, title: str, seen: str, events: int) -> Told:
    """A detection at the time at which the event came in. fast: how much the clock of the device that wrote it is."""
    assert happening.time is not None  # every record of a story has its time
    at = happening.time - fast
    return Told(at=at, title=title, seen=seen, happening=happening, colour=advice.colour, events=events)


def _happening(
    found: Detection, event: Event | None, names: Mapping[str, str], known_as: Mapping[str, str]
) -> Happening:
    base = Happening(
        level=found.level.value,
        rule=found.rule_id,
        tags=found.tags,
        log=log_kind(event.logsources if event else ()),
        time=found.time,
        device=event.sensor if event else found.computer,
        known_as=known_as,
    )
    return happening_of(base, event.fields if event else {}, names=names)


def _events_of(path: Path) -> dict[int, Event]:
    """The events of a file by the numbers that a scan calls them."""
    found = normalise(path.read_bytes(), Context(datetime.now(UTC)))
    return {event.record: event for event in found if isinstance(event, Event)}


def _events_behind(finding: Finding, events: Mapping[str, Mapping[int, Event]]) -> list[tuple[str, Event]]:
    """The event that a rule matched, with its file; of a correlation those that it lists."""
    found = finding.detection
    places = finding.together.events if finding.together else [(found.source, found.record)]
    return [(source, events[source][record]) for source, record in places if source in events]


def tell(
    story: Shown,
    folder: Path,
    scan: Callable[[Path], Report],
    *,
    book: Book,
    language: Language,
    sensors: Set[Sensor] = SENSORS,
) -> Telling:
    """Play a story, and put together what there is to show of it."""
    played = []
    for one in play(story, folder, scan, book=book, language=language, sensors=sensors):
        where = folder / one.member.company.tenant
        print(f"{one.member.title(language)}: {one.records:,} → {where}", file=sys.stderr)
        played.append(one)
    matters = [(one, matter) for one in played for matter in fold(one.told)]
    messages = [
        Message(
            one.member,
            matter,
            _advice(matter.leading, book, language),
            delay_of(one.part, matter),
            later_words(matter, lambda told: _advice(told, book, language).title),
        )
        for one, matter in matters
        if matter.colour is not Colour.BLUE
    ]
    campaigns = find_campaigns(((one.member.company.tenant, matter) for one, matter in matters), is_common=is_common)
    return Telling(story, played, messages, campaigns)


def is_common(trace: Trace) -> bool:
    """Whether everybody has to do with it, so that it joins nothing."""
    return common.is_common(trace.value)


def _advice(told: Told, book: Book, language: Language) -> Advice:
    return advise(told.happening, book, language=language, desk=DESK if language == "ja" else DESK_ENGLISH)
