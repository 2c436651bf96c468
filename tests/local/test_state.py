"""What is written down about services, and what a later run makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psutil

from local.services import service
from otasuke.local.service import start
from otasuke.local.state import end_orphans, is_running, read_state, write_state
from otasuke.local.supervisor import Watched


def test_what_was_written_is_read_back(folder: Path) -> None:
    watched = Watched(service(folder), start(service(folder)), restarts=2)
    write_state(folder, [watched, Watched(service(folder, "other"), problem="ended with 1")])

    sample, other = read_state(folder)

    assert (sample.name, sample.pid, sample.restarts, is_running(sample)) == ("sample", watched.pid, 2, True)
    assert (other.pid, other.problem, is_running(other)) == (None, "ended with 1", False)
    assert end_orphans(folder) == ["sample"]
    assert watched.process is not None
    watched.process.wait()


def test_there_may_be_no_state_or_a_broken_one(folder: Path) -> None:
    nothing = read_state(folder)
    (folder / "state.json").write_text('{"services": [{"name": 1}]}')

    assert (nothing, read_state(folder)) == ((), ())


def test_a_process_that_only_has_the_same_number_is_left_alone(folder: Path) -> None:
    process = start(service(folder))
    write_state(folder, [Watched(service(folder), process)])
    (state,) = read_state(folder)
    assert state.created_at is not None

    assert not is_running(replace(state, created_at=state.created_at - 60))
    process.kill()
    process.wait()
    assert end_orphans(folder) == []
    assert not psutil.pid_exists(process.pid)
