"""Measure how often owners are disturbed: a made-up fleet to which nothing bad happens, told as owners would be told.

    bench/quiet.py --fleet FOLDER --sigma path/to/sigma [--companies 30] [--days 28] [--out FILE]

Writes the fleet into FOLDER (unless it is there), finds with all rules and learnt detectors, folds what was found into matters (one for each
device and day, as `otasuke demo --story` does) and prints how many of them interrupt a company in a week, step by step:

    own             our own rules and the learnt detectors
    own, learning   and with what was learnt of each company in its first fourteen days (detect/learn/habits.py)
    sigma           our own rules, the learnt detectors and all of SigmaHQ, as it is
    severity        and with rules/severity.toml
    filters         and with rules/filters
    learning        and with what was learnt of each company
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median

from otasuke.advice.advise import settings_of
from otasuke.advice.book import Book
from otasuke.advice.choose import choose
from otasuke.advice.colour import Colour, colour_of
from otasuke.advice.found import happening_of, log_kind
from otasuke.advice.happening import Happening
from otasuke.cli import scan
from otasuke.cli.advice import read_folder
from otasuke.cli.rule_files import find_rule_files, load_rule_files, read_rule_files
from otasuke.cli.scanning.results import Finding
from otasuke.demo.matters import INTERRUPTING, Matter, Told, fold
from otasuke.detect.evaluate import holds
from otasuke.detect.learn.habits import Habits, Hit, Standing
from otasuke.detect.learn.learning import Learning
from otasuke.detect.load import load_filters
from otasuke.detect.rule import Expr, Level
from otasuke.detect.severity import parse_levels
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise_stream
from otasuke.simulating.calendar import JST
from otasuke.simulating.company import Company
from otasuke.simulating.fleet import Fleet, FleetPlan

RULES = Path(__file__).parents[1] / "rules"
STEPS = ("own", "own, learning", "sigma", "severity", "filters", "learning")
_CHUNK_BYTES = 1 << 20
_LEARNING = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Find:
    """Something that was found. is_own: by a rule of ours, or learnt. hit: of a rule; None for what detectors learnt."""

    told: Told
    level: Level
    is_own: bool
    is_filtered: bool = False
    hit: Hit | None = None
    is_learning: bool = False


def main() -> None:
    """Do it."""
    options = _options()
    if not options.fleet.is_dir():
        write_fleet(options)
    learnt = start_learn(options.fleet)
    plan = FleetPlan(options.companies, seed=options.seed)
    companies = {one.tenant: one for one in Fleet(plan).companies}
    book = read_folder(str(RULES / "advice"))
    found: dict[str, list[Find]] = {}
    for folder in sorted(path for path in options.fleet.iterdir() if path.is_dir()):
        found[folder.name] = list(_finds(folder, companies[folder.name], options, book))
        print(f"{folder.name}: {len(found[folder.name]):,} hits", file=sys.stderr, flush=True)
    for tenant, find in _learnt(learnt, companies):
        found[tenant].append(find)
    result = _measured(found, options)
    print("\n".join(_tables(result)))
    if options.out:
        options.out.write_text(json.dumps(result, ensure_ascii=False, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fleet", type=Path, required=True, help="where its logs are, or will be written")
    parser.add_argument("--sigma", required=True, help="the folder of SigmaHQ's rules")
    parser.add_argument("--companies", type=int, default=30)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--at", default="2026-10-05T00:00", help="a Monday, Japan's time")
    parser.add_argument("--speed", type=int, default=360, help="so many times fewer ordinary events than in life (360)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="all figures as JSON")
    return parser.parse_args()


def _otasuke(*words: str) -> list[str]:
    return [sys.executable, "-m", "otasuke", *words]


def fleet_words(options: argparse.Namespace) -> list[str]:
    """The call of `otasuke` that writes the fleet. options.attacks: how many companies are attacked (0)."""
    numbers = {"--companies": options.companies, "--seed": options.seed, "--speed": options.speed}
    numbers |= {"--attacks": getattr(options, "attacks", 0), "--duration": options.days * 86400 / options.speed}
    words = [word for name, value in numbers.items() for word in (name, str(value))]
    return ["simulate", *words, "--at", options.at, "--out", str(options.fleet), "--by-company"]


def write_fleet(options: argparse.Namespace) -> None:
    command = _otasuke(*fleet_words(options))
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own command


def start_learn(fleet: Path) -> subprocess.Popen[bytes]:
    command = _otasuke("learn", str(fleet), "--by-folder", "--all", "--format", "json")
    return subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603  our own command


def _learnt(process: subprocess.Popen[bytes], companies: Mapping[str, Company]) -> Iterator[tuple[str, Find]]:
    """What the detectors found, by tenant."""
    for line in process.communicate()[0].splitlines():
        one = json.loads(line)
        level = Level(one["level"])
        device = _names(companies[one["tenant"]]).get(one["device"], one["device"])
        happening = Happening(level=level.value, rule=f"learn/{one['detector']}", device=device)
        at = datetime.fromisoformat(one["time"])
        told = Told(at, one["detector"], "", happening, colour_of(level.value, blocked=False))
        yield one["tenant"], Find(told, level, is_own=True, is_learning=one["is_learning"])


def _finds(folder: Path, company: Company, options: argparse.Namespace, book: Book) -> Iterator[Find]:
    """What rules find in a company's logs."""
    every = (str(RULES / "otasuke"), options.sigma)
    findings = scanned(folder, every)
    narrowed = filters()
    events = events_behind(folder, findings)
    own = _ids_of(str(RULES / "otasuke"))
    for one in findings:
        found = one.detection
        event = events.get(behind(one))
        base = Happening(
            level=found.level.value,
            rule=found.rule_id,
            tags=found.tags,
            time=found.time,
            device=event.sensor if event else found.computer,
            log=log_kind(event.logsources if event else ()),
        )
        happening = happening_of(base, event.fields if event else {}, names=_names(company))
        assert found.time is not None
        hit = Hit(
            tenant=company.tenant,
            rule_id=found.rule_id,
            level=found.level,
            device=happening.device,
            at=found.time.timestamp(),
            matched=tuple((evidence.field, evidence.value) for evidence in found.matched),
            fields=event.fields if event and one.together is None else {},
        )
        told = Told(found.time, found.rule_title, "", happening, _colour(happening, book))
        is_filtered = event is not None and any(
            not holds(each, event.fields) for each in narrowed.get(found.rule_id, ())
        )
        yield Find(told, found.level, found.rule_id in own, is_filtered, hit)


