"""What was flushed is there, once, whatever happens to the process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from lake.cast import FUJI, NOON, SAKURA, event
from otasuke.events.names import BadName
from otasuke.lake.reader import LakeReader
from otasuke.lake.writer import LakeWriter

TESTS = Path(__file__).resolve().parents[1]


def records(lake: Path, tenant: str = SAKURA) -> list[int]:
    return sorted(one.record for one in LakeReader(lake, tenant).events())


def test_nothing_is_there_before_it_is_flushed(tmp_path: Path) -> None:
    writer = LakeWriter(tmp_path, SAKURA)

    writer.add("b1", [event(1), event(2)])
    before = records(tmp_path)
    writer.flush()

    assert (before, records(tmp_path), writer.rows) == ([], [1, 2], 0)


def test_a_batch_that_comes_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        writer = LakeWriter(tmp_path, SAKURA)
        writer.add("b1", [event(1)])
        writer.add("b1", [event(1)])
        writer.flush()

    assert records(tmp_path) == [1]
    assert len(list(tmp_path.glob("**/*.parquet"))) == 1


def test_every_day_has_files_of_its_own(tmp_path: Path) -> None:
    writer = LakeWriter(tmp_path, SAKURA)
    writer.add("b1", [event(1), event(2, time=NOON + timedelta(hours=12)), event(3, time=None)])

    files = writer.flush()

    # An event without a time is of the day on which it came.
    assert [(file.name[:14], file.rows) for file in files] == [("day=2026-11-23", 1), ("day=2026-11-24", 2)]
    assert (files[0].earliest, files[1].latest) == (NOON, NOON + timedelta(hours=12))


def test_two_writers_of_the_same_batch_write_it_once(tmp_path: Path) -> None:
    first, second = LakeWriter(tmp_path, SAKURA), LakeWriter(tmp_path, SAKURA)
    first.add("b1", [event(1)])
    second.add("b1", [event(1)])
    second.add("b2", [event(2)])

    first.flush()
    second.flush()

    assert records(tmp_path) == [1, 2]


def test_a_tenant_sees_nothing_of_another(tmp_path: Path) -> None:
    for tenant, number in ((SAKURA, 1), (FUJI, 2)):
        writer = LakeWriter(tmp_path, tenant)
        writer.add("b1", [event(number)])
        writer.flush()

    assert (records(tmp_path, SAKURA), records(tmp_path, FUJI)) == ([1], [2])
    with pytest.raises(BadName):
        LakeWriter(tmp_path, "../fuji")
    with pytest.raises(BadName):
        LakeWriter(tmp_path, FUJI).add("a\nb", [])


@pytest.mark.slow
def test_a_writer_that_is_killed_loses_nothing_it_has_confirmed_and_doubles_nothing(tmp_path: Path) -> None:
    random = Random(3)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS.parent / "src"), str(TESTS)))}
    confirmed: set[int] = set()
    for _ in range(8):
        first = (
            max(confirmed, default=-1) + 1
        )  # the batch that may have been written, but was not confirmed, comes again
        command = [sys.executable, str(TESTS / "lake/writing.py"), str(tmp_path), str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            confirmed.add(int(process.stdout.readline()))
            time.sleep(random.random() / 5)
            process.kill()
            confirmed.update(
                int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith(b"\n")
            )

    stored = Counter(number // 10 for number in records(tmp_path))

    assert len(confirmed) > 20
    assert confirmed <= set(stored)
    assert set(stored.values()) == {10}
