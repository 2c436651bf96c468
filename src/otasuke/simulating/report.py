"""The figures of a run: what was handed over and came out, how long it took, and which attacks were found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from otasuke.simulating.attacks.truth import Expected, time_us_of
from otasuke.simulating.delivery.tally import FeedKey, Tally
from otasuke.simulating.watching import Seen

_PERCENTILES = (("p50", 50), ("p95", 95), ("p99", 99))


@dataclass(frozen=True, slots=True)
class Spread:
    """Durations in seconds."""

    count: int
    p50: float
    p95: float
    p99: float
    max: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one attack.

    expected  detections of events that were acknowledged; found of them.
    missed    the rules of which one is missing: id, title, how many.
    patterns  correlations that were expected, and found of them; they come minutes later, when nothing older can.
    unsent    expected detections whose events were never acknowledged.
    """

    story: str
    tenant: str
    expected: int
    found: int
    missed: tuple[tuple[str, str, int], ...]
    patterns: int
    patterns_found: int
    unsent: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is stored of what was acknowledged. lost and doubled are counted by sensor, so that one hides no other."""

    stored: int
    lost: int
    doubled: int


def spread_of(values: Iterable[float]) -> Spread | None:
    """The percentiles of durations, by nearest rank; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    ranks = {name: ordered[-(-len(ordered) * percent // 100) - 1] for name, percent in _PERCENTILES}
    return Spread(count=len(ordered), max=ordered[-1], **ranks)


def latencies_of(seen: Sequence[Seen], tally: Tally, sensors: Mapping[tuple[str, str], str]) -> list[float]:
    """Seconds from handing over an event to its detection, of every detection that belongs to an event of ours.

    sensors  (tenant, computer as its events name it) → the sensor that hands them over.
    """
    found = []
    for one in first_of_each(seen):
        sensor = sensors.get((one.tenant, one.computer))
        handed = tally.handed.get((one.tenant, sensor)) if sensor is not None else None
        at_s = handed.when(time_us_of(one.time)) if handed and one.time else None
        if at_s is not None:
            found.append(one.detected_at.timestamp() - at_s)
    return found


def first_of_each(seen: Sequence[Seen]) -> list[Seen]:
    """Every detection once, as it came first."""
    return list({one.id: one for one in reversed(seen)}.values())[::-1]


def verdicts(
    expected: Sequence[Expected], seen: Sequence[Seen], tally: Tally, sensors: Mapping[tuple[str, str], str]
) -> list[Verdict]:
    """What became of every attack."""
    single = {(one.tenant, one.computer, time_us_of(one.time), one.rule_id) for one in seen if one.time}
    by_rule = {(one.tenant, one.rule_id) for one in seen}
    attacks: dict[tuple[str, str], list[Expected]] = {}
    for one in expected:
        attacks.setdefault((one.story, one.tenant), []).append(one)
    return [
        _verdict(story, tenant, all_of_it, single, by_rule, _acknowledged(all_of_it, tally, sensors))
        for (story, tenant), all_of_it in attacks.items()
    ]


def _acknowledged(expected: Sequence[Expected], tally: Tally, sensors: Mapping[tuple[str, str], str]) -> list[Expected]:
    """Those whose event the service has acknowledged."""

    def is_there(one: Expected) -> bool:
        handed = tally.handed.get((one.tenant, sensors.get((one.tenant, one.computer), "")))
        return handed is not None and handed.when(one.time_us) is not None

    return [one for one in expected if not one.is_correlation and is_there(one)]


def _verdict(
    story: str,
    tenant: str,
    expected: Sequence[Expected],
    single: set[tuple[str, str, int, str]],
    by_rule: set[tuple[str, str]],
    acknowledged: Sequence[Expected],
) -> Verdict:
    missing = [one for one in acknowledged if (one.tenant, one.computer, one.time_us, one.rule_id) not in single]
    patterns = {one.rule_id for one in expected if one.is_correlation}
    missed = Counter((one.rule_id, one.rule_title) for one in missing)
    return Verdict(
        story=story,
        tenant=tenant,
        expected=len(acknowledged),
        found=len(acknowledged) - len(missing),
        missed=tuple((id, title, count) for (id, title), count in missed.most_common()),
        patterns=len(patterns),
        patterns_found=sum((tenant, id) in by_rule for id in patterns),
        unsent=sum(not one.is_correlation for one in expected) - len(acknowledged),
    )


def nothing_expected(story: str, tenant: str) -> Verdict:
    """The verdict on an attack that none of the rules knows."""
    return Verdict(story, tenant, expected=0, found=0, missed=(), patterns=0, patterns_found=0, unsent=0)


def keeping_of(tally: Tally, rows: Mapping[FeedKey, int]) -> Keeping:
    """Compare what was acknowledged with the stored rows, feed by feed; what had no answer may be there or not."""
    lost = doubled = 0
    for key in tally.handed.keys() | tally.unanswered.keys():
        handed = tally.handed[key].events if key in tally.handed else 0
        lost += max(0, handed - rows.get(key, 0))
        doubled += max(0, rows.get(key, 0) - handed - tally.unanswered[key])
    return Keeping(sum(rows.values()), lost, doubled)


def repeated(seen: Sequence[Seen]) -> int:
    """How often a detection came again under its id: readers know it already."""
    return len(seen) - len({one.id for one in seen})


def as_json(value: Spread | Verdict | Keeping | None) -> dict[str, Any] | None:
    """For the report as JSON."""
    return None if value is None else asdict(value)