def scanned(folder: Path, rules: Sequence[str]) -> list[Finding]:
    parser = argparse.ArgumentParser()
    scan.register(parser.add_subparsers())
    return scan.scan(parser.parse_args(["scan", str(folder), "--rules", *rules, "--jobs", "1"])).findings


@cache
def filters() -> Mapping[str, Sequence[Expr]]:
    """The conditions of the shipped filters by the rules that they narrow."""
    loaded, faults = load_filters(read_rule_files(find_rule_files([str(RULES / "filters")])))
    assert not faults, faults
    found: dict[str, list[Expr]] = {}
    for one in loaded:
        for target in one.targets or ():
            found.setdefault(target, []).append(one.condition)
    return found


def behind(finding: Finding) -> tuple[str, int]:
    """The event of a hit; of a correlation the last."""
    together = finding.together
    return together.events[-1] if together else (finding.detection.source, finding.detection.record)


def events_behind(folder: Path, findings: Iterable[Finding]) -> dict[tuple[str, int], Event]:
    wanted = {behind(one) for one in findings}
    events: dict[tuple[str, int], Event] = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            chunks = iter(lambda file=file: file.read(_CHUNK_BYTES), b"")  # type: ignore[misc]
            for event in normalise_stream(chunks, Context(datetime.now(UTC))):
                if isinstance(event, Event) and (str(path), event.record) in wanted:
                    events[str(path), event.record] = event
    return events


@cache
def _ids_of(folder: str) -> frozenset[str]:
    rules = load_rule_files([folder], {})
    return frozenset(one.id for one in (*rules.rules, *rules.correlations))


@cache
def _names(company: Company) -> Mapping[str, str]:
    """What devices are called by, by their addresses."""
    return {one.address: company.computer_name(one) for one in company.devices}


def _colour(happening: Happening, book: Book) -> Colour:
    inside = settings_of(choose(happening, book, "ja"), book).get("止めても") == "黄"
    return colour_of(happening.level, blocked=happening.blocked, inside=inside)


def _at_level(find: Find, level: Level, book: Book) -> Find:
    happening = replace(find.told.happening, level=level.value)
    return replace(find, level=level, told=replace(find.told, happening=happening, colour=_colour(happening, book)))


def _quiet(find: Find) -> Find:
    """The same, waiting for the letter."""
    return replace(find, told=replace(find.told, colour=Colour.BLUE)) if find.told.colour in INTERRUPTING else find


