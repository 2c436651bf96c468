"""What is left of lists when the guard has looked at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from otasuke.detect.indicators.guard import Guard
from otasuke.detect.indicators.indicator import KINDS, About, Kind
from otasuke.detect.indicators.lists import KEPT_NOTES, IndicatorList
from otasuke.detect.indicators.observables import Observable, written


@dataclass(slots=True)
class Guarded:
    """Indicators of several lists, without those that the guard refuses.

    kinds     how many there are of each.
    expired   how many of them count no longer; they still count for events of their time.
    refused   by reason how many; `examples` the first ones of each.
    """

    indicators: dict[Observable, About] = field(default_factory=dict)
    kinds: Counter[Kind] = field(default_factory=Counter)
    expired: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)


def guarded(lists: Iterable[IndicatorList], guard: Guard, *, now: datetime) -> Guarded:
    """The indicators of the lists that may be indicators. now: of what has expired."""
    found = Guarded()
    for one in lists:
        for observable, about in one.indicators.items():
            if reason := guard.reason(observable):
                _refuse(found, observable, reason)
            else:
                known = found.indicators.get(observable)
                found.indicators[observable] = about if known is None else known.wider(about)
    for observable, about in found.indicators.items():
        found.kinds[KINDS[type(observable)]] += 1
        found.expired += about.has_expired(now)
    return found


def _refuse(found: Guarded, observable: Observable, reason: str) -> None:
    found.refused[reason] += 1
    examples = found.examples.setdefault(reason, [])
    if len(examples) < KEPT_NOTES:
        examples.append(written(observable))
