"""What is followed for the first time, and from where."""

from __future__ import annotations

import gzip
import math
import os
from collections.abc import Callable
from pathlib import Path

from otasuke.shipping.logs import Logs
from otasuke.shipping.newcomers import take_up, take_up_between, take_up_older
from otasuke.shipping.places import matching

Table = Callable[..., Logs]


def offsets(logs: Logs) -> dict[str, int]:
    return {Path(log.path).name: log.offset for log in logs.all}


def write(path: Path, text: str, *, at: int) -> None:
    path.write_text(text)
    os.utime(path, (at, at))


def test_a_log_is_taken_up_at_its_beginning_or_behind_its_last_line(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a", "one\ntw", at=1)
    write(tmp_path / "b", "one\ntw", at=2)
    logs, places = table(), matching([str(tmp_path)])

    take_up(logs, places, at_end={places[1].key}, since_ns=math.inf)

    assert offsets(logs) == {"a": 0, "b": 4}


def test_an_empty_file_is_taken_up_when_something_is_in_it(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a", "", at=1)
    logs = table()

    take_up(logs, matching([str(tmp_path)]), at_end=(), since_ns=math.inf)

    assert logs.all == ()


def test_older_rotations_are_passed_over_but_watched(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a.log", "new\n", at=30)
    write(tmp_path / "a.log.1", "old\n", at=10)
    (tmp_path / "a.log.2.gz").write_bytes(gzip.compress(b"older\n"))
    (tmp_path / "a.log.3.xz").write_bytes(b"\xfd7zXZ\0")
    said: list[str] = []
    logs = table([], said.append)

    take_up(logs, matching([str(tmp_path / "a.log")]), at_end=(), since_ns=math.inf)

    assert offsets(logs) == {"a.log": 0, "a.log.1": 4, "a.log.2.gz": 0}
    assert [log.is_done for log in logs.all if log.is_compressed] == [True]
    assert said == [f"{tmp_path}/a.log.3.xz is compressed, and not by gzip: it is left out"]


def test_a_rotation_since_the_last_look_is_wanted_although_its_home_is_new(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a.log.1", "missed\n", at=20)
    write(tmp_path / "a.log.2", "old\n", at=10)
    logs = table()

    take_up_older(logs, str(tmp_path / "a.log"), (), since_ns=15e9)

    assert offsets(logs) == {"a.log.1": 0, "a.log.2": 4}


def test_between_two_logs_only_what_was_written_since_counts(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a.log", "read\n", at=20)
    logs = table()
    take_up(logs, matching([str(tmp_path / "a.log")]), at_end=(), since_ns=math.inf)
    write(tmp_path / "a.log.1", "missed\n", at=30)
    write(tmp_path / "a.log.7", "put here from a backup\n", at=10)

    take_up_between(logs, str(tmp_path / "a.log"))

    assert offsets(logs) == {"a.log": 0, "a.log.1": 0}