def _step(found: Sequence[Find], step: str, *, levels: Mapping[str, Level], book: Book, begin: datetime) -> list[Find]:
    """What is found at a step, each with its colour."""
    number = STEPS.index(step)
    is_of_all = number >= STEPS.index("sigma")
    chosen = [_quiet(one) if one.is_learning else one for one in found if one.is_own or is_of_all]
    if number >= STEPS.index("filters"):
        chosen = [one for one in chosen if not one.is_filtered]
    if number >= STEPS.index("severity"):
        chosen = [
            _at_level(one, levels[one.hit.rule_id], book) if one.hit and one.hit.rule_id in levels else one
            for one in chosen
        ]
    return list(_learned(chosen, begin)) if step.endswith("learning") else chosen


def _learned(found: Sequence[Find], begin: datetime) -> Iterator[Find]:
    """What is left when habits are known. Our own rules interrupt while a company is learnt, too: once for each thing."""
    learning = Learning(_LEARNING)
    for day in range(_LEARNING.days):  # every company has events each day; of a quiet one there are no hits
        for tenant in {one.hit.tenant for one in found if one.hit}:
            learning.is_on(tenant, begin.timestamp() + day * 86400)
    habits = Habits(learning)
    for one in sorted(found, key=lambda one: one.told.at):
        if one.hit is None:
            yield one
            continue
        standing = habits.standing(replace(one.hit, level=one.level))
        waits = standing in (Standing.HABIT, Standing.AGAIN) or (standing is Standing.FIRST and not one.is_own)
        yield _quiet(one) if waits else one


def _measured(found: Mapping[str, Sequence[Find]], options: argparse.Namespace) -> dict[str, object]:
    table, faults = parse_levels("severity.toml", (RULES / "severity.toml").read_bytes())
    assert not faults, faults
    levels, book = {one.rule_id: one.level for one in table}, read_folder(str(RULES / "advice"))
    begin = datetime.fromisoformat(options.at).replace(tzinfo=JST)
    half = (begin + timedelta(days=options.days / 2)).date()
    steps, noisy = {}, {}
    for step in STEPS:
        matters = {
            tenant: fold(one.told for one in _step(finds, step, levels=levels, book=book, begin=begin))
            for tenant, finds in found.items()
        }
        steps[step] = _figures(matters, options.days / 7, half)
        noisy[step] = _noisiest(matters)
    return {"companies": len(found), "days": options.days, "steps": steps, "noisiest": noisy}


def _figures(matters: Mapping[str, Sequence[Matter]], weeks: float, half: object) -> dict[str, float]:
    loud = {tenant: [one for one in found if one.is_interrupting] for tenant, found in matters.items()}
    company_weeks = len(matters) * weeks
    of_each = [len(found) / weeks for found in loud.values()]
    late = sum(one.day >= half for found in loud.values() for one in found)  # type: ignore[operator]
    return {
        "matters": sum(map(len, matters.values())) / company_weeks,
        "red": sum(one.colour is Colour.RED for found in loud.values() for one in found) / company_weeks,
        "yellow": sum(one.colour is Colour.YELLOW for found in loud.values() for one in found) / company_weeks,
        "interruptions": sum(map(len, loud.values())) / company_weeks,
        "interruptions_second_half": 2 * late / company_weeks,
        "median_company": median(of_each),
        "loudest_company": max(of_each),
        "companies_with_none": sum(not found for found in loud.values()),
    }


def _noisiest(matters: Mapping[str, Sequence[Matter]]) -> list[tuple[str, str, int]]:
    """Rule, title and colour of those that interrupt in most matters, and in how many."""
    counts: Counter[tuple[str, str]] = Counter()
    for found in matters.values():
        for matter in found:
            loud = {
                (one.happening.rule, f"{one.colour} {one.title}") for one in matter.told if one.colour in INTERRUPTING
            }
            counts.update(loud)
    return [(rule, title, count) for (rule, title), count in counts.most_common(40)]


def _tables(result: dict[str, object]) -> Iterator[str]:
    steps: dict[str, dict[str, float]] = result["steps"]  # type: ignore[assignment]
    yield f"{result['companies']} companies, {result['days']} days; for each company and week:"
    names = list(next(iter(steps.values())))
    yield f"| step | {' | '.join(names)} |"
    yield "|---|" + "---|" * len(names)
    for step, figures in steps.items():
        yield f"| {step} | {' | '.join(f'{value:.2f}' for value in figures.values())} |"
    noisy: dict[str, list[tuple[str, str, int]]] = result["noisiest"]  # type: ignore[assignment]
    for step, rules in noisy.items():
        yield f"\n{step}: the rules that interrupt most, in matters"
        yield from (f"{count:>6}  {rule[:8]}  {title}" for rule, title, count in rules[:12])


if __name__ == "__main__":
    main()
