"""Measure the correlator: hits per second for each type of correlation, over many groups.

Prints one JSON object per type. The hits are made here; time runs forward with a little disorder, as from several sensors.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from otasuke.detect.correlate import CorrelationLimits, Correlator, RuleHit
from otasuke.detect.rule import And, Bound, Correlation, CorrelationType, Level, Place, Rule
from otasuke.events import LogSource

PLACE = Place("bench.yml", 1)
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
RULES = tuple(Rule(id, id, Level.LOW, LogSource(), And(()), PLACE) for id in ("first", "second"))
TEMPORAL = (CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED)


def main() -> None:
    options = _options()
    hits = list(_made_up_hits(options.hits, options.groups))
    for kind in CorrelationType:
        print(json.dumps(_measure(kind, hits, options)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hits", type=int, default=400_000, help="how many hits (default 400000)")
    parser.add_argument("--groups", type=int, default=100_000, help="over how many groups (default 100000)")
    parser.add_argument("--max-groups", type=int, default=100_000, help="the limit of open windows (default 100000)")
    parser.add_argument("--batch", type=int, default=1_000, help="hits in one feed (default 1000)")
    return parser.parse_args()


def _made_up_hits(count: int, groups: int) -> Iterator[RuleHit]:
    """A thousand hits a second, each up to two seconds out of order."""
    dice = random.Random(1)
    for record in range(count):
        moment = NOON + timedelta(milliseconds=record - dice.randrange(2_000))
        fields = {"user": f"user{dice.randrange(groups)}", "size": str(dice.randrange(10_000))}
        yield RuleHit(RULES[record % 2].id, moment, "bench", record, fields)


def _measure(kind: CorrelationType, hits: list[RuleHit], options: argparse.Namespace) -> dict[str, object]:
    limits = CorrelationLimits(allowed_lateness=timedelta(seconds=2), max_groups=options.max_groups)
    correlator = Correlator([_correlation(kind)], RULES, limits=limits)
    begun = time.process_time()
    found = sum(len(correlator.feed("bench", hits[i : i + options.batch])) for i in range(0, len(hits), options.batch))
    windows = correlator.held("bench")[1]
    found += len(correlator.flush())
    seconds = time.process_time() - begun
    evicted = correlator.counts("bench").evicted_groups
    return {
        "type": kind,
        "hits_per_s": round(len(hits) / seconds),
        "found": found,
        "open_windows": windows,
        "evicted": evicted,
    }


def _correlation(kind: CorrelationType) -> Correlation:
    needs_field = kind not in TEMPORAL and kind is not CorrelationType.EVENT_COUNT
    return Correlation(
        id="bench",
        title="Bench",
        level=Level.LOW,
        type=kind,
        rules=tuple(rule.id for rule in RULES),
        group_by=("user",),
        timespan=timedelta(minutes=5),
        place=PLACE,
        bounds=() if kind in TEMPORAL else (Bound("gte", 10),),
        fields=("size",) if needs_field else (),
        percentile=90 if kind is CorrelationType.VALUE_PERCENTILE else None,
    )


if __name__ == "__main__":
    main()
