"""A log is found again by its file, else by what it held."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from otasuke.shipping.finding import Finder
from otasuke.shipping.followed import Followed
from otasuke.shipping.logs import Logs
from otasuke.shipping.places import Surroundings, place_at

Table = Callable[..., Logs]


class Found:
    """One log of which everything was read."""

    def __init__(self, folder: Path, logs: Logs) -> None:
        self.path = folder / "a.log"
        self.path.write_text("one\ntwo\n")
        self.logs = logs
        place = place_at(self.path)
        assert place is not None
        log = self.logs.add(place, home=str(self.path))
        self.logs.put(log.read_to(8, self.logs.opened(log).read_at))
        self.finder = Finder(self.logs)

    def look(self) -> Followed:
        self.finder.find_again({}, Surroundings())
        return self.logs[1]


@pytest.fixture
def found(tmp_path: Path, table: Table) -> Found:
    return Found(tmp_path, table())


def test_a_log_that_stays_is_left_alone(found: Found) -> None:
    before = found.logs[1]

    assert found.look() == before
    assert found.finder.moved == set()


def test_a_renamed_log_is_found_beside_its_home(found: Found) -> None:
    found.path.rename(f"{found.path}.1")

    assert found.look().path == f"{found.path}.1"
    assert found.finder.moved == {str(found.path)}


def test_a_deleted_log_is_gone_when_it_is_no_longer_open(found: Found) -> None:
    found.path.unlink()
    assert (found.look().path, found.logs[1].is_gone) == (f"{found.path} (deleted)", False)

    found.logs.close(found.logs[1])

    assert found.look().is_gone


def test_a_truncated_log_is_found_in_its_copy(found: Found) -> None:
    Path(f"{found.path}.1").write_text("one\ntwo\nthree\n")
    os.truncate(found.path, 0)

    assert found.look().path == f"{found.path}.1"


def test_a_truncated_log_without_a_copy_is_gone(found: Found) -> None:
    found.path.write_text("another\n")

    assert found.look().is_gone


def test_a_copy_that_lacks_something_is_not_the_log(found: Found) -> None:
    Path(f"{found.path}.1").write_text("one\n")
    os.truncate(found.path, 0)

    assert found.look().is_gone
