"""What is followed for the first time, and from where."""

from __future__ import annotations

import gzip
import math
import os
from collections.abc import Callable
from pathlib import Path

from otasuke.shipping.logs import Logs
from otasuke.shipping.newcomers import Newcomers
from otasuke.shipping.places import Place, Surroundings, matching

Table = Callable[..., Logs]


def newcomers(
    logs: Logs, *patterns: Path, at_end: tuple[str, ...] = (), since_ns: float = math.inf
) -> tuple[Newcomers, list[Place]]:
    places = matching([str(pattern) for pattern in patterns])
    ends = {place.key for place in places if Path(place.path).name in at_end}
    return Newcomers(
        logs, Surroundings(), [*map(str, patterns)], {place.key for place in places}, ends, since_ns
    ), places


def take_up(logs: Logs, *patterns: Path, at_end: tuple[str, ...] = (), since_ns: float = math.inf) -> None:
    new, places = newcomers(logs, *patterns, at_end=at_end, since_ns=since_ns)
    for place in places:
        new.take_up(place)


def wanted(logs: Logs) -> dict[str, int]:
    """Where reading begins, by name."""
    return {Path(log.path).name: log.offset for log in logs.all if not log.is_done}


def passed_over(logs: Logs) -> list[str]:
    return [Path(log.path).name for log in logs.all if log.is_done]


def write(path: Path, text: str, *, at: int) -> None:
    path.write_text(text)
    os.utime(path, (at, at))


def test_a_log_is_taken_up_at_its_beginning_or_behind_its_last_line(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a", "one\ntw", at=1)
    write(tmp_path / "b", "one\ntw", at=2)
    logs = table()

    take_up(logs, tmp_path, at_end=("b",))

    assert wanted(logs) == {"a": 0, "b": 4}


def test_an_empty_file_is_taken_up_when_something_is_in_it(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a", "", at=1)
    logs = table()

    take_up(logs, tmp_path)

    assert logs.all == ()


def test_older_rotations_are_passed_over(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a.log", "new\n", at=30)
    write(tmp_path / "a.log.1", "old\n", at=10)
    write(tmp_path / "a-2.log", "another program's\n", at=10)
    (tmp_path / "a.log.2.gz").write_bytes(gzip.compress(b"older\n"))
    (tmp_path / "a.log.3.xz").write_bytes(b"\xfd7zXZ\0")
    said: list[str] = []
    logs = table([], said.append)

    take_up(logs, tmp_path / "a.log")

    assert wanted(logs) == {"a.log": 0}
    assert passed_over(logs) == ["a.log.1", "a.log.2.gz"]
    assert said == [f"{tmp_path}/a.log.3.xz is compressed, and not by gzip: it is left out"]


def test_a_rotation_since_the_last_look_is_wanted_although_its_home_is_new(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a.log.1", "missed\n", at=20)
    write(tmp_path / "a.log.2", "old\n", at=10)
    logs = table()

    newcomers(logs)[0].take_up_beside(str(tmp_path / "a.log"), since_ns=15e9)

    assert wanted(logs) == {"a.log.1": 0}
    assert passed_over(logs) == ["a.log.2"]


def test_between_two_logs_only_what_was_written_since_counts(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "a.log", "read\n", at=20)
    logs = table()
    take_up(logs, tmp_path / "a.log")
    write(tmp_path / "a.log.1", "missed\n", at=30)
    write(tmp_path / "a.log.7", "put here from a backup\n", at=10)

    newcomers(logs)[0].take_up_beside(str(tmp_path / "a.log"), since_ns=0)

    assert wanted(logs) == {"a.log": 0, "a.log.1": 0}
    assert passed_over(logs) == ["a.log.7"]
