from __future__ import annotations

import os
import subprocess
import sys

import pytest

from otasuke.cli.benching.processes import Sample, Sampler, usage_of

MB = 1 << 20


def test_usage_is_the_difference_between_first_and_last() -> None:
    usage = usage_of("x", 7, [Sample(10, 1.0, 5 * MB), Sample(11, 1.5, 9 * MB), Sample(12, 4.0, 6 * MB)])

    assert (usage.cpu_s, usage.seconds, usage.memory_mb, usage.peak_mb) == (3.0, 2, 6.0, 9.0)


@pytest.mark.parametrize(
    ("memory", "growth"),
    [
        ([10] * 40, 0.0),
        ([1] * 10 + [10] * 30, 0.0),
        ([float(n) for n in range(40)], 60.0),
        ([1, 2, 3], 0.0),
    ],
)
def test_memory_that_stays_after_warming_up_does_not_grow(memory: list[float], growth: float) -> None:
    samples = [Sample(second, 0, int(megabytes * MB)) for second, megabytes in enumerate(memory)]

    assert usage_of("x", 7, samples).growth_mb_per_minute == pytest.approx(growth, abs=0.01)


def test_a_process_is_sampled_with_its_children_and_remembered_when_it_has_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    sampler = Sampler(os.getpid(), lambda process: f"p{process.pid}")
    sampler.sample()
    sampler.sample()
    child.communicate(b"\n")

    sampler.sample()

    assert {usage.pid for usage in sampler.usages()} >= {os.getpid(), child.pid}
    assert all(usage.name == f"p{usage.pid}" and usage.peak_mb > 0 for usage in sampler.usages())


def test_a_process_that_is_not_there_has_no_usage() -> None:
    sampler = Sampler(2**22 + 1, lambda process: "x")

    sampler.sample()

    assert sampler.usages() == []
