"""What is written down about services, and what a later run makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from local.services import service
from otasuke.local.service import start
from otasuke.local.state import end_orphans, is_running, read_rules, read_state, write_state
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


def test_the_rules_that_services_were_told_of_are_known_when_they_have_ended(folder: Path) -> None:
    worker = replace(service(folder, "worker-0"), environment={"OTASUKE_RULES": "/a:/b c"})
    write_state(folder, [Watched(service(folder)), Watched(worker), Watched(replace(worker, name="worker-1"))])

    assert read_rules(folder) == (Path("/a"), Path("/b c"))


def test_there_may_be_no_state_or_a_broken_one(folder: Path) -> None:
    nothing = read_state(folder)
    (folder / "state.json").write_text('{"services": [{"name": 1}]}')

    assert (nothing, read_state(folder), read_rules(folder)) == ((), (), ())


def test_a_process_that_only_has_the_same_number_is_left_alone(folder: Path) -> None:
    process = start(service(folder))
    write_state(folder, [Watched(service(folder), process)])
    (state,) = read_state(folder)
    assert state.began_s is not None

    assert not is_running(replace(state, began_s=state.began_s - 60))
    process.kill()
    process.wait()
    assert end_orphans(folder) == []
    assert not psutil.pid_exists(process.pid)


def test_a_clock_that_was_set_since_makes_no_stranger_of_a_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start(service(folder))
    write_state(folder, [Watched(service(folder), process)])
    (state,) = read_state(folder)
    created_at, boot_time = psutil.Process.create_time, psutil.boot_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda self: created_at(self) + 3600)
    monkeypatch.setattr(psutil, "boot_time", lambda: boot_time() + 3600)

    assert is_running(state)
    process.kill()
    process.wait()


def test_what_was_started_and_never_written_down_is_stopped(folder: Path) -> None:
    known, other = service(folder, "known"), service(folder, "other")
    processes = [start(known), start(other)]

    assert end_orphans(folder, [known]) == ["known"]
    assert processes[0].wait(20) == -known.stop_signal
    assert end_orphans(folder, [known, other]) == ["other"]
    processes[1].wait(20)


def test_an_orphan_that_nobody_buries_holds_nobody_up(folder: Path) -> None:
    process = start(service(folder))
    write_state(folder, [Watched(service(folder), process)])

    ended = end_orphans(folder)  # it is our child, and we have not asked how it ended: a zombie

    assert ended == ["sample"]
    assert psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE
    process.wait()
