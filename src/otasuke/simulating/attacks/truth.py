"""What must be found: the engine, run over an attack's own events before they hide among others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from otasuke.detect.correlate import CorrelationLimits, Correlator, RuleHit
from otasuke.detect.engine.engine import Engine
from otasuke.detect.plan.saved import SavedRules
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.simulating.attacks.story import Attack
from otasuke.simulating.feed import device_values, written

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Expected:
    """A detection that has to come.

    computer, time_us  of the event, as it will say them; of a correlation "" and the time of its decision.
    """

    story: str
    tenant: str
    computer: str
    time_us: int
    rule_id: str
    rule_title: str
    is_correlation: bool = False


class Judge:
    """Knows what a rule set finds in an attack."""

    def __init__(self, engine: Engine, rules: SavedRules) -> None:
        self._engine = engine
        self._rules = rules
        numbers = {id: number for number, id in enumerate(rules.ids)}
        names = {name for correlation in rules.correlations for name in correlation.rules}
        correlated = [rules.rule(numbers[name]) for name in sorted(names) if name in numbers]
        self._correlator = Correlator(rules.correlations, correlated, limits=CorrelationLimits.for_scan())
        self._titles = {correlation.id: correlation.title for correlation in rules.correlations}

    def expected(self, attack: Attack, *, sensor: str = "") -> list[Expected]:
        """Every detection of the attack by itself, in the order of time; correlations last.

        sensor  what hands over the lines that name no computer; "": each device for itself.
        """
        events = list(_events(attack, sensor))
        hits = self._engine.match_events(events).pairs.tolist()
        rules = {number: self._rules.rule(number) for _, number in hits}
        found = [
            Expected(attack.story.name, attack.company.tenant, one.sensor, time_us_of(one.time), rule.id, rule.title)
            for one, rule in ((events[position], rules[number]) for position, number in hits)
            if one.time is not None and rule.id not in self._correlator.silent_rules
        ]
        fed = [
            RuleHit(rules[number].id, events[position].time, "attack", position, events[position].fields)
            for position, number in hits
        ]
        return found + list(self._correlated(attack, fed))

    def _correlated(self, attack: Attack, hits: Sequence[RuleHit]) -> Iterator[Expected]:
        tenant = attack.company.tenant
        for hit in [*self._correlator.feed(tenant, hits), *self._correlator.flush(tenant)]:
            title = self._titles.get(hit.correlation_id, "")
            at_us = time_us_of(hit.decided_at)
            yield Expected(attack.story.name, tenant, "", at_us, hit.correlation_id, title, is_correlation=True)


def time_us_of(time: datetime) -> int:
    """Microseconds since 1970."""
    return (time - _EPOCH) // _MICROSECOND


def _events(attack: Attack, sensor: str) -> Iterator[Event]:
    for device, step in attack.steps:
        line = written(step, device_values(attack.company, device), 0, Random(step.at_us))
        context = Context(_EPOCH + step.at_us * _MICROSECOND, sensor=sensor or device.name.lower())
        yield from (found for found in normalise(line, context) if isinstance(found, Event))
