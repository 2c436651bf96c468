"""Rules and their samples: events that a rule must find, and events that it must leave alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from otasuke.cli.exits import CliError
from otasuke.detect.correlate import CorrelationLimits, Correlator, RuleHit
from otasuke.detect.evaluate import applies, matches
from otasuke.detect.parse.filters import Filter
from otasuke.detect.rule import Correlation, Level, Rule, RuleSet
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

_CONTEXT = Context(datetime(2026, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class SampleOutcome:
    """How many samples were tried, and all that is wrong, as `path: what`."""

    samples: int
    problems: tuple[str, ...]


def try_samples(rules: RuleSet, folder: Path, *, filters: Sequence[Filter] = ()) -> SampleOutcome:
    """Try every rule on its samples. Each needs one that hits and one that misses, each folder needs its rule.

    Of a rule's sample every event must hit (miss); a correlation's sample is what happened, one record after the other.
    A filter needs a sample that it silences, and one that it keeps: an attack that is nearly the same.
    """
    problems: list[str] = []
    count = 0
    sequences = _Sequences(rules)
    both: tuple[Rule | Correlation, ...] = (*rules.rules, *rules.correlations)
    for rule in both:
        for kind in ("hit", "miss"):
            paths = sorted((folder / rule.id).glob(f"{kind}-*"))
            count += len(paths)
            if not paths:
                problems.append(f"{rule.place}: {rule.id} has no sample {folder / rule.id}/{kind}-*")
            problems += [wrong for path in paths if (wrong := _problem(rule, path, sequences, is_hit=kind == "hit"))]
    for one in filters:
        for kind in ("silenced", "kept"):
            tried = sorted((folder / one.id).glob(f"{kind}-*"))
            count += len(tried)
            problems += _problems_of_filter(one, kind, tried, folder)
    known = {one.id for one in (*both, *filters)}
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


class _Sequences:
    """Tells whether a correlation is true of a sequence of events, also one that only serves others."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules.rules
        self._correlations = {name: one for one in rules.correlations for name in (one.id, one.name) if name}

    def hold(self, correlation: Correlation, events: list[Event]) -> bool:
        """Whether it holds somewhere in the sequence."""
        correlator = Correlator(self._built_on(correlation), self._rules, limits=CorrelationLimits.for_scan())
        found = [*correlator.feed("", self._hits(correlator.wanted_rules, events)), *correlator.flush()]
        return any(hit.correlation_id == correlation.id for hit in found)

    def _built_on(self, correlation: Correlation) -> list[Correlation]:
        """The correlation, and those that it refers to."""
        found = {correlation.id: correlation}
        waiting = [correlation]
        while waiting:
            named = (self._correlations.get(name) for name in waiting.pop().rules)
            new = [one for one in named if one and one.id not in found]
            found.update((one.id, one) for one in new)
            waiting += new
        return list(found.values())

    def _hits(self, wanted: frozenset[str], events: list[Event]) -> Iterator[RuleHit]:
        rules = [rule for rule in self._rules if rule.id in wanted]
        for event in events:
            for rule in rules:
                if matches(rule, event):
                    yield RuleHit(rule.id, event.time, event.source, event.record, event.fields)


def _problems_of_filter(narrowing: Filter, kind: str, paths: Sequence[Path], folder: Path) -> Iterator[str]:
    if not paths:
        yield f"{narrowing.place}: {narrowing.id} has no sample {folder / narrowing.id}/{kind}-*"
    alone = Rule(
        narrowing.id, "", Level.INFORMATIONAL, narrowing.logsource, condition=narrowing.condition, place=narrowing.place
    )
    for path in paths:
        try:
            events = read_events(str(path), path.read_bytes())
        except (CliError, OSError) as error:
            yield str(error)
            continue
        if not all(applies(alone, event) for event in events):
            yield f"{path}: {narrowing.id} is for {narrowing.logsource}, and this is not of it"
        elif any(matches(alone, event) != (kind == "kept") for event in events):
            wanted = "silence" if kind == "silenced" else "keep"
            yield f"{path}: {narrowing.id} should {wanted} it, and does not"


def _problem(rule: Rule | Correlation, path: Path, sequences: _Sequences, *, is_hit: bool) -> str | None:
    try:
        events = read_events(str(path), path.read_bytes())
    except (CliError, OSError) as error:
        return str(error)
    if isinstance(rule, Correlation):
        held = [sequences.hold(rule, events)]
    else:
        held = [matches(rule, event) for event in events]
    if is_hit and not all(held):
        return f"{path}: {rule.id} should hold, and does not; see `otasuke rules explain`"
    if not is_hit and any(held):
        return f"{path}: {rule.id} holds, and should not; see `otasuke rules explain`"
    return None
