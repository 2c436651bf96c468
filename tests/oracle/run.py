"""The long comparison: `PYTHONPATH=src:tests python -m oracle.run --rules DIR… --events PATH… [--near N]`.

Compares the oracle with an engine of the product on every event of the recordings (folders are searched for `.evtx`,
`.zip`, `.json`, `.log`, `.raw`) and on N made-up events near each rule. Prints what they disagree on; exit code 1 then.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from oracle.compare import differences
from oracle.evaluate import Oracle
from oracle.near import near_events
from oracle.product import ENGINES, events_of, load
from oracle.rules import read_rules, rule_files
from otasuke.events import Event

SUFFIXES = (".evtx", ".zip", ".json", ".log", ".raw")
BATCH_EVENTS = 2000
RULES_PER_TASK = 100
MOST_SHOWN = 20


@dataclass(frozen=True)
class Task:
    """A recording, or a stretch of the rules to make events near."""

    name: str
    path: Path | None = None
    rules: range = range(0)


@dataclass(frozen=True)
class Outcome:
    """What one task found."""

    name: str
    events: int
    pairs: int
    matches: int
    matched_rules: frozenset[str]
    differences: tuple[str, ...]


class Comparison:
    """Both sides, loaded."""

    def __init__(self, options: argparse.Namespace) -> None:
        files = rule_files(options.rules)
        self.options = options
        self.rules = read_rules(files)
        self.oracle = Oracle(self.rules)
        ruleset = load(files)
        self.runnable = {rule.id for rule in ruleset.rules}
        self.engine = ENGINES[options.engine](ruleset.rules)

    def run(self, task: Task) -> Outcome:
        events = matches = 0
        found: list[str] = []
        matched: set[str] = set()
        for batch in batches(self.events_of(task), BATCH_EVENTS):
            expected, different = differences(self.oracle, self.engine, batch)
            events += len(batch)
            matches += len(expected)
            matched |= {rule_id for _, rule_id in expected}
            found += [f"{task.name}: {one}" for one in different if one.rule_id in self.runnable]
        pairs = events * len(self.rules)
        return Outcome(task.name, events, pairs, matches, frozenset(matched), tuple(found))

    def events_of(self, task: Task) -> Iterator[Event]:
        if task.path is None:
            return near_events([self.rules[number] for number in task.rules], self.options.near, self.options.seed)
        return itertools.islice(events_of(task.path), self.options.limit)


def batches(events: Iterator[Event], size: int) -> Iterator[list[Event]]:
    while batch := list(itertools.islice(events, size)):
        yield batch


def recordings(paths: Sequence[Path]) -> list[Path]:
    """The files, and the recordings below the folders."""
    found = [[path] if path.is_file() else sorted(path.rglob("*")) for path in paths]
    return [path for path in itertools.chain(*found) if path.suffix.lower() in SUFFIXES]


def tasks(options: argparse.Namespace, rules: int) -> list[Task]:
    of_files = [Task(path.name, path=path) for path in recordings(options.events)]
    count = rules if options.near else 0
    stretches = [range(start, min(start + RULES_PER_TASK, count)) for start in range(0, count, RULES_PER_TASK)]
    return of_files + [Task(f"near rules {stretch}", rules=stretch) for stretch in stretches]


_loaded: list[Comparison] = []
"""The one comparison, made before the processes fork, which then all have it."""


def run_task(task: Task) -> Outcome:
    return _loaded[0].run(task)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=Path, nargs="+", required=True, help="folders of Sigma rules")
    parser.add_argument("--events", type=Path, nargs="*", default=[], help="recordings, or folders of them")
    parser.add_argument("--near", type=int, default=0, help="made-up events near each rule")
    parser.add_argument("--seed", type=int, default=0, help="of the made-up events")
    parser.add_argument("--limit", type=int, default=None, help="at most so many events of each recording")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="reference")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def main() -> int:
    options = parse_options()
    started = time.monotonic()
    outcomes: list[Outcome] = []
    _loaded.append(Comparison(options))
    todo = tasks(options, len(_loaded[0].rules))
    with multiprocessing.get_context("fork").Pool(options.processes) as pool:
        for outcome in pool.imap_unordered(run_task, todo):
            outcomes.append(outcome)
            print(f"\r{len(outcomes)}/{len(todo)} {summary(outcomes)}", end="", file=sys.stderr, flush=True)
    found = [line for outcome in outcomes for line in outcome.differences]
    print(f"\n{summary(outcomes)}, {time.monotonic() - started:.0f} s")
    print("\n".join(found[:MOST_SHOWN]))
    return 1 if found else 0


def summary(outcomes: Sequence[Outcome]) -> str:
    """The totals so far."""
    rules = frozenset().union(*(outcome.matched_rules for outcome in outcomes))
    return (
        f"{sum(outcome.events for outcome in outcomes):,} events, {sum(outcome.pairs for outcome in outcomes):,} pairs, "
        f"{sum(outcome.matches for outcome in outcomes):,} matches of {len(rules):,} rules, "
        f"{sum(len(outcome.differences) for outcome in outcomes):,} differences"
    )


if __name__ == "__main__":
    sys.exit(main())
