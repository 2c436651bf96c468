"""The table of the followed logs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from otasuke.shipping.logs import Logs
from otasuke.shipping.places import Place, place_at

Table = Callable[..., Logs]


def place(path: Path) -> Place:
    found = place_at(path)
    assert found is not None
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "a.log").write_text("12345\n")
    return tmp_path / "a.log"


def test_logs_are_numbered_on_after_those_that_were_known(path: Path, table: Table) -> None:
    first = table().add(place(path), home=str(path))

    assert table([first]).add(place(path), home="other").number == first.number + 1


def test_of_the_logs_that_are_gone_the_newest_of_each_home_is_remembered(path: Path, table: Table) -> None:
    logs = table()
    first, second = (logs.add(place(path), home=str(path)) for _ in range(2))

    logs.lose(first)
    assert [log.number for log in logs.all] == [second.number]
    logs.lose(second)

    assert (logs.present, logs.holds(second.key), logs.homes) == ([], False, {str(path)})
    assert [log.number for log in logs.family(str(path))] == [second.number]


def test_what_is_unread_is_told_by_the_file(path: Path, table: Table) -> None:
    logs = table()
    log = logs.add(place(path), home=str(path))

    assert logs.unread_bytes(log) == 6
    assert logs.unread_bytes(log.read_to(4, logs.opened(log).read_at)) == 2
    path.unlink()
    assert logs.unread_bytes(log) == 6
    logs.close(log)
    assert logs.unread_bytes(log) == 0


def test_the_same_is_not_said_twice(table: Table) -> None:
    said: list[str] = []
    logs = table([], said.append)

    for _ in range(2):
        logs.unreadable("a.log", PermissionError(13, "Permission denied"))
        logs.unreadable("b.gz", EOFError("it ends early"))

    assert said == ["a.log cannot be read: Permission denied", "b.gz cannot be read: it ends early"]
