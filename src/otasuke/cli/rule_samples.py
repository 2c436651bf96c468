"""Rules and their samples: events that a rule must find, and events that it must leave alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from otasuke.cli.exits import CliError
from otasuke.detect.evaluate import matches
from otasuke.detect.rule import Rule, RuleSet
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

_CONTEXT = Context(datetime(2026, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class SampleOutcome:
    """How many samples were tried, and all that is wrong, as `path: what`."""

    samples: int
    problems: tuple[str, ...]


def try_samples(rules: RuleSet, folder: Path) -> SampleOutcome:
    """Try every rule on its samples. Each rule needs one that hits and one that misses, each folder needs its rule."""
    problems: list[str] = []
    count = 0
    for rule in rules.rules:
        own = folder / rule.id
        for kind in ("hit", "miss"):
            paths = sorted(own.glob(f"{kind}-*.json"))
            count += len(paths)
            if not paths:
                problems.append(f"{rule.place}: {rule.id} has no sample {own}/{kind}-*.json")
            problems += [found for path in paths if (found := _problem(rule, path, is_hit=kind == "hit"))]
    known = {rule.id for rule in rules.rules} | {correlation.id for correlation in rules.correlations}
    strays = [path for path in sorted(folder.glob("*")) if path.is_dir() and path.name not in known]
    return SampleOutcome(count, (*problems, *(f"{path}: there is no rule with this id" for path in strays)))


def read_events(name: str, data: bytes) -> list[Event]:
    """The events in these bytes, of any format. An error if there is none, or anything else."""
    found = list(normalise(data, _CONTEXT))
    events = [item for item in found if isinstance(item, Event)]
    if not events or len(events) < len(found):
        others = [item for item in found if not isinstance(item, Event)]
        why = others[0].detail if others else "it is empty"
        raise CliError(f"{name}: no event can be read from it: {why}", hint="One JSON object is enough.")
    return events


def _problem(rule: Rule, path: Path, *, is_hit: bool) -> str | None:
    try:
        events = read_events(str(path), path.read_bytes())
    except (CliError, OSError) as error:
        return str(error)
    found = sum(matches(rule, event) for event in events)
    if is_hit and found < len(events):
        return f"{path}: {rule.id} should hold, and does not; see `otasuke rules explain`"
    if not is_hit and found:
        return f"{path}: {rule.id} holds, and should not; see `otasuke rules explain`"
    return None
