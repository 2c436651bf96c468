"""同じ攻撃: the same sender, file or server in what several companies were told. For the desk, never for an owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from otasuke.advice.colour import Colour
from otasuke.demo.matters import Matter
from otasuke.findings.traces import Trace, TraceKind

_LONGEST_PAUSE = timedelta(days=3)
_WEAK = frozenset({TraceKind.SUBJECT, TraceKind.FILE})
"""Many write 請求書. Both in common are enough, one is not."""
_KINDS = tuple(TraceKind)


@dataclass(frozen=True, slots=True)
class Hit:
    """A matter that belongs to a campaign, and whose it is."""

    tenant: str
    matter: Matter


@dataclass(frozen=True, slots=True)
class Campaign:
    """One attack on several companies.

    hits    in the order of time.
    traces  that at least two companies have, those that tell most first.
    """

    hits: tuple[Hit, ...]
    traces: tuple[Trace, ...]

    @property
    def tenants(self) -> tuple[str, ...]:
        """The companies, in the order in which it came to them."""
        return tuple(dict.fromkeys(hit.tenant for hit in self.hits))

    @property
    def known_at(self) -> datetime:
        """When it had come to a second company."""
        first = self.hits[0].tenant
        return next(hit.matter.first.at for hit in self.hits if hit.tenant != first)


def find_campaigns(
    matters: Iterable[tuple[str, Matter]], *, is_common: Callable[[Trace], bool] = lambda _trace: False
) -> list[Campaign]:
    """The attacks that came to more than one company, those that came to most first.

    matters    of many companies, each with its tenant. What is only 青 joins nothing.
    is_common  whether a trace says nothing because everybody has to do with it, such as a large mail provider.
    """
    hits = sorted((Hit(*one) for one in matters if one[1].colour is not Colour.BLUE), key=_time_of)
    traces = [_traces_of(hit.matter, is_common) for hit in hits]
    groups = _joined(hits, traces)
    found = [_campaign([(hits[one], traces[one]) for one in group]) for group in groups]
    return sorted((one for one in found if len(one.tenants) > 1), key=lambda one: (-len(one.tenants), one.known_at))


def _time_of(hit: Hit) -> tuple[datetime, str, str]:
    return hit.matter.first.at, hit.tenant, hit.matter.device


def _traces_of(matter: Matter, is_common: Callable[[Trace], bool]) -> frozenset[Trace]:
    grave = (one for one in matter.told if one.colour is not Colour.BLUE)
    return frozenset(trace for one in grave for trace in one.traces if not is_common(trace))


def _joined(hits: Sequence[Hit], traces: Sequence[frozenset[Trace]]) -> list[list[int]]:
    """The numbers of the matters that belong together, by time."""
    root = list(range(len(hits)))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for places in _by_key(traces).values():
        for before, after in pairwise(places):
            if hits[after].matter.first.at - hits[before].matter.first.at <= _LONGEST_PAUSE:
                root[find(after)] = find(before)
    groups: dict[int, list[int]] = {}
    for one in range(len(hits)):
        groups.setdefault(find(one), []).append(one)
    return list(groups.values())


def _by_key(traces: Sequence[frozenset[Trace]]) -> Mapping[tuple[Trace, ...], list[int]]:
    """Which matters have in common what joins them: a strong trace, or a subject together with a file."""
    found: dict[tuple[Trace, ...], list[int]] = {}
    for place, of_one in enumerate(traces):
        files = [trace for trace in of_one if trace.kind is TraceKind.FILE]
        subjects = [trace for trace in of_one if trace.kind is TraceKind.SUBJECT]
        keys = [(trace,) for trace in of_one if trace.kind not in _WEAK]
        for key in (*keys, *((file, subject) for file in files for subject in subjects)):
            found.setdefault(key, []).append(place)
    return found


def _campaign(group: Sequence[tuple[Hit, frozenset[Trace]]]) -> Campaign:
    companies: Counter[Trace] = Counter()
    for tenant in {hit.tenant for hit, _ in group}:
        companies.update({trace for hit, traces in group if hit.tenant == tenant for trace in traces})
    shared = [trace for trace, count in companies.items() if count > 1]
    ordered = sorted(shared, key=lambda trace: (_KINDS.index(trace.kind), -companies[trace], trace.value))
    return Campaign(tuple(hit for hit, _ in group), tuple(ordered))
