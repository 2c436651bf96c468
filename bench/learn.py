"""Measure the learnt detectors on a lake, as the process `learn` reads it after a pause: time by stage, memory, state on the disk.

    PYTHONPATH="$PWD/src" python bench/learn.py FOLDER     # the data folder of a service that is down, such as of `bench live --data`

Nothing is written to the folder. All that the recent segments hold is a backlog that detectors who know nothing catch up with.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from otasuke.cli.supports import read_supports
from otasuke.detect.learn.detectors import Detectors
from otasuke.lake.following import ahead_of
from otasuke.pipeline.learnt.learners import COLUMNS, Learners
from otasuke.pipeline.log import Log
from otasuke.stream.port import PARTITIONS

_MIB = 1 << 20


class Stages:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.cpu_s: Counter[str] = Counter()

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        began = time.thread_time()
        yield
        self.cpu_s[stage] += time.thread_time() - began  # type: ignore[assignment]  # seconds are no whole numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learning-days", type=int, default=14)
    options = parser.parse_args()
    stages, supports = Stages(), read_supports()
    with tempfile.TemporaryDirectory() as folder:
        learners = Learners(
            Path(folder),
            lambda: Detectors(supports, longest=timedelta(days=options.learning_days)),
            log=Log("bench"),
            timed=stages.timed,
        )
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        segments = ahead_of(options.folder / "lake", 0).segments
        found = Counter(one for segment in segments for one in _look_at(learners, segment))
        for _ in range(PARTITIONS):
            learners.save_next(0)
        state_bytes = sum(path.stat().st_size for path in Path(folder).iterdir())
    _print(stages, sum(one.rows for one in segments), len(segments), found, before, state_bytes)


def _look_at(learners: Learners, segment) -> list[str]:  # type: ignore[no-untyped-def]
    found = learners.look_at(segment.number, segment.batches(COLUMNS))
    learners.have_read(segment.number)
    return [one.detector for one in found]


def _print(
    stages: Stages, events: int, segments: int, found: Counter[str], before_mib: float, state_bytes: int
) -> None:
    us = {stage: round(1e6 * seconds / max(events, 1), 2) for stage, seconds in stages.cpu_s.items()}
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {"events": events, "segments": segments, "cpu_us_per_event": us, "in_all": round(sum(us.values()), 2)}
    result |= {"findings": dict(found), "memory_mib": round(before_mib), "peak_mib": round(peak_mib)}
    print(json.dumps(result | {"state_mib": round(state_bytes / _MIB, 2)}))


if __name__ == "__main__":
    main()
