"""Windows of the temporal types: which rules were seen, and in which order. They serve for both ways to decide."""

from __future__ import annotations

from typing import Any, NamedTuple

from otasuke.detect.correlate.conditions import all_hold
from otasuke.detect.correlate.hits import Evidence, Mark, Sighting, evidence_of
from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.detect.correlate.numbers import Number
from otasuke.detect.correlate.plan import Plan


class SeenRules:
    """temporal: keeps the latest event of each rule."""

    __slots__ = ("_latest", "_plan")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._latest: dict[str, Mark] = {}

    def add(self, sighting: Sighting, _counts: CorrelationCounts) -> None:
        self._latest[sighting.rule] = sighting.mark

    def expire(self, oldest: int) -> None:
        for rule in [rule for rule, mark in self._latest.items() if mark[0] < oldest]:
            del self._latest[rule]

    def result(self) -> Number | None:
        return len(self._latest) if self._latest and self._holds() else None

    def _holds(self) -> bool:
        if self._plan.formula is None:
            return all_hold(len(self._latest), self._plan.comparisons)
        seen = sum(1 << step for rule in self._latest for step in self._plan.steps[rule])
        return self._plan.formula(seen, seen)

    def evidence(self) -> Evidence:
        return evidence_of(tuple(self._latest.values()))

    def saved(self) -> list[Any]:
        return [[rule, list(mark)] for rule, mark in self._latest.items()]

    def restore(self, saved: list[Any]) -> None:
        self._latest = {rule: tuple(mark) for rule, mark in saved}


class _Chain(NamedTuple):
    """Events in the order of the rule list, some steps perhaps left out."""

    start: int
    marks: tuple[Mark, ...]


class OrderedRules:
    """temporal_ordered: keeps, for each set of steps that was seen in order, the chain with the latest start.

    A later start is never worse: whatever could extend the older chain can extend the newer one, for longer.
    Chains that end at the current place wait in `_fresh`, since simultaneous sightings do not follow each other.
    """

    __slots__ = ("_chains", "_fresh", "_place", "_plan", "_seen")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._chains: dict[int, _Chain] = {}
        self._fresh: dict[int, _Chain] = {}
        self._place: Mark | None = None
        self._seen = 0

    def add(self, sighting: Sighting, _counts: CorrelationCounts) -> None:
        if sighting.place != self._place:
            self._settle()
            self._place = sighting.place
        for step in self._plan.steps[sighting.rule]:
            self._seen |= 1 << step
            self._extend(step, sighting.mark)

    def _settle(self) -> None:
        _keep_latest(self._chains, self._fresh)
        self._fresh = {}

    def _extend(self, step: int, mark: Mark) -> None:
        bit = 1 << step
        grown = {self._key(bit): _Chain(mark[0], (mark,))}
        for steps, chain in self._chains.items():
            if steps < bit:
                _keep_latest(grown, {self._key(steps | bit): _Chain(chain.start, (*chain.marks, mark))})
        _keep_latest(self._fresh, {steps: chain for steps, chain in grown.items() if self._is_promising(steps)})

    def _key(self, steps: int) -> int:
        """Without an expression only the last step and the number of steps matter: one set stands for all such sets."""
        if self._plan.formula:
            return steps
        return (1 << steps.bit_length() - 1) | (1 << steps.bit_count() - 1) - 1

    def _is_promising(self, steps: int) -> bool:
        """Whether the chain may still become one for which the condition holds; a window that closes needs all chains."""
        if not self._plan.at_once:
            return True
        later = (1 << self._plan.all_steps) - (1 << steps.bit_length())
        return self._holds(steps | later)

    def _holds(self, steps: int) -> bool:
        if self._plan.formula:
            return self._plan.formula(steps, self._seen)
        return all_hold(steps.bit_count(), self._plan.comparisons)

    def expire(self, oldest: int) -> None:
        for chains in (self._chains, self._fresh):
            for steps in [steps for steps, chain in chains.items() if chain.start < oldest]:
                del chains[steps]

    def result(self) -> Number | None:
        best = self._best()
        return len(best.marks) if best else None

    def _best(self) -> _Chain | None:
        """The longest chain that the condition holds for; bounds only look at the longest of all."""
        chains = dict(self._chains)
        _keep_latest(chains, self._fresh)
        if self._plan.formula:
            chains = {steps: chain for steps, chain in chains.items() if self._holds(steps)}
        longest = max(chains, key=lambda steps: (steps.bit_count(), -steps), default=0)
        return chains[longest] if longest and self._holds(longest) else None

    def evidence(self) -> Evidence:
        best = self._best()
        return evidence_of(best.marks if best else ())

    def saved(self) -> list[Any]:
        self._settle()
        chains = [[steps, chain.start, [list(mark) for mark in chain.marks]] for steps, chain in self._chains.items()]
        return [chains, self._seen]

    def restore(self, saved: list[Any]) -> None:
        chains, self._seen = saved
        self._chains = {steps: _Chain(start, tuple(tuple(mark) for mark in marks)) for steps, start, marks in chains}


def _keep_latest(chains: dict[int, _Chain], others: dict[int, _Chain]) -> None:
    """Take over each of the other chains that starts later than the one for the same steps."""
    for steps, chain in others.items():
        if steps not in chains or chain.start > chains[steps].start:
            chains[steps] = chain
